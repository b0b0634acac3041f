namespace LambdaRoleAudit.Roles;

/// <summary>What Set-LambdaExecutionRole is allowed to do, and how long it waits.</summary>
public sealed record AssignmentOptions
{
    /// <summary>True if other functions may use the role.</summary>
    public bool AllowShared { get; init; }

    /// <summary>True if a deployment tool may manage the function.</summary>
    public bool AllowManaged { get; init; }

    /// <summary>True if regions may be unread, so that it is not known whether the role is shared.</summary>
    public bool AllowUnknown { get; init; }

    /// <summary>How long to keep retrying while a change in IAM propagates to Lambda.</summary>
    public TimeSpan PropagationTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long to wait for an update. The SDKs' own waiter asks 300 times, one second apart.</summary>
    public TimeSpan UpdateTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long to keep retrying a rollback. This is longer than for an assignment, because a function with a wrong role is the worst
    /// state.
    /// </summary>
    public TimeSpan RollbackTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The maximum age of the data about the source role when the function is changed.</summary>
    public TimeSpan MostAge { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long to keep reading a role again if it does not match. IAM's responses can be behind its state.</summary>
    public TimeSpan MismatchWait { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long to wait until the mark of a role that will be deleted is visible everywhere.</summary>
    public TimeSpan ConsistencyWait { get; init; } = RoleRemover.DefaultConsistencyWait;

    /// <summary>
    /// How long to wait until a published version is Active, and until provisioned concurrency is allocated. Creating a snapshot for
    /// SnapStart takes minutes (Lambda developer guide, "Improving startup performance with Lambda SnapStart").
    /// </summary>
    public TimeSpan VersionTimeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>The interval at which the state of an update is read.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long to watch event source mappings after the update. They can stop working without an error.</summary>
    public TimeSpan MappingWatch { get; init; } = TimeSpan.FromSeconds(5);
}
