using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Findings;

/// <summary>The resources that a question is about: resources that match some patterns, without those that match others.</summary>
internal sealed class ResourceScope
{
    private ResourceScope(IReadOnlyList<PolicyStatement> outside) => Outside = outside;

    /// <summary>Every resource.</summary>
    public static ResourceScope Everything { get; } = new([]);

    /// <summary>Deny statements for all resources that the question is not about.</summary>
    public IReadOnlyList<PolicyStatement> Outside { get; }

    /// <summary>Returns the scope without the resources that the given denies match.</summary>
    public ResourceScope Without(IEnumerable<PolicyStatement> denies) => new([.. Outside, .. denies]);

    /// <summary>Returns the resources that match some patterns, without those that match others.</summary>
    public static ResourceScope Of(IEnumerable<string> patterns, IEnumerable<string>? butNot = null)
    {
        var outside = new List<PolicyStatement> { PolicyStatement.Of(PolicyEffect.Deny, "*", [.. patterns], isNot: true) };
        if (butNot?.ToList() is { Count: > 0 } excluded) outside.Add(PolicyStatement.Of(PolicyEffect.Deny, "*", excluded));
        return new ResourceScope(outside);
    }
}
