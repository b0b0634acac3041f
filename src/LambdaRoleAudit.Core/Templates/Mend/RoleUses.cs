using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>The other places of a template that name a shared role. What they allow does not pass to a new role by itself.</summary>
internal static class RoleUses
{
    /// <summary>Returns the places as a person reads them, such as "resource Key (line 20)"; empty if there are none.</summary>
    /// <param name="context">The template.</param>
    /// <param name="source">The shared role.</param>
    /// <param name="roleName">The role's name, if it is plain text.</param>
    /// <param name="attachments">The policies that attach to it.</param>
    public static IReadOnlyList<string> Of(MendContext context, MappingEntry source, string? roleName, RoleAttachments attachments)
    {
        var functions = context.Stack.Functions.Select(function => function.Declaration.Address).ToHashSet(StringComparer.Ordinal);
        var byId = context.References.To(source.Key.Value).Where(reference => reference.Owner != source.Key.Value)
            .Where(reference => !attachments.Spans.Any(span => span.Holds(reference.Scalar.Span)))
            // A function that names the role as its own, or waits for it.
            .Where(reference => !(reference.Section == "Resources" && functions.Contains(reference.Owner) && IsOwnRole(context, reference)))
            .Select(reference => (reference.Section, reference.Owner, reference.Scalar.Line));
        return [.. byId.Concat(ByName(context, roleName, functions)).DistinctBy(use => (use.Section, use.Owner))
            .OrderBy(use => use.Line).Select(use => Shown(use.Section, use.Owner, use.Line))];
    }

    /// <summary>Returns the attached policies whose documents name the role.</summary>
    public static IEnumerable<string> PoliciesNaming(MendContext context, string role, RoleAttachments attachments) =>
        attachments.Lists.Where(attached => context.References.In(attached.Policy.Value, role)
                .Any(reference => reference.Kind != "DependsOn" && !attached.Roles.Span.Holds(reference.Scalar.Span)))
            .Select(attached => attached.Policy.Key.Value);

    private static IEnumerable<(string Section, string Owner, int Line)> ByName(
        MendContext context, string? roleName, HashSet<string> functions)
    {
        if (roleName is not { Length: > 0 }) yield break;
        foreach (var section in context.Layout.Root.Entries)
        {
            if (section.Value is not MappingNode owners) continue;
            foreach (var owner in owners.Entries)
            {
                foreach (var scalar in NodeWalk.All(owner.Value).OfType<ScalarNode>().Where(scalar => NamesRole(scalar.Value, roleName)))
                {
                    if (section.Key.Value == "Resources" && functions.Contains(owner.Key.Value)
                        && IsIn((owner.Value.Target as MappingNode)?["Properties"], "Role", scalar)) continue;
                    yield return (section.Key.Value, owner.Key.Value, scalar.Line);
                }
            }
        }
    }

    /// <summary>True for an ARN of a role that ends with the name, in any account.</summary>
    private static bool NamesRole(string text, string name)
    {
        for (var at = Next(0); at >= 0; at = Next(at + 1))
        {
            var end = text.AsSpan(at).IndexOfAny(" \"',\n") is var length and >= 0 ? at + length : text.Length;
            if (text.AsSpan(at, end - at).EndsWith($"/{name}", StringComparison.Ordinal)) return true;
        }

        return false;

        int Next(int from) => text.IndexOf(":role/", from, StringComparison.Ordinal);
    }

    private static bool IsOwnRole(MendContext context, RoleReference reference) => reference.Kind == "DependsOn"
        || IsIn((context.ResourceOf(reference.Owner)?.Value.Target as MappingNode)?["Properties"], "Role", reference.Scalar);

    private static bool IsIn(TemplateNode? mapping, string key, TemplateNode node) =>
        (mapping as MappingNode)?.EntryOf(key)?.Value is { } value && value.Span.Holds(node.Span);

    private static string Shown(string section, string owner, int line)
    {
        var kind = section switch
        {
            "Resources" => $"resource {owner}",
            "Outputs" => $"output {owner}",
            _ => owner.Length > 0 ? $"{section} {owner}" : section,
        };
        return $"{kind} (line {TemplateIssues.Text(line)})";
    }
}
