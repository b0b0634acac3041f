using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Findings;

/// <summary>What findings advise.</summary>
internal static class Remedies
{
    /// <summary>Stands for the function in what is said of its role once, for all functions on it.</summary>
    private const string Function = "{function}";

    /// <summary>A role that allows what a function needs, in place of one that allows too much.</summary>
    public static string Narrow(RoleCase role) =>
        $"Check what it allows with Get-LambdaExecutionRole {role.Role!.RoleName}. To create a role from the function's settings: "
        + $"New-LambdaExecutionRole {Function}, and add what its code calls with -PolicyDocument.";

    /// <summary>The advice for one function.</summary>
    public static string? For(string? remedy, LambdaFunction function) =>
        remedy?.Replace(Function, $"-FunctionName {function.FunctionName} -Region {function.Region}", StringComparison.Ordinal);
}
