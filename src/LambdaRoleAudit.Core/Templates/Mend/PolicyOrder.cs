using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Makes a function wait for the policies that attach to its new role from other resources. Otherwise CloudFormation can move the function
/// before it attaches them, and the function would lack their permissions for that time (CloudFormation template reference, "DependsOn
/// attribute").
/// </summary>
internal sealed class PolicyOrder
{
    private readonly MendContext _context;
    private readonly MappingEntry _function;
    private readonly List<TemplateEdit> _edits = [];
    private readonly List<string> _late = [];

    /// <param name="context">The template.</param>
    /// <param name="function">The function.</param>
    /// <param name="attachments">The policies that attach to the shared role.</param>
    /// <param name="copies">The copies of policies for one role: the logical id of each by that of the original.</param>
    /// <param name="isKnown">False if a macro changes the template, so that dependencies are not known.</param>
    public PolicyOrder(
        MendContext context, MappingEntry function, RoleAttachments attachments, IReadOnlyDictionary<string, string> copies, bool isKnown)
    {
        (_context, _function) = (context, function);
        var waits = context.References.All
            .Where(reference => reference is { Section: "Resources", Kind: "DependsOn" } && reference.Owner == function.Key.Value)
            .Select(reference => reference.LogicalId).ToHashSet(StringComparer.Ordinal);
        var policies = attachments.Lists.Select(attached => (attached.Policy, Name: attached.Policy.Key.Value))
            .Concat(attachments.Single.Select(policy => (Policy: policy, Name: copies[policy.Key.Value])))
            .Where(one => !waits.Contains(one.Policy.Key.Value)).ToList();
        var added = policies.Where(one => isKnown && ConditionOf(one.Policy) is var condition
            && (condition is null || condition == ConditionOf(function))
            && !context.Dependencies.MayDepend(one.Policy.Key.Value, function.Key.Value)).ToList();
        if (added.Count > 0 && Edit([.. added.Select(one => one.Name)]))
            foreach (var (policy, _) in added) context.Dependencies.Add(function.Key.Value, policy.Key.Value);
        else added.Clear();
        _late.AddRange(policies.Except(added).Select(one => one.Name));
    }

    /// <summary>The changes of the function.</summary>
    public IReadOnlyList<TemplateEdit> Edits => _edits;

    /// <summary>The policies for which the function cannot be made to wait.</summary>
    public IReadOnlyList<string> Late => _late;

    private bool Edit(IReadOnlyList<string> names)
    {
        if (_function.Value is not MappingNode resource || _context.Layout.IsAliased(resource)) return false;
        var yaml = string.Join(", ", names);
        var json = string.Join(", ", names.Select(name => $"\"{name}\""));
        if (resource["DependsOn"] is null)
        {
            _edits.Add(_context.Edit(names.Count == 1
                ? _context.Edits.InsertAttribute(resource, "DependsOn", yaml, json)
                : _context.Edits.InsertAttribute(resource, "DependsOn", $"[{yaml}]", $"[{json}]")));
            return true;
        }

        switch (resource.IsOwn("DependsOn") ? resource.EntryOf("DependsOn")!.Value : null)
        {
            case ScalarNode { Tag: null, Anchor: null, Style: not (Ports.ScalarStyle.Literal or Ports.ScalarStyle.Folded) } one:
                // One name becomes a list. The name itself can change too, if it is the shared role's.
                _edits.Add(_context.Edit(Splice.Insert(one.Span.Start, "[")));
                var rest = one.Style == Ports.ScalarStyle.DoubleQuoted ? _context.Edits.Json($", {json}]") : $", {yaml}]";
                _edits.Add(_context.Edit(Splice.Insert(_context.Layout.EndOf(one), rest)));
                return true;
            case SequenceNode { Tag: null, Anchor: null, Items: [.., var last] } list:
                foreach (var name in names)
                    _edits.Add(_context.Edit(_context.Edits.InsertItem(list, last, name, $"\"{name}\"")));
                return true;
            default:
                return false;
        }
    }

    private static string? ConditionOf(MappingEntry entry) =>
        ((entry.Value.Target as MappingNode)?["Condition"] as ScalarNode)?.Value;
}
