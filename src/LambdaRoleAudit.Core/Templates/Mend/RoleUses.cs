using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>The other places of a template that name a shared role. What they allow does not pass to a new role by itself.</summary>
internal static class RoleUses
{
    /// <summary>Returns the places as a person reads them, such as "resource Key (line 20)"; empty if there are none.</summary>
    /// <param name="context">The template.</param>
    /// <param name="source">The shared role.</param>
    /// <param name="target">The logical id of the new role.</param>
    /// <param name="attachments">The policies that attach to it.</param>
    public static IReadOnlyList<string> Of(MendContext context, MappingEntry source, string target, RoleAttachments attachments)
    {
        var functions = context.Stack.Functions.Select(function => function.Declaration.Address).ToHashSet(StringComparer.Ordinal);
        var byId = context.References.To(source.Key.Value).Where(reference => reference.Owner != source.Key.Value)
            .Where(reference => !attachments.Spans.Any(span => span.Holds(reference.Scalar.Span)))
            // A policy that waits for the role to which it attaches.
            .Where(reference => !(reference is { Section: "Resources", Kind: "DependsOn" } && attachments.Has(reference.Owner)))
            // A function that names the role as its own, or waits for it.
            .Where(reference => !(reference.Section == "Resources" && functions.Contains(reference.Owner) && IsOwnRole(context, reference)))
            .Select(reference => (reference.Section, reference.Owner, reference.Scalar.Line));
        return [.. byId.Concat(ByName(context, source, target, functions)).DistinctBy(use => (use.Section, use.Owner))
            .OrderBy(use => use.Line).Select(use => Shown(use.Section, use.Owner, use.Line))];
    }

    /// <summary>Returns the attached policies whose documents name the role.</summary>
    public static IEnumerable<string> PoliciesNaming(MendContext context, string role, RoleAttachments attachments) =>
        attachments.Lists.Where(attached => context.References.In(attached.Policy.Value, role)
                .Any(reference => reference.Kind != "DependsOn" && !attached.Roles.Span.Holds(reference.Scalar.Span)))
            .Select(attached => attached.Policy.Key.Value);

    private static IEnumerable<(string Section, string Owner, int Line)> ByName(
        MendContext context, MappingEntry source, string target, HashSet<string> functions) =>
        context.Names.Of(source, target)
            .Where(place => !(place.Section == "Resources" && functions.Contains(place.Owner)
                && IsIn((context.ResourceOf(place.Owner)?.Value.Target as MappingNode)?["Properties"], "Role", place.Node)))
            .Select(place => (place.Section, place.Owner, place.Node.Line));

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
