using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// The policies that attach themselves to a role from other resources: AWS::IAM::Policy and AWS::IAM::ManagedPolicy by their Roles,
/// AWS::IAM::RolePolicy by its RoleName. CDK's default policies are of the first kind.
/// </summary>
internal sealed class RoleAttachments
{
    private readonly MendContext _context;
    private readonly string _role;
    private readonly string? _roleName;
    private readonly TemplateNode? _computedName;

    /// <param name="context">The template.</param>
    /// <param name="role">The role's logical id.</param>
    /// <param name="roleName">The role's name, if it is plain text.</param>
    public RoleAttachments(MendContext context, string role, string? roleName)
    {
        (_context, _role, _roleName) = (context, role, roleName);
        _computedName = ((context.ResourceOf(role)?.Value.Target as MappingNode)?["Properties"] as MappingNode)?["RoleName"];
        foreach (var entry in context.Resources.Entries) Add(entry);
    }

    /// <summary>Policies with a list of roles, with the item that is the role.</summary>
    public List<(MappingEntry Policy, SequenceNode Roles, TemplateNode Item)> Lists { get; } = [];

    /// <summary>Policies for one role.</summary>
    public List<MappingEntry> Single { get; } = [];

    /// <summary>The texts that attach the policies: these name the role on purpose.</summary>
    public HashSet<TextSpan> Spans { get; } = [];

    /// <summary>The logical ids of all of them.</summary>
    public IEnumerable<string> Names => Lists.Select(attached => attached.Policy.Key.Value).Concat(Single.Select(one => one.Key.Value));

    /// <summary>True for a policy that attaches to the role.</summary>
    public bool Has(string policy) => Names.Contains(policy, StringComparer.Ordinal);

    private void Add(MappingEntry entry)
    {
        if (entry.Value.Target is not MappingNode resource || resource["Type"] is not ScalarNode { Value: var type }) return;
        if (type is not ("AWS::IAM::Policy" or "AWS::IAM::ManagedPolicy" or "AWS::IAM::RolePolicy")) return;
        if (resource["Properties"] is not MappingNode properties) return;
        var isSingle = type == "AWS::IAM::RolePolicy";
        var written = properties.EntryOf(isSingle ? "RoleName" : "Roles")?.Value;
        if (written is null) return;
        if (!Mentions(written))
        {
            if (MayBeNamed(written)) throw Unclear(entry, written);
            return;
        }

        if (written is AliasNode || entry.Value is AliasNode || !entry.Value.Span.Holds(written.Span))
            throw new MendBlocked(TemplateIssues.ValueFromAlias(entry.Key.Value, written.Line));
        Spans.Add(written.Span);
        if (isSingle)
        {
            if (!IsRole(written)) throw Unclear(entry, written);
            Single.Add(entry);
            return;
        }

        if (written is not SequenceNode { Tag: null } list || list.Items.Where(Mentions).ToList() is not [var item] || !IsRole(item))
            throw Unclear(entry, written);
        Lists.Add((entry, list, item));
    }

    /// <summary>
    /// True if a value can be the role's name at deployment: the role has a name, and the value is computed. A name that CloudFormation
    /// makes up for the role can be in no computed value but a reference.
    /// </summary>
    private bool MayBeNamed(TemplateNode written)
    {
        if (_computedName is null) return false;
        var items = written.Target is SequenceNode { Tag: null } list ? list.Items : [written];
        return items.Select(item => item.Target).Any(item =>
            item is ScalarNode { Tag: null } text ? _roleName is null && MayBe(text.Value) : !NamesAnotherRole(item));
    }

    /// <summary>False for a text that does not begin and end as the role's name in Fn::Sub does.</summary>
    private bool MayBe(string text)
    {
        var pattern = _computedName switch
        {
            ScalarNode { Tag: "!Sub" } sub => sub.Value,
            MappingNode { Entries: [{ Key.Value: "Fn::Sub", Value.Target: ScalarNode sub }] } => sub.Value,
            _ => null,
        };
        if (pattern is null || pattern.IndexOf("${", StringComparison.Ordinal) is not (>= 0 and var first)) return true;
        return text.StartsWith(pattern[..first], StringComparison.Ordinal)
            && text.EndsWith(pattern[(pattern.LastIndexOf('}') + 1)..], StringComparison.Ordinal);
    }

    private bool NamesAnotherRole(TemplateNode item)
    {
        var named = item switch
        {
            ScalarNode { Tag: "!Ref" } reference => reference.Value,
            MappingNode { Entries: [{ Key.Value: "Ref", Value.Target: ScalarNode reference }] } => reference.Value,
            _ => null,
        };
        return named is not null && named != _role && _context.ResourceOf(named) is { } resource
            && (resource.Value.Target as MappingNode)?["Type"] is ScalarNode { Value: "AWS::IAM::Role" };
    }

    private bool Mentions(TemplateNode node) => _context.References.In(node.Target, _role).Count > 0
        || (_roleName is not null && NodeWalk.All(node.Target).OfType<ScalarNode>().Any(scalar => scalar.Value == _roleName));

    /// <summary>True for the role alone: its Ref, its name, or a Sub of nothing else.</summary>
    private bool IsRole(TemplateNode node)
    {
        if (node is AliasNode) return false;
        // A pair without braces in a list: [Ref: Role].
        if (node is MappingNode { IsFlow: true } && _context.Layout.Text[_context.Layout.ContentOf(node)] != '{') return false;
        if (node is ScalarNode { Tag: null } name && name.Value == _roleName) return true;
        return _context.References.In(node, _role) is [{ Kind: "Ref" or "Sub", Offset: >= 0 } one]
            && (one.Kind == "Ref" || one.Scalar.Value == $"${{{_role}}}")
            && node is ScalarNode or MappingNode { Entries: [{ Value: ScalarNode }] };
    }

    private static MendBlocked Unclear(MappingEntry entry, TemplateNode node) =>
        new(TemplateIssues.AttachmentUnclear(entry.Key.Value, node.Line));
}
