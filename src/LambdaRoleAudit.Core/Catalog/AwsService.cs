namespace LambdaRoleAudit.Catalog;

/// <summary>A service, by the prefix that its actions have in policies.</summary>
/// <param name="Prefix">Lower case: <c>s3</c>.</param>
/// <param name="KeepsData">Its resources hold what users put there: databases, storage, queues, streams, secrets.</param>
/// <param name="Actions">All of its actions, by name.</param>
public sealed record AwsService(string Prefix, bool KeepsData, IReadOnlyList<ServiceAction> Actions)
{
    private readonly Dictionary<string, ServiceAction> _byAction = Actions.ToDictionary(action => action.Action, StringComparer.Ordinal);

    /// <summary>One of its actions at least changes something.</summary>
    public bool CanBeChanged { get; } = Actions.Any(action => action.IsWrite);

    /// <summary>The action as policies compare it (<c>s3:putobject</c>); null where the service has none of that name.</summary>
    public ServiceAction? Find(string action) => _byAction.GetValueOrDefault(action);
}
