using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Findings;

/// <summary>LRA-204: NotAction or NotResource with Allow. What AWS adds is allowed from the first day.</summary>
internal sealed class NotActionRule : PermissionRule
{
    public override string RuleId => "LRA-204";

    public override string Title => "Policy uses NotAction or NotResource with Allow";

    public override FindingSeverity Severity => FindingSeverity.Medium;

    /// <summary>The exclusion is a choice, even for a role that can gain the excluded permissions.</summary>
    private protected override bool IsImplied(RoleCase role) => role.MayDoEverything;

    private protected override IEnumerable<RuleOutcome> Check(RoleCase role, RoleGrants grants)
    {
        foreach (var (policy, document) in grants.Policies.Where(pair => !pair.Policy.IsAwsManaged))
        {
            foreach (var statement in document.Statements.Where(statement =>
                statement.Effect == PolicyEffect.Allow && (statement.Actions.IsNot || statement.Resources is { IsNot: true })))
            {
                var which = statement.Actions.IsNot
                    ? statement.Resources is { IsNot: true } ? "NotAction and NotResource" : "NotAction"
                    : "NotResource";
                var evidence = $"{which} with Allow: {Evidence.Of(grants, statement)}";
                switch (Grants(grants, statement))
                {
                    case Truth.True:
                        yield return RuleOutcome.Fail(
                            Severity, evidence, $"In policy {policy.PolicyName}, list what the function needs with Action and Resource.");
                        break;
                    case Truth.Unknown:
                        var keys = statement.Conditions.Select(condition => condition.Key).Concat(statement.UnknownElements);
                        yield return RuleOutcome.Unknown(Severity, $"{evidence} It depends on {string.Join(", ", keys)}.");
                        break;
                }
            }
        }
    }

    /// <summary>Returns whether the statement allows anything, after denies and within the boundary.</summary>
    private static Truth Grants(RoleGrants grants, PolicyStatement statement)
    {
        if (Anything(grants.View.Certain) == ProofOutcome.Refuted) return Truth.True;
        return Anything(grants.View.Exact) == ProofOutcome.Proven ? Truth.False : Truth.Unknown;

        ProofOutcome Anything(PolicySet view) => PolicyProver.GrantsNoMoreThan(
            new PolicySet([.. view.Allows.Where(allow => ReferenceEquals(allow.Text, statement.Text))], view.Denies, view.BoundaryAllows),
            PolicySet.Nothing).Outcome;
    }
}
