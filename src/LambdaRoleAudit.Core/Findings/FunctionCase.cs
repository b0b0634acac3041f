using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Findings;

/// <summary>A function, as rules check it.</summary>
internal sealed record FunctionCase(FunctionDetail Detail, RoleCase Role, Account Account)
{
    public LambdaFunction Function => Detail.Function;

    /// <summary>The usage of the function, from each source; empty if there is none.</summary>
    public IReadOnlyList<LambdaRoleUsage> Usage { get; init; } = [];

    /// <summary>The usage of the role in sessions that no function can be named for: the function may have made these calls.</summary>
    public IReadOnlyList<LambdaRoleUsage> OtherSessions { get; init; } = [];

    /// <summary>The mappings of the function, its versions and aliases; null if they could not be read.</summary>
    public IReadOnlyList<EventSourceMapping>? Mappings => Account.MappingsOf(Function);

    /// <summary>A command that gives the function its own role, with the permissions that its settings need.</summary>
    public string NewRole =>
        $"New-LambdaExecutionRole -FunctionName {Function.FunctionName} -Region {Function.Region} | Set-LambdaExecutionRole -FunctionName "
        + $"{Function.FunctionName} -Region {Function.Region}";
}
