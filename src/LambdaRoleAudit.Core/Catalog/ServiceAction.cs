namespace LambdaRoleAudit.Catalog;

/// <summary>An action of a service.</summary>
/// <param name="Name">The name as AWS writes it: <c>PutObject</c>.</param>
/// <param name="Action">The action with its service, in lower case, as policies compare it: <c>s3:putobject</c>.</param>
/// <param name="Level">The access level.</param>
/// <param name="Resources">The ARN patterns of the resources to which the action can be limited.</param>
public sealed record ServiceAction(string Name, string Action, AccessLevel Level, IReadOnlyList<string> Resources)
{
    /// <summary>
    /// The first words of names of actions that read. The Service Authorization Reference lists some of them under "Permissions
    /// management", which describes their subject, not that they change anything: <c>fsx:GetResourcePolicy</c>,
    /// <c>secretsmanager:ValidateResourcePolicy</c>.
    /// </summary>
    private static readonly string[] Reading = ["Get", "BatchGet", "List", "Describe", "Search", "View", "Validate"];

    /// <summary>False if the action cannot be limited to resources: a statement grants it only with the resource <c>*</c>.</summary>
    public bool HasResourceTypes { get; init; }

    /// <summary>The patterns among <see cref="Resources"/> of which every request needs one. The others depend on the request.</summary>
    public IReadOnlyList<string> NeededResources { get; init; } = [];

    /// <summary>True if the action changes something.</summary>
    public bool IsWrite { get; } = Level == AccessLevel.Write
        || (Level is AccessLevel.Tagging or AccessLevel.PermissionsManagement
            && !Array.Exists(Reading, verb => Name.StartsWith(verb, StringComparison.Ordinal)));
}
