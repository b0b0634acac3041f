namespace LambdaRoleAudit.Roles;

/// <summary>What Set-LambdaExecutionRole may do, and how long it waits.</summary>
public sealed record AssignmentOptions
{
    /// <summary>The role may be one that other functions use.</summary>
    public bool AllowShared { get; init; }

    /// <summary>The function may belong to a deployment tool.</summary>
    public bool AllowManaged { get; init; }

    /// <summary>Regions may be unread, so that sharing is not known.</summary>
    public bool AllowUnknown { get; init; }

    /// <summary>How long Lambda is asked again while IAM's change comes through.</summary>
    public TimeSpan PropagationTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long an update is waited for: the SDKs' own waiter asks 300 times, a second apart.</summary>
    public TimeSpan UpdateTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a rollback is tried: longer than a move, because a function on a bad role is the worst state.</summary>
    public TimeSpan RollbackTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How old a look at the source role may be when the function is moved.</summary>
    public TimeSpan MostAge { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a look at a role that does not fit is repeated: IAM's answers may be behind its state.</summary>
    public TimeSpan MismatchWait { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the mark of a role that is to be deleted is waited for to be seen everywhere.</summary>
    public TimeSpan ConsistencyWait { get; init; } = RoleRemover.DefaultConsistencyWait;

    /// <summary>How often an update is asked after.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long event source mappings are watched after the update: they fall out of service without a word.</summary>
    public TimeSpan MappingWatch { get; init; } = TimeSpan.FromSeconds(5);
}
