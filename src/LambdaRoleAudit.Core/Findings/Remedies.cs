using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Findings;

/// <summary>The advice in findings.</summary>
internal static class Remedies
{
    /// <summary>Placeholder for the function in advice about a role, which is created once for all functions that use the role.</summary>
    private const string Function = "{function}";

    /// <summary>Returns advice to use a role with the permissions that a function needs, instead of a role with too many.</summary>
    public static string Narrow(RoleCase role) =>
        $"Check what it allows with Get-LambdaExecutionRole {role.Role!.RoleName}. To create a role from the function's settings: "
        + $"New-LambdaExecutionRole {Function}, and add what its code calls with -PolicyDocument.";

    /// <summary>Returns the advice for one function.</summary>
    public static string? For(string? remedy, LambdaFunction function) =>
        remedy?.Replace(Function, $"-FunctionName {function.FunctionName} -Region {function.Region}", StringComparison.Ordinal);
}
