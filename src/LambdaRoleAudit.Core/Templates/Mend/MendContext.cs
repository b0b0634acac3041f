using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>One template while steps are planned: its text, its resources, and the logical ids that are taken.</summary>
internal sealed class MendContext
{
    private readonly Lazy<Dependencies> _dependencies;
    private readonly Lazy<RoleNames> _names;

    public MendContext(DeclaredStack stack, TemplateText text, MappingNode root)
    {
        Stack = stack;
        Size = text.Text.Length;
        Layout = new(text, root);
        // An alias for the whole section would have no place for a new resource.
        Resources = root.EntryOf("Resources")?.Value as MappingNode ?? new([]) { IsFlow = false, Span = root.Span, Line = 1, Column = 1 };
        References = new(Layout);
        Edits = new(Layout);
        Copies = new(Layout, Resources);
        Ids = new(root);
        _dependencies = new(() => new(this));
        _names = new(() => new(this));
        Constructs = new(() => CdkConstruct.All(Resources));
        FileHashes = new Dictionary<string, string>(StringComparer.Ordinal) { [text.Path] = TemplatePatch.Hash(text) };
    }

    public DeclaredStack Stack { get; }

    /// <summary>The number of characters of the template with the edits of the steps so far: at most its bytes.</summary>
    public long Size { get; set; }

    public NodeLayout Layout { get; }

    public MappingNode Resources { get; }

    public RoleReferences References { get; }

    public EntryEdits Edits { get; }

    /// <summary>Which resources wait for others, with what steps have added so far.</summary>
    public Dependencies Dependencies => _dependencies.Value;

    /// <summary>The places that name roles by text.</summary>
    public RoleNames Names => _names.Value;

    public ResourceCopy Copies { get; }

    public LogicalIds Ids { get; }

    public IReadOnlyDictionary<string, string> FileHashes { get; }

    /// <summary>The paths of all constructs of CDK.</summary>
    public Lazy<HashSet<string>> Constructs { get; }

    /// <summary>What snippets for CDK say of the other uses of a role, by its address: the same for each of its functions.</summary>
    public Dictionary<string, IReadOnlyList<string>> CdkUses { get; } = new(StringComparer.Ordinal);

    /// <summary>Returns the resource as it is written under Resources; null if it is not there as a text of its own.</summary>
    public MappingEntry? ResourceOf(string? logicalId) =>
        logicalId is not null && Resources.IsOwn(logicalId) && Resources.EntryOf(logicalId) is { } entry ? entry : null;

    /// <summary>Returns a change as an edit, in a node that nothing else shares.</summary>
    /// <param name="holder">The value that changes.</param>
    /// <param name="owner">The resource's logical id.</param>
    /// <param name="splice">The change.</param>
    /// <exception cref="MendBlocked">An alias names the value.</exception>
    public TemplateEdit Edit(TemplateNode holder, string owner, Splice splice) =>
        Layout.IsAliased(holder) || Layout.IsAliased(splice)
            ? throw new MendBlocked(TemplateIssues.ValueFromAlias(owner, holder.Line))
            : Edit(splice);

    /// <summary>Returns a change as an edit.</summary>
    public TemplateEdit Edit(Splice splice) => new()
    {
        Path = Layout.Source.Path,
        Offset = splice.Start,
        OldText = Layout.Text[splice.Start..splice.End],
        NewText = splice.Text,
    };
}
