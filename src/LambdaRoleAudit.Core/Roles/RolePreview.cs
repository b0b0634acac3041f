namespace LambdaRoleAudit.Roles;

/// <summary>What a role is going to be, for a person to read before it is made.</summary>
public static class RolePreview
{
    /// <summary>The role with its trust and permissions as JSON.</summary>
    public static string Of(RoleSpec spec)
    {
        var lines = new List<string> { $"Create role {spec.RoleName}{(spec.Path == "/" ? "" : $" (path {spec.Path})")}", $"trust: {spec.TrustPolicy}" };
        lines.AddRange(spec.AttachedPolicyArns.Select(arn => $"attach: {arn}"));
        lines.AddRange(spec.InlinePolicies.Select(policy => $"inline {policy.Name}: {policy.Document}"));
        if (spec.PermissionsBoundaryArn is { } boundary) lines.Add($"boundary: {boundary}");
        lines.AddRange(spec.AllTags.Select(tag => $"tag: {tag.Key} = {tag.Value}"));
        return string.Join("\n  ", lines);
    }
}
