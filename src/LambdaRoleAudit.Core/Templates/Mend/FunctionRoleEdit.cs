using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>Puts a function on its new role: the value of Role, in the style in which it is written, and DependsOn.</summary>
internal static class FunctionRoleEdit
{
    /// <summary>Returns the edits.</summary>
    /// <param name="context">The template.</param>
    /// <param name="function">The function.</param>
    /// <param name="shared">The logical id of the shared role.</param>
    /// <param name="copy">The new role.</param>
    /// <exception cref="MendBlocked">The values cannot be changed without changing other places.</exception>
    public static IEnumerable<TemplateEdit> Of(MendContext context, MappingEntry function, string shared, RoleCopy copy) =>
        Role(context, function, shared, copy.LogicalId).Concat(DependsOn(context, function, shared, copy));

    private static IEnumerable<TemplateEdit> Role(MendContext context, MappingEntry function, string shared, string target)
    {
        var name = function.Key.Value;
        if (function.Value is not MappingNode resource || !resource.IsOwn("Properties")
            || resource.EntryOf("Properties")!.Value is not MappingNode { Entries.Count: > 0 } properties)
            throw new MendBlocked(TemplateIssues.ValueFromAlias(name, function.Key.Line));
        var yaml = $"!GetAtt {target}.Arn";
        var json = $$"""{"Fn::GetAtt": ["{{target}}", "Arn"]}""";
        // A value from a merge key is overridden here, since its place belongs to others too.
        if (!properties.IsOwn("Role"))
            return [context.Edit(properties, name, context.Edits.InsertFirst(properties, "Role", yaml, json))];

        var entry = properties.EntryOf("Role")!;
        var value = entry.Value;
        if (value is not AliasNode && !NodeWalk.All(value).Any(node => node is AliasNode))
        {
            var references = context.References.In(value, shared);
            if (references.Count > 0 && references.All(reference => reference.Offset >= 0))
                return references.Select(reference => context.Edit(
                    value, name, new(reference.Offset, reference.Offset + shared.Length, target)));
        }

        var isJson = properties.IsFlow && entry.Key.IsText;
        var whole = new Splice(
            context.Layout.AfterColon(entry), context.Layout.EndOf(entry),
            (context.Layout.IsMinified ? "" : " ") + (isJson ? context.Edits.Json(json) : yaml));
        // The anchor stays. Only the alias here is replaced.
        return [context.Edit(value is AliasNode ? properties : value, name, whole)];
    }

    private static IEnumerable<TemplateEdit> DependsOn(MendContext context, MappingEntry function, string shared, RoleCopy copy)
    {
        foreach (var reference in context.References.In(function.Value, shared).Where(one => one.Kind == "DependsOn"))
            if (Renamed(reference, copy.LogicalId) is { } edit) yield return edit;
        foreach (var (policy, copied) in copy.PolicyCopies)
            foreach (var reference in context.References.In(function.Value, policy).Where(one => one.Kind == "DependsOn"))
                if (Renamed(reference, copied) is { } edit) yield return edit;

        // The function names its role, and so depends on it anyway. What an anchor names stays, and does no harm.
        TemplateEdit? Renamed(RoleReference reference, string logicalId) =>
            reference.Offset < 0 || context.Layout.IsAliased(reference.Scalar)
                ? null
                : context.Edit(new(reference.Offset, reference.Offset + reference.LogicalId.Length, logicalId));
    }
}
