namespace LambdaRoleAudit.Findings;

/// <summary>A rule that says the same of every function of a role: it is asked once a role.</summary>
public abstract class RoleRule : FindingRule
{
    /// <summary>What it says of a role; nothing where it passes.</summary>
    internal abstract IEnumerable<RuleOutcome> Check(RoleCase role);

    internal sealed override IEnumerable<RuleOutcome> Check(FunctionCase function) =>
        function.Role.OutcomesOf(this).Select(outcome => outcome with { Remedy = Remedies.For(outcome.Remedy, function.Function) });
}
