using System.Collections.Concurrent;

namespace LambdaRoleAudit.Sandbox.State;

/// <summary>Everything that the Sandbox knows: who may call, and their accounts.</summary>
public sealed class SandboxState
{
    public ConcurrentDictionary<string, SandboxCredential> Credentials { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, AccountState> Accounts { get; } = new(StringComparer.Ordinal);

    /// <summary>Sessions of aws login, by their names.</summary>
    public ConcurrentDictionary<string, SignInSession> SignIns { get; } = new(StringComparer.Ordinal);

    /// <summary>Tokens of IAM Identity Center's portal, and the role that each opens.</summary>
    public ConcurrentDictionary<string, (string AccountId, string Name)> PortalTokens { get; } = new(StringComparer.Ordinal);

    /// <summary>Tokens of an identity provider that roles may trust.</summary>
    public ConcurrentBag<string> WebIdentities { get; } = [];

    /// <summary>How far the Sandbox's clock is from the machine's.</summary>
    public TimeSpan ClockOffset { get; set; }

    /// <summary>How long it takes until other services see what IAM was told.</summary>
    public TimeSpan IamDelay { get; set; }

    /// <summary>How long a function's update is in progress.</summary>
    public TimeSpan UpdateTime { get; set; }

    /// <summary>Names of functions whose next update ends as Failed.</summary>
    public HashSet<string> FailingUpdates { get; } = new(StringComparer.Ordinal);

    /// <summary>The actions that the caller's identity policy allows, wildcards too; null where everything is allowed.</summary>
    public IReadOnlyList<string>? AllowedActions { get; set; }

    /// <summary>
    /// Shown the account after each operation of IAM and Lambda, while it is locked: what holds must hold at every instant.
    /// </summary>
    public Action<AccountState>? Observer { get; set; }

    /// <summary>The Sandbox's time.</summary>
    public DateTimeOffset Now => DateTimeOffset.UtcNow + ClockOffset;

    public AccountState Add(AccountState account, SandboxCredential credential)
    {
        Accounts[account.AccountId] = account;
        Credentials[credential.AccessKey] = credential;
        return account;
    }
}
