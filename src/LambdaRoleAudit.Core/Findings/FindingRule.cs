using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Findings;

/// <summary>One rule. Its page in docs/rules has why it matters, how it is decided, and the sources.</summary>
public abstract class FindingRule
{
    /// <summary>Its id.</summary>
    public abstract string RuleId { get; }

    /// <summary>What it finds, in a few words.</summary>
    public abstract string Title { get; }

    /// <summary>The worst that it says.</summary>
    public abstract FindingSeverity Severity { get; }

    /// <summary>What it is measured by elsewhere.</summary>
    public virtual ItemList<string> Compliance { get; } = ["AWS Well-Architected SEC03-BP02"];

    /// <summary>It is decided with what the role is, not only with who uses it.</summary>
    public virtual bool NeedsRoles => true;

    /// <summary>It is decided with the event source mappings of all regions.</summary>
    public virtual bool NeedsMappings => false;

    /// <summary>It is decided with the resource policy of each function.</summary>
    public virtual bool NeedsResourcePolicies => false;

    /// <summary>Its page, from the top of the repository.</summary>
    public string HelpUri => $"docs/rules/{RuleId}.md";

    /// <summary>What it says of a function; nothing where it passes.</summary>
    internal abstract IEnumerable<RuleOutcome> Check(FunctionCase function);
}
