using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Findings;

/// <summary>A rule. Its page in docs/rules explains why it matters and how it is decided, and lists the sources.</summary>
public abstract class FindingRule
{
    /// <summary>The rule's id.</summary>
    public abstract string RuleId { get; }

    /// <summary>The rule's title, in a few words.</summary>
    public abstract string Title { get; }

    /// <summary>The highest severity of the rule's findings.</summary>
    public abstract FindingSeverity Severity { get; }

    /// <summary>The compliance standards that have this rule.</summary>
    public virtual ItemList<string> Compliance { get; } = ["AWS Well-Architected SEC03-BP02"];

    /// <summary>True if the rule needs the content of the role, not only its users.</summary>
    public virtual bool NeedsRoles => true;

    /// <summary>True if the rule needs the event source mappings of all regions.</summary>
    public virtual bool NeedsMappings => false;

    /// <summary>True if the rule needs the resource policy of each function.</summary>
    public virtual bool NeedsResourcePolicies => false;

    /// <summary>True if the rule needs the usage of each function. Without it, the rule says nothing.</summary>
    public virtual bool NeedsUsage => false;

    /// <summary>The rule's page, relative to the root of the repository.</summary>
    public string HelpUri => $"docs/rules/{RuleId}.md";

    /// <summary>Returns the results for a function; empty if the rule passes.</summary>
    internal abstract IEnumerable<RuleOutcome> Check(FunctionCase function);
}
