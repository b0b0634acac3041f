using System.Security.Cryptography;

namespace LambdaRoleAudit.Sandbox.State;

/// <summary>A key that the Sandbox accepts. Made up: it opens nothing else.</summary>
/// <param name="AccessKey">The access key's id.</param>
/// <param name="SecretKey">Its secret.</param>
/// <param name="SessionToken">The session token, for temporary credentials.</param>
/// <param name="AccountId">The account that it belongs to.</param>
/// <param name="AssumedRole">The role and session that it is of, "role/session"; null for a user's.</param>
/// <param name="Expiration">Until when it counts; null for ever.</param>
public sealed record SandboxCredential(
    string AccessKey, string SecretKey, string? SessionToken, string AccountId, string? AssumedRole = null,
    DateTimeOffset? Expiration = null)
{
    /// <summary>The key of the account that every estate has.</summary>
    public static SandboxCredential Default { get; } =
        new("AKIASANDBOXSANDBOX00", "sandbox/secret/key/of/no/worth/anywhere0", null, "123456789012");

    /// <summary>Temporary keys, as STS and the log-ins give them.</summary>
    public static SandboxCredential Temporary(string accountId, string? assumedRole, DateTimeOffset expiration) => new(
        $"ASIA{Convert.ToHexString(RandomNumberGenerator.GetBytes(8))}", Convert.ToBase64String(RandomNumberGenerator.GetBytes(30)),
        Convert.ToBase64String(RandomNumberGenerator.GetBytes(120)),
        accountId, assumedRole, expiration);

    /// <summary>The ARN that GetCallerIdentity gives.</summary>
    public string UserArn(string partition) =>
        AssumedRole is null
            ? $"arn:{partition}:iam::{AccountId}:user/sandbox"
            : $"arn:{partition}:sts::{AccountId}:assumed-role/{AssumedRole}";
}
