using System.Collections.Concurrent;

namespace LambdaRoleAudit.Sandbox.State;

/// <summary>The complete state of the Sandbox: the callers and their accounts.</summary>
public sealed class SandboxState
{
    public ConcurrentDictionary<string, SandboxCredential> Credentials { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, AccountState> Accounts { get; } = new(StringComparer.Ordinal);

    /// <summary>The sessions of aws login, by name.</summary>
    public ConcurrentDictionary<string, SignInSession> SignIns { get; } = new(StringComparer.Ordinal);

    /// <summary>The tokens of IAM Identity Center's portal, and the role of each.</summary>
    public ConcurrentDictionary<string, (string AccountId, string Name)> PortalTokens { get; } = new(StringComparer.Ordinal);

    /// <summary>The tokens of an identity provider that roles can trust.</summary>
    public ConcurrentBag<string> WebIdentities { get; } = [];

    /// <summary>The S3 buckets, whose names are global.</summary>
    public ConcurrentDictionary<string, BucketState> Buckets { get; } = new(StringComparer.Ordinal);

    /// <summary>The time that CloudTrail's event history counts from; null for the time of the Sandbox.</summary>
    public DateTimeOffset? EventHistoryNow { get; set; }

    /// <summary>The time by the clock of CloudTrail.</summary>
    public DateTimeOffset CloudTrailNow => EventHistoryNow ?? Now;

    /// <summary>
    /// The calls that functions, by name, make and are denied once, right after they got another role.
    /// </summary>
    public ConcurrentDictionary<string, FunctionCall> DeniedAfterMove { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// The time until a record is in the event history, between two bounds ("CloudTrail typically delivers events within an average of
    /// about 5 minutes", and can take 15).
    /// </summary>
    public (TimeSpan Shortest, TimeSpan Longest) EventHistoryDelay { get; set; }

    /// <summary>The difference between the Sandbox's clock and the machine's.</summary>
    public TimeSpan ClockOffset { get; set; }

    /// <summary>The time until other services see a change in IAM.</summary>
    public TimeSpan IamDelay { get; set; }

    /// <summary>The duration of a function's update.</summary>
    public TimeSpan UpdateTime { get; set; }

    /// <summary>The time until a published version is Active: with SnapStart, its snapshot is created first.</summary>
    public TimeSpan PublishTime { get; set; }

    /// <summary>The time until provisioned concurrency is allocated.</summary>
    public TimeSpan ProvisioningTime { get; set; }

    /// <summary>The names of functions whose next published version ends as Failed.</summary>
    public HashSet<string> FailingVersions { get; } = new(StringComparer.Ordinal);

    /// <summary>The names of aliases whose provisioned concurrency fails after their next change of version.</summary>
    public HashSet<string> FailingProvisioning { get; } = new(StringComparer.Ordinal);

    /// <summary>The names of functions whose next update ends as Failed.</summary>
    public HashSet<string> FailingUpdates { get; } = new(StringComparer.Ordinal);

    /// <summary>The actions that the caller's identity policy allows, including wildcards; null if everything is allowed.</summary>
    public IReadOnlyList<string>? AllowedActions { get; set; }

    /// <summary>
    /// Receives the account after each IAM and Lambda operation, while the account is locked, to check what must be true at every moment.
    /// </summary>
    public Action<AccountState>? Observer { get; set; }

    /// <summary>The time of the Sandbox.</summary>
    public DateTimeOffset Now => DateTimeOffset.UtcNow + ClockOffset;

    /// <summary>Adds an empty bucket.</summary>
    public BucketState AddBucket(string name, string region, string accountId) =>
        Buckets.GetOrAdd(name, _ => new BucketState(name, region, accountId));

    public AccountState Add(AccountState account, SandboxCredential credential)
    {
        Accounts[account.AccountId] = account;
        Credentials[credential.AccessKey] = credential;
        return account;
    }
}
