namespace LambdaRoleAudit.Policies;

/// <summary>
/// An element that names what a statement is about: Action, Resource or Principal, or what it is not about (NotAction, …).
/// </summary>
public sealed class PolicyElement
{
    internal PolicyElement(bool isNot, IReadOnlyList<string> values, GlobSet patterns)
    {
        IsNot = isNot;
        Values = values;
        Patterns = patterns;
    }

    /// <summary>NotAction, NotResource or NotPrincipal: everything but the values.</summary>
    public bool IsNot { get; }

    /// <summary>The values as the document writes them, in its order. A principal stands as <c>type:value</c>, or <c>*</c>.</summary>
    public IReadOnlyList<string> Values { get; }

    /// <summary>The values as patterns, with <see cref="IsNot"/> taken in.</summary>
    internal GlobSet Patterns { get; }
}
