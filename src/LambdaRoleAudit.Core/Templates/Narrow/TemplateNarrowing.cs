using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>The policies that one function of a template keeps of its role.</summary>
public sealed record TemplateNarrowing
{
    /// <summary>The inline policies, with the template's symbols.</summary>
    public IReadOnlyList<InlinePolicy> Policies { get; init; } = [];

    /// <summary>The managed policies that stay attached: ARNs with the template's symbols.</summary>
    public IReadOnlyList<string> ManagedPolicyArns { get; init; } = [];

    /// <summary>What prevents the use of the policies.</summary>
    public IReadOnlyList<PlanIssue> Blockers { get; init; } = [];

    /// <summary>What the user should know.</summary>
    public IReadOnlyList<PlanIssue> Warnings { get; init; } = [];
}
