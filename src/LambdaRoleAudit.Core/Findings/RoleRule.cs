namespace LambdaRoleAudit.Findings;

/// <summary>A rule that has the same result for every function of a role. It is checked once per role.</summary>
public abstract class RoleRule : FindingRule
{
    /// <summary>Returns the results for a role; empty if the rule passes.</summary>
    internal abstract IEnumerable<RuleOutcome> Check(RoleCase role);

    internal sealed override IEnumerable<RuleOutcome> Check(FunctionCase function) =>
        function.Role.OutcomesOf(this).Select(outcome => outcome with { Remedy = Remedies.For(outcome.Remedy, function.Function) });
}
