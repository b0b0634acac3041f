namespace LambdaRoleAudit.Catalog;

/// <summary>A service, identified by the prefix of its actions in policies.</summary>
/// <param name="Prefix">The prefix in lower case: <c>s3</c>.</param>
/// <param name="KeepsData">True if the service's resources contain user data: databases, storage, queues, streams, secrets.</param>
/// <param name="Actions">All actions of the service, by name.</param>
public sealed record AwsService(string Prefix, bool KeepsData, IReadOnlyList<ServiceAction> Actions)
{
    private readonly Dictionary<string, ServiceAction> _byAction = Actions.ToDictionary(action => action.Action, StringComparer.Ordinal);

    /// <summary>The ARN patterns of the service's resources: <c>arn:${Partition}:sqs:${Region}:${Account}:${QueueName}</c>.</summary>
    public IReadOnlyList<string> ResourceArns { get; init; } = [];

    /// <summary>True if at least one of the service's actions changes something.</summary>
    public bool CanBeChanged { get; } = Actions.Any(action => action.IsWrite);

    /// <summary>Returns the action in the form that policies compare (<c>s3:putobject</c>); null if the service does not have it.</summary>
    public ServiceAction? Find(string action) => _byAction.GetValueOrDefault(action);
}
