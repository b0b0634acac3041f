namespace LambdaRoleAudit.Roles;

/// <summary>Describes a role for a user to read before it is created.</summary>
public static class RolePreview
{
    /// <summary>Returns the role with its trust policy and permissions as JSON, in lines.</summary>
    public static IReadOnlyList<string> Of(RoleSpec spec)
    {
        var lines = new List<string> { $"Create role {spec.RoleName}{(spec.Path == "/" ? "" : $" (path {spec.Path})")}" };
        lines.AddRange(Document("trust", spec.TrustPolicy));
        lines.AddRange(spec.AttachedPolicyArns.Select(arn => $"attach: {arn}"));
        foreach (var (name, document) in spec.InlinePolicies) lines.AddRange(Document($"inline {name}", document));
        foreach (var (name, document) in spec.CreatedPolicies) lines.AddRange(Document($"create and attach policy {name}", document));
        if (spec.PermissionsBoundaryArn is { } boundary) lines.Add($"boundary: {boundary}");
        lines.AddRange(spec.AllTags.Select(tag => $"tag: {tag.Key} = {tag.Value}"));
        return lines;
    }

    /// <summary>Returns a document with its own lines, indented more than any other line.</summary>
    private static IEnumerable<string> Document(string what, string text) =>
        text.Split('\n').Select(line => line.TrimEnd('\r')).Select((line, i) => i == 0 ? $"{what}: {line}" : $"    {line}");
}
