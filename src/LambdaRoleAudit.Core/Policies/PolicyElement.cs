namespace LambdaRoleAudit.Policies;

/// <summary>
/// An element that names what a statement applies to: Action, Resource or Principal, or what it does not apply to (NotAction, …).
/// </summary>
public sealed class PolicyElement
{
    internal PolicyElement(bool isNot, IReadOnlyList<string> values, GlobSet patterns)
    {
        IsNot = isNot;
        Values = values;
        Patterns = patterns;
    }

    /// <summary>True for NotAction, NotResource or NotPrincipal: everything except the values.</summary>
    public bool IsNot { get; }

    /// <summary>The values as the document writes them, in its order. A principal is written as <c>type:value</c>, or <c>*</c>.</summary>
    public IReadOnlyList<string> Values { get; }

    /// <summary>The values as patterns, including <see cref="IsNot"/>.</summary>
    internal GlobSet Patterns { get; }
}
