using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Findings;

/// <summary>LRA-102: principals other than Lambda can assume the role.</summary>
internal sealed class OthersTrustedRule : RoleRule
{
    private static readonly string[] Assuming = ["sts:assumerole", "sts:assumerolewithsaml", "sts:assumerolewithwebidentity"];

    /// <summary>A principal about which nothing is known.</summary>
    private const string Stranger = "AWS:arn:aws:iam::000000000000:role/zq7-stranger";

    public override string RuleId => "LRA-102";

    public override string Title => "Trust policy allows principals other than Lambda";

    public override FindingSeverity Severity => FindingSeverity.Critical;

    public override ItemList<string> Compliance { get; } = ["AWS Well-Architected SEC03-BP02", "AWS Well-Architected SEC03-BP07"];

    internal override IEnumerable<RuleOutcome> Check(RoleCase role)
    {
        if (role.Unread is { } why) return [RuleOutcome.Unknown(Severity, why)];
        if (!role.Role!.Exists) return [];
        if (role.Cases.TrustOf(role.Role, out var unreadable) is not { } trust) return [RuleOutcome.Unknown(Severity, unreadable!)];
        var found = Principals(trust, role.Role.AccountId).ToList();
        var remedy =
            $"Allow only {TrustPolicies.LambdaPrincipal} to assume it: aws iam update-assume-role-policy --role-name {role.Role.RoleName} "
            + $"--policy-document '{TrustPolicies.Lambda}'";
        return found.GroupBy(one => one.Is).OrderByDescending(group => group.Key).Select(group => new RuleOutcome(
            group.Key == Truth.True ? FindingStatus.Fail : FindingStatus.Unknown, group.Max(one => one.Severity),
            EvidenceOf(group.Key, [.. group]), remedy));
    }

    /// <summary>Returns true if a principal other than Lambda can assume the role, surely or if a condition allows it.</summary>
    /// <param name="trust">The trust policy.</param>
    /// <param name="account">The role's account: 12 digits.</param>
    internal static bool LetsOthersIn(PolicyDocument trust, string account) => Principals(trust, account).Any();

    private static string EvidenceOf(Truth answer, IReadOnlyList<TrustedPrincipal> found)
    {
        var who = found.OrderByDescending(one => one.Severity).Select(one => one.Who).Distinct(StringComparer.Ordinal);
        var keys = found.SelectMany(one => one.Keys).Distinct(StringComparer.OrdinalIgnoreCase);
        var end = answer == Truth.True ? "." : $", if {string.Join(", ", keys)} allows.";
        var first = found[0].Statement;
        return $"The trust policy allows {NameList.Few(who)} to assume the role{end} {first.Path}: {Evidence.Line(first.Text)}";
    }

    private static IEnumerable<TrustedPrincipal> Principals(PolicyDocument trust, string account)
    {
        var set = new PolicySet([trust]);
        foreach (var statement in trust.Statements.Where(statement => statement is { Effect: PolicyEffect.Allow, Principals: not null }))
        {
            if (Assuming.FirstOrDefault(action => statement.Actions.Patterns.Contains(action) == true) is not { } action) continue;
            // NotPrincipal with Allow allows everybody except the named principals.
            foreach (var principal in statement.Principals!.IsNot ? ["*"] : statement.Principals.Values)
            {
                foreach (var (severity, who, asked, context) in principal is "*" or "AWS:*"
                    ? Anyone(statement, account)
                    : [Named(principal, account)])
                {
                    if (severity is not { } bad) continue;
                    var decision = PolicyEvaluator.Evaluate(set, new PolicyRequest(action, "*", context, asked));
                    if (decision.Verdict == PolicyVerdict.Denied) continue;
                    var answer = decision.Verdict == PolicyVerdict.Allowed ? Truth.True : Truth.Unknown;
                    yield return new TrustedPrincipal(answer, bad, who, decision.DependsOn, statement);
                }
            }
        }
    }

    private static (FindingSeverity? Severity, string Who, string Asked, RequestContext Context) Named(string principal, string account)
    {
        var (severity, who) = Judge(principal, account);
        return (severity, who, Whole(principal), RequestContext.Unknown);
    }

    /// <summary>Returns anyone, or only the principals that a condition names by account or organization.</summary>
    private static IEnumerable<(FindingSeverity? Severity, string Who, string Asked, RequestContext Context)> Anyone(
        PolicyStatement statement, string account)
    {
        if (statement.Conditions.FirstOrDefault(ConditionOwner.NamesCallers) is not { } naming)
        {
            yield return (FindingSeverity.Critical, "anyone", Stranger, RequestContext.Unknown);
            yield break;
        }

        foreach (var value in naming.Values)
        {
            var owner = ConditionOwner.AccountIn(naming, value);
            // All such conditions must be met: this value of the first, and one value of each of the others.
            var keys = statement.Conditions.Where(condition => condition != naming && ConditionOwner.NamesCallers(condition))
                .Select(condition => (condition.Key, Value: Sample(condition, condition.Values[0])))
                .Prepend((naming.Key, Value: Sample(naming, value))).ToList();
            if (owner is not null) keys.Add(("aws:PrincipalAccount", owner));
            yield return (
                owner == account ? FindingSeverity.Medium : FindingSeverity.High,
                owner == account ? $"{value} of the same account"
                : owner is null ? $"any principal of {value}"
                : $"{value} of another account",
                owner is null ? Stranger : $"AWS:arn:aws:iam::{owner}:role/zq7-stranger",
                new RequestContext(
                    keys.DistinctBy(key => key.Key, StringComparer.OrdinalIgnoreCase)
                        .Select(key => KeyValuePair.Create(key.Key, (IReadOnlyList<string>)[key.Value])), othersAreUnknown: true));
        }

        // Returns a value that the pattern matches.
        static string Sample(PolicyCondition condition, string pattern) =>
            condition.Operator!.HasWildcards ? pattern.Replace("*", "zq7", StringComparison.Ordinal).Replace('?', 'z') : pattern;
    }

    private static (FindingSeverity? Severity, string Who) Judge(string principal, string account)
    {
        var (type, value) = principal.IndexOf(':', StringComparison.Ordinal) is var colon and > 0
            ? (principal[..colon], principal[(colon + 1)..])
            : ("", principal);
        switch (type)
        {
            case "Service":
                return value is TrustPolicies.LambdaPrincipal or TrustPolicies.EdgePrincipal
                    ? (null, value)
                    : (FindingSeverity.Medium, $"the service {value}");
            case "AWS" when value.StartsWith("AROA", StringComparison.Ordinal) || value.StartsWith("AIDA", StringComparison.Ordinal):
                // IAM replaces a deleted principal with its id, which nobody has any more.
                return (null, value);
            case "AWS":
                var owner = Arn.TryParse(value, out var arn) ? arn.AccountId : value;
                return owner == account
                    ? (FindingSeverity.Medium, $"{value} of the same account")
                    : (FindingSeverity.High, $"{value} of another account");
            case "Federated":
                return (FindingSeverity.Medium, $"anyone whom {value} authenticates");
            default:
                return (FindingSeverity.High, principal);
        }
    }

    /// <summary>"The account ARN and the shortened account ID behave the same way" (IAM user guide, Principal element).</summary>
    private static string Whole(string principal) =>
        principal.Length == 16 && principal.StartsWith("AWS:", StringComparison.Ordinal)
            ? $"AWS:arn:aws:iam::{principal[4..]}:root"
            : principal;

    /// <summary>A principal other than Lambda that a statement lets in, surely or if its context keys allow.</summary>
    private sealed record TrustedPrincipal(
        Truth Is, FindingSeverity Severity, string Who, IReadOnlyList<string> Keys, PolicyStatement Statement);
}
