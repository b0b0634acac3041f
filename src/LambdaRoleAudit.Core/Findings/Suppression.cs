using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Findings;

/// <summary>A suppression: a rule's findings are accepted, for a reason, until a date.</summary>
/// <param name="RuleId">The rule; wildcards are allowed.</param>
/// <param name="FunctionName">The functions, by name or ARN, wildcards allowed; null for those of the role.</param>
/// <param name="RoleName">The roles, by name or ARN, wildcards allowed; null for those of the function.</param>
/// <param name="Reason">The reason.</param>
/// <param name="Expires">The last day on which the suppression is valid.</param>
public sealed record Suppression(string RuleId, string? FunctionName, string? RoleName, string Reason, DateOnly Expires)
{
    /// <summary>Returns true if the suppression applies to a finding.</summary>
    internal bool Covers(string ruleId, string? functionName, string? functionArn, string? roleArn) =>
        Matches(RuleId, ruleId)
        && (FunctionName is null || Matches(FunctionName, functionName) || Matches(FunctionName, functionArn))
        && (RoleName is null || Matches(RoleName, roleArn) || Matches(RoleName, roleArn is null ? null : Arn.NameIn(roleArn)));

    private static bool Matches(string pattern, string? text) =>
        text is not null && Glob.Parse(pattern, GlobSyntax.Wildcards | GlobSyntax.IgnoreCase).Matches(text);
}
