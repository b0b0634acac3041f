using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// A role of a function's own: a copy of the shared role's text under another logical id, and the policies that attach to the shared role
/// from other resources.
/// </summary>
internal sealed class RoleCopy
{
    private readonly MendContext _context;
    private readonly MappingEntry _source;
    private readonly RoleAttachments? _attachments;
    private readonly string? _condition;
    private readonly TemplateNarrowing? _narrowed;

    /// <param name="context">The template.</param>
    /// <param name="source">The shared role.</param>
    /// <param name="attachments">The policies that attach to it; null for the role's text alone.</param>
    /// <param name="function">The function's logical id.</param>
    /// <param name="condition">The function's condition; null if it has none.</param>
    /// <param name="narrowed">What the function keeps of the role's policies; null for all of them.</param>
    /// <param name="logicalId">The logical id of the new role; null for one that is free.</param>
    public RoleCopy(
        MendContext context, MappingEntry source, RoleAttachments? attachments, string function, string? condition,
        TemplateNarrowing? narrowed = null, string? logicalId = null)
    {
        (_context, _source, _attachments, _condition, _narrowed) = (context, source, attachments, condition, narrowed);
        LogicalId = logicalId ?? context.Ids.Next(function, "Role");
        // The narrowed role has everything in itself.
        PolicyCopies = (narrowed is null ? attachments?.Single ?? [] : []).ToDictionary(
            policy => policy.Key.Value, policy => context.Ids.Next(LogicalId, policy.Key.Value), StringComparer.Ordinal);
    }

    /// <summary>The logical id of the new role.</summary>
    public string LogicalId { get; }

    /// <summary>The copies of policies for one role: the logical id of each by that of the original.</summary>
    public IReadOnlyDictionary<string, string> PolicyCopies { get; }

    /// <summary>True if the new role has only a part of the permissions.</summary>
    public bool IsNarrowed => _narrowed is not null;

    /// <summary>True if a copied policy named the role itself, so that its document differs from the original's.</summary>
    public bool HasOtherDocuments { get; private set; }

    /// <summary>Returns the edits that declare the role, with its policies.</summary>
    /// <exception cref="MendBlocked">They cannot be made safely.</exception>
    public IReadOnlyList<TemplateEdit> Edits()
    {
        List<TemplateEdit> edits = [_context.Edit(_context.Copies.After(_source, LogicalId, Changes()))];
        if (_narrowed is not null || _attachments is null) return edits;
        foreach (var (policy, list, item) in _attachments.Lists)
        {
            var splice = _context.Edits.InsertItem(list, item, Item(policy, item, isFlow: false), Item(policy, item, isFlow: true));
            edits.Add(_context.Edit(list, policy.Key.Value, splice));
        }

        foreach (var policy in _attachments.Single)
            edits.Add(_context.Edit(_context.Copies.After(policy, PolicyCopies[policy.Key.Value], PolicyChanges(policy))));
        return edits;
    }

    /// <summary>Returns the text of the new role, for a step that cannot be applied.</summary>
    public string Text() => _context.Edits.Indent(_source.Key) + _context.Copies.Text(_source, LogicalId, Changes());

    private IReadOnlyList<Splice> Changes()
    {
        var name = _source.Key.Value;
        if (_source.Value.Target is not MappingNode resource || resource["Properties"] is not MappingNode properties)
            throw new MendBlocked(TemplateIssues.RoleNotInResources(name));
        foreach (var mapping in new[] { resource, properties })
            if (mapping.EntryOf("Fn::Transform") is { } macro || mapping.Tag is not null)
                throw new MendBlocked(TemplateIssues.RoleFromMacro(name, mapping.Line));
        var changes = new List<Splice>(WithCondition(_source, resource));
        if (_narrowed is not null) changes.AddRange(NarrowedProperties.Of(_context, properties, _narrowed));
        if (properties.EntryOf("RoleName") is not { } named) return changes;
        if (!properties.IsOwn("RoleName")) throw new MendBlocked(TemplateIssues.NameMerged(name, named.Key.Line));
        changes.Add(_context.Edits.Remove(properties, named));
        return changes;
    }

    private List<Splice> PolicyChanges(MappingEntry policy)
    {
        var resource = (MappingNode)policy.Value;
        var named = ((MappingNode)resource["Properties"]!).EntryOf("RoleName")!.Value;
        var changes = new List<Splice>(WithCondition(policy, resource));
        var references = _context.References.In(policy.Value, _source.Key.Value);
        if (references.Any(reference => reference.Offset < 0))
            throw new MendBlocked(TemplateIssues.AttachmentUnclear(policy.Key.Value, policy.Key.Line));
        foreach (var reference in references)
        {
            changes.Add(new(reference.Offset, reference.Offset + reference.LogicalId.Length, LogicalId));
            HasOtherDocuments |= !named.Span.Holds(reference.Scalar.Span) && reference.Kind != "DependsOn";
        }

        // Named by its name, which the copy does not have.
        if (!references.Any(reference => named.Span.Holds(reference.Scalar.Span)))
        {
            var own = resource.IsFlow ? $"{{\"Ref\": \"{LogicalId}\"}}" : $"!Ref {LogicalId}";
            changes.Add(new(named.Span.Start, _context.Layout.EndOf(named), own));
        }

        return changes;
    }

    /// <summary>The copy exists if the function does.</summary>
    private IEnumerable<Splice> WithCondition(MappingEntry entry, MappingNode resource)
    {
        var own = (resource["Condition"] as ScalarNode)?.Value;
        if (_condition is null || own == _condition) yield break;
        if (own is not null)
            throw new MendBlocked(TemplateIssues.ConditionsDiffer(LogicalId, _condition, entry.Key.Value, own));
        yield return _context.Edits.InsertAttribute(resource, "Condition", _condition, $"\"{_condition}\"");
    }

    /// <summary>
    /// The item of a policy's list. A policy that can exist without the function must not name a role that does not exist then.
    /// </summary>
    private string Item(MappingEntry policy, TemplateNode item, bool isFlow)
    {
        var own = ((policy.Value.Target as MappingNode)?["Condition"] as ScalarNode)?.Value;
        var isJson = isFlow && _context.Layout.Text[item.Span.Start] is '{' or '"';
        if (_condition is not null && own != _condition)
        {
            return isJson
                ? $$"""{"Fn::If": ["{{_condition}}", {"Ref": "{{LogicalId}}"}, {"Ref": "AWS::NoValue"}]}"""
                : $"!If [{_condition}, !Ref {LogicalId}, !Ref 'AWS::NoValue']";
        }

        if (_context.References.In(item, _source.Key.Value) is [{ } reference])
        {
            var written = _context.Layout.Written(item);
            var at = reference.Offset - item.Span.Start;
            // A block on several lines would need its indentation, and an anchor cannot be there twice.
            if (item.Anchor is null && (isFlow || !written.Contains('\n', StringComparison.Ordinal)))
                return string.Concat(written.AsSpan(0, at), LogicalId, written.AsSpan(at + reference.LogicalId.Length));
        }

        return isJson ? $$"""{"Ref": "{{LogicalId}}"}""" : $"!Ref {LogicalId}";
    }
}
