using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// The way of SAM to a role of a function's own: <c>Role</c> goes, and <c>Policies</c> come, from which SAM generates the role. Only a
/// candidate: whether the generated role equals the shared one is proven on the patched template (<see cref="SamPolicyProof"/>).
/// </summary>
internal static class SamPolicyEdit
{
    private const string Basic = "AWSLambdaBasicExecutionRole";

    /// <summary>Properties that give the generated role something else, so that they cannot be there already.</summary>
    private static readonly string[] Own =
        ["Policies", "AssumeRolePolicyDocument", "RolePath", "PermissionsBoundary", "Tags", "PropagateTags"];

    /// <summary>Returns the logical id of the role that SAM generates for a function.</summary>
    public static string RoleOf(string function) => $"{function}Role";

    /// <summary>Returns the edit that replaces Role; null if the form of the function or the role does not allow it.</summary>
    public static TemplateEdit? Of(MendContext context, DeclaredFunction function, RoleUse use)
    {
        var layout = context.Layout;
        if (context.ResourceOf(function.Declaration.Address)?.Value is not MappingNode resource || resource != function.Node
            || resource["Type"] is not ScalarNode { Value: "AWS::Serverless::Function" } || function.Roles.Count != 1) return null;
        if (context.ResourceOf(use.RoleAddress)?.Value is not MappingNode role
            || role["Type"] is not ScalarNode { Value: "AWS::IAM::Role" }) return null;
        if (!resource.IsOwn("Properties") || resource["Properties"] is not MappingNode { IsFlow: false } properties
            || !properties.IsOwn("Role") || properties.Entries.Any(entry => entry.IsMerge)) return null;
        var globals = (layout.Root["Globals"] as MappingNode)?["Function"] as MappingNode;
        if (Own.Any(key => properties.EntryOf(key) is not null || globals?.EntryOf(key) is not null)) return null;
        if (context.Ids.IsTaken(RoleOf(function.Declaration.Address))) return null;
        if (context.References.In(resource, use.RoleAddress!).Any(reference => reference.Kind == "DependsOn")) return null;
        if (role.Entries.Any(entry => entry.Key.Value is not ("Type" or "Properties" or "Metadata" or "Condition"))) return null;
        if (role["Condition"] is ScalarNode condition && (resource["Condition"] as ScalarNode)?.Value != condition.Value) return null;
        if (role["Properties"] is not MappingNode source || NodeWalk.All(source).Any(node => node is AliasNode || node.Anchor is not null))
            return null;

        var entry = properties.EntryOf("Role")!;
        if (layout.IndentAt(entry.Key.Span.Start) is not { } indent || layout.IsAliased(properties)) return null;
        if (Lines(context, source, indent) is not { } lines) return null;
        var splice = lines.Count == 0
            ? context.Edits.Remove(properties, entry)
            : new(entry.Key.Span.Start, layout.EndOf(entry), string.Join(layout.Source.LineEnd + indent, lines));
        // Nothing but Role, so nothing would be left.
        return properties.Entries.Count == 1 && lines.Count == 0 ? null : context.Edit(splice);
    }

    /// <summary>The new properties, line by line, without the indentation of the property itself.</summary>
    private static List<string>? Lines(MendContext context, MappingNode source, string indent)
    {
        var lines = new List<string>();
        var items = new List<string>();
        foreach (var entry in source.Entries)
        {
            switch (entry.Key.Value)
            {
                case "AssumeRolePolicyDocument" or "RoleName":
                    break;
                case "Path" or "PermissionsBoundary" when entry.Value is ScalarNode or MappingNode { IsFlow: true }:
                    var name = entry.Key.Value == "Path" ? "RolePath" : "PermissionsBoundary";
                    if (entry.Value is ScalarNode { Value: "/" } && name == "RolePath") break;
                    lines.Add($"{name}: {Moved(context, entry.Value, indent.Length)}");
                    break;
                case "ManagedPolicyArns" when entry.Value is SequenceNode { Tag: null } arns:
                    // SAM adds it to each function.
                    items.AddRange(arns.Items
                        .Where(arn => arn is not ScalarNode scalar || !scalar.Value.EndsWith($"/{Basic}", StringComparison.Ordinal))
                        .Select(arn => Moved(context, arn, indent.Length + 4)));
                    break;
                case "Policies" when entry.Value is SequenceNode { Tag: null } policies:
                    foreach (var policy in policies.Items)
                    {
                        if ((policy as MappingNode)?["PolicyDocument"] is not MappingNode { Tag: null } document) return null;
                        items.Add(Moved(context, document, indent.Length + 4));
                    }

                    break;
                default:
                    return null;
            }
        }

        if (items.Count == 0) return lines;
        lines.Add("Policies:");
        lines.AddRange(items.Select(item => $"  - {item}"));
        return lines;
    }

    /// <summary>Returns a value as it is written, with the lines after the first one indented for another place.</summary>
    private static string Moved(MendContext context, TemplateNode node, int column)
    {
        var layout = context.Layout;
        var lines = layout.Written(node).Split('\n');
        var start = layout.LineStartOf(node.Span.Start);
        // A block has the column of its first key. Of the rest, the line counts.
        var old = node is MappingNode { IsFlow: false } or SequenceNode { IsFlow: false }
            ? node.Span.Start - start
            : layout.Text.AsSpan(start).IndexOfAnyExcept(' ');
        for (var i = 1; i < lines.Length; i++)
        {
            var text = lines[i].TrimStart(' ');
            if (text is "" or "\r") continue;
            lines[i] = new string(' ', Math.Max(column, lines[i].Length - text.Length - old + column)) + text;
        }

        return string.Join('\n', lines);
    }
}
