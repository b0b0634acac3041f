namespace LambdaRoleAudit.Policies;

/// <summary>
/// An IAM policy document: identity policy, permissions boundary or trust policy (IAM user guide, "Grammar of the IAM JSON policy
/// language"). Immutable. Its text is kept unchanged.
/// </summary>
public sealed class PolicyDocument
{
    /// <summary>The version of the policy language that replaces policy variables.</summary>
    public const string CurrentVersion = "2012-10-17";

    /// <summary>The version of a document that does not specify one.</summary>
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

    /// <summary>The document exactly as it was read (percent-decoded if it was encoded, as IAM sends it).</summary>
    public string Text { get; }

    /// <summary>The version of the policy language: 2012-10-17 or 2008-10-17.</summary>
    public string Version { get; }

    /// <summary>The document's Id; null if it has none.</summary>
    public string? Id { get; }

    /// <summary>The statements, in the order of the document.</summary>
    public IReadOnlyList<PolicyStatement> Statements { get; }

    /// <summary>
    /// The JSON paths of elements that the policy language does not have. They are kept in <see cref="Text"/> but not understood.
    /// </summary>
    public IReadOnlyList<string> UnknownElements { get; }

    /// <summary>
    /// A form for comparison. It is the same for documents that differ only in order, in repetition, in a single value or a list with one
    /// value, in the case of actions, operators and condition keys, in Sids and Id, and in white space.
    /// </summary>
    public string Canonical => _canonical.Value;

    /// <summary>Reads a document.</summary>
    /// <param name="text">The document's JSON, which can be percent-encoded.</param>
    /// <exception cref="PolicyFormatException">The text is not a policy document. The exception says where and why.</exception>
    public static PolicyDocument Parse(string text) => PolicyReader.Read(text);

    /// <inheritdoc/>
    public override string ToString() => Text;
}
