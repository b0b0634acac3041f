namespace LambdaRoleAudit.Catalog;

/// <summary>One action of a service.</summary>
/// <param name="Name">As AWS writes it: <c>PutObject</c>.</param>
/// <param name="Action">With its service, lower case, as policies compare it: <c>s3:putobject</c>.</param>
/// <param name="Level">What it does.</param>
/// <param name="Resources">ARN patterns of the resources that it may be held to; of services that keep data only.</param>
public sealed record ServiceAction(string Name, string Action, AccessLevel Level, IReadOnlyList<string> Resources)
{
    /// <summary>It changes something.</summary>
    public bool IsWrite => Level is AccessLevel.Write or AccessLevel.Tagging or AccessLevel.PermissionsManagement;
}
