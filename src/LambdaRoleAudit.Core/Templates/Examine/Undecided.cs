using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>What rules cannot decide although they say something: a trust policy or an action is known at deployment only.</summary>
internal static class Undecided
{
    private static readonly string[] Certain = ["AWS::AccountId", "AWS::Partition", "AWS::URLSuffix", "AWS::Region"];

    /// <summary>Returns a finding; as Unknown, if it is about a trust policy whose principals are not known.</summary>
    public static LambdaRoleFinding Trust(DeclaredStack stack, LambdaRoleFinding finding)
    {
        if (finding is not { RuleId: "LRA-101" or "LRA-102", Status: FindingStatus.Fail }) return finding;
        var role = stack.Roles.FirstOrDefault(
            one => finding.Remedy?.Contains($" role {one.Address} in ", StringComparison.Ordinal) == true);
        if (role is null) return finding;
        var isKnown = role.TrustPolicy is { } trust && Symbol.AllIn(trust).All(symbol => Certain.Contains(symbol, StringComparer.Ordinal)
            || stack.Roles.Any(other => symbol == $"{other.Address}.Arn"));
        return isKnown && !role.Unknown.Any(reason => reason.Contains("rust", StringComparison.Ordinal))
            ? finding
            : finding with
            {
                Status = FindingStatus.Unknown,
                Evidence = "Unknown, because the trust policy has values that are known at deployment only. As written: "
                    + finding.Evidence,
            };
    }

    /// <summary>Returns an Unknown finding of each permission rule that says nothing of a role with an action that is not known.</summary>
    public static IEnumerable<LambdaRoleFinding> Actions(
        DeclaredStack stack, IReadOnlyList<(DeclaredFunction Function, RoleUse Use)> uses, IReadOnlyList<FindingRule> rules,
        IReadOnlyCollection<LambdaRoleFinding> found)
    {
        foreach (var (function, use) in uses)
        {
            var role = stack.Roles.First(one => one.Address == use.RoleAddress);
            if (!role.InlinePolicies.Concat(role.DeclaredPolicies).Any(policy => HasFreeAction(policy.Document))) continue;
            foreach (var rule in rules.Where(rule => rule is PermissionRule and not ManagedPolicyRule))
            {
                if (found.Any(one => (one.RuleId, one.Declaration, one.RoleArn) == (rule.RuleId, function.Declaration, use.Key))) continue;
                yield return SharingFindings.Make(
                    stack, rule, FindingStatus.Unknown, function, use,
                    $"Unknown, because an action that role {role.Address} allows is known at deployment only.", null);
            }
        }
    }

    private static bool HasFreeAction(string document) => PolicyJson.Statements(document)?.Any(statement =>
        statement["Effect"]?.ToString() == "Allow"
        && Symbol.FreeIn(statement["Action"] is { } action ? PolicyJson.Of(action) : "").Any()) == true;
}
