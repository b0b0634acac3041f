namespace LambdaRoleAudit.Roles;

/// <summary>What a role is going to be, for a person to read before it is made.</summary>
public static class RolePreview
{
    /// <summary>The role with its trust and permissions as JSON, in lines.</summary>
    public static IReadOnlyList<string> Of(RoleSpec spec)
    {
        var lines = new List<string> { $"Create role {spec.RoleName}{(spec.Path == "/" ? "" : $" (path {spec.Path})")}" };
        lines.AddRange(Document("trust", spec.TrustPolicy));
        lines.AddRange(spec.AttachedPolicyArns.Select(arn => $"attach: {arn}"));
        foreach (var (name, document) in spec.InlinePolicies) lines.AddRange(Document($"inline {name}", document));
        if (spec.PermissionsBoundaryArn is { } boundary) lines.Add($"boundary: {boundary}");
        lines.AddRange(spec.AllTags.Select(tag => $"tag: {tag.Key} = {tag.Value}"));
        return lines;
    }

    /// <summary>A document has its own lines, further in than any other.</summary>
    private static IEnumerable<string> Document(string what, string text) =>
        text.Split('\n').Select(line => line.TrimEnd('\r')).Select((line, i) => i == 0 ? $"{what}: {line}" : $"    {line}");
}
