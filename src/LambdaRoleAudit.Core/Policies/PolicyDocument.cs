namespace LambdaRoleAudit.Policies;

/// <summary>
/// An IAM policy document: identity policy, permissions boundary or trust policy (IAM user guide, "Grammar of the IAM JSON
/// policy language"). Immutable; its text is kept as it came.
/// </summary>
public sealed class PolicyDocument
{
    /// <summary>The version of the language that replaces policy variables.</summary>
    public const string CurrentVersion = "2012-10-17";

    /// <summary>The version of a document that names none.</summary>
    public const string DefaultVersion = "2008-10-17";

    private readonly Lazy<string> _canonical;

    internal PolicyDocument(
        string text, string? version, string? id, IReadOnlyList<PolicyStatement> statements, IReadOnlyList<string> unknownElements)
    {
        Text = text;
        Version = version ?? DefaultVersion;
        Id = id;
        Statements = statements;
        UnknownElements = unknownElements;
        _canonical = new Lazy<string>(() => PolicyCanonical.Of(this));
    }

    /// <summary>The document as it was read, to the character (percent-decoded where it came encoded, as IAM sends it).</summary>
    public string Text { get; }

    /// <summary>The version of the policy language: 2012-10-17 or 2008-10-17.</summary>
    public string Version { get; }

    /// <summary>Its Id; null where it has none.</summary>
    public string? Id { get; }

    /// <summary>Its statements, in its order.</summary>
    public IReadOnlyList<PolicyStatement> Statements { get; }

    /// <summary>JSON paths of what the policy language does not have: kept in <see cref="Text"/>, not understood.</summary>
    public IReadOnlyList<string> UnknownElements { get; }

    /// <summary>
    /// A form for comparison: the same for documents that differ only in order, in repetition, in one value or a list of one,
    /// in the case of actions, operators and condition keys, in Sids and Id, and in white space.
    /// </summary>
    public string Canonical => _canonical.Value;

    /// <summary>Reads a document.</summary>
    /// <param name="text">Its JSON; percent-encoded too.</param>
    /// <exception cref="PolicyFormatException">It is none; the exception says where and why.</exception>
    public static PolicyDocument Parse(string text) => PolicyReader.Read(text);

    /// <inheritdoc/>
    public override string ToString() => Text;
}
