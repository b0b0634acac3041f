namespace LambdaRoleAudit.Catalog;

/// <summary>One action of a service.</summary>
/// <param name="Name">As AWS writes it: <c>PutObject</c>.</param>
/// <param name="Action">With its service, lower case, as policies compare it: <c>s3:putobject</c>.</param>
/// <param name="Level">What it does.</param>
/// <param name="Resources">ARN patterns of the resources that it may be held to; of services that keep data only.</param>
public sealed record ServiceAction(string Name, string Action, AccessLevel Level, IReadOnlyList<string> Resources)
{
    /// <summary>
    /// How names of actions begin that read. The Service Authorization Reference has some of them under "Permissions management",
    /// which says what they are about, not that they change it: <c>fsx:GetResourcePolicy</c>, <c>secretsmanager:ValidateResourcePolicy</c>.
    /// </summary>
    private static readonly string[] Reading = ["Get", "BatchGet", "List", "Describe", "Search", "View", "Validate"];

    /// <summary>It changes something.</summary>
    public bool IsWrite { get; } = Level == AccessLevel.Write
        || (Level is AccessLevel.Tagging or AccessLevel.PermissionsManagement
            && !Array.Exists(Reading, verb => Name.StartsWith(verb, StringComparison.Ordinal)));
}
