using System.Security.Cryptography;

namespace LambdaRoleAudit.Sandbox.State;

/// <summary>A key that the Sandbox accepts. It is made up, and works nowhere else.</summary>
/// <param name="AccessKey">The access key id.</param>
/// <param name="SecretKey">The secret key.</param>
/// <param name="SessionToken">The session token of temporary credentials.</param>
/// <param name="AccountId">The account of the key.</param>
/// <param name="AssumedRole">The role and session of the key, "role/session"; null for a user's key.</param>
/// <param name="Expiration">The expiration time; null if the key does not expire.</param>
public sealed record SandboxCredential(
    string AccessKey, string SecretKey, string? SessionToken, string AccountId, string? AssumedRole = null,
    DateTimeOffset? Expiration = null)
{
    /// <summary>The key of the account in every estate.</summary>
    public static SandboxCredential Default { get; } =
        new("AKIASANDBOXSANDBOX00", "sandbox/secret/key/of/no/worth/anywhere0", null, "123456789012");

    /// <summary>Creates temporary keys, as STS and the sign-ins return them.</summary>
    public static SandboxCredential Temporary(string accountId, string? assumedRole, DateTimeOffset expiration) => new(
        $"ASIA{Convert.ToHexString(RandomNumberGenerator.GetBytes(8))}", Convert.ToBase64String(RandomNumberGenerator.GetBytes(30)),
        Convert.ToBase64String(RandomNumberGenerator.GetBytes(120)),
        accountId, assumedRole, expiration);

    /// <summary>Returns the ARN that GetCallerIdentity returns.</summary>
    public string UserArn(string partition) =>
        AssumedRole is null
            ? $"arn:{partition}:iam::{AccountId}:user/sandbox"
            : $"arn:{partition}:sts::{AccountId}:assumed-role/{AssumedRole}";
}
