namespace LambdaRoleAudit.Ports;

/// <summary>
/// Which credentials, region and endpoint to use. Credentials are searched in AWS Tools' order: explicit keys, a named
/// profile, a credentials object, what <c>Set-AWSCredential</c> left in the session, the SDK's default chain.
/// Everything here is text: credentials of any SDK version cross into ours by value.
/// </summary>
public sealed record AwsSessionOptions
{
    /// <summary>Explicit or by-value credentials; null to search on.</summary>
    public AwsKeys? Keys { get; init; }

    /// <summary>A profile's name. An unknown one is an error, never a fall-through to another account.</summary>
    public string? ProfileName { get; init; }

    /// <summary>The credentials file that the profile is in; null for the default places.</summary>
    public string? ProfileLocation { get; init; }

    /// <summary>The region to start from (<c>$StoredAWSRegion</c>); null for the SDK's chain, then the partition's global region.</summary>
    public string? HomeRegion { get; init; }

    /// <summary>The regions that will be read; it settles the partition where the home region is of another one. Null for all.</summary>
    public Predicate<string>? WantsRegion { get; init; }

    /// <summary>One endpoint for every service, in place of AWS's own.</summary>
    public Uri? EndpointUrl { get; init; }

    /// <summary>How long one request may take before it is tried again or given up.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What to tell of each call; called on any thread.</summary>
    public Action<AwsCallRecord>? OnCall { get; init; }
}

/// <summary>An access key, its secret, and the session token of temporary credentials.</summary>
/// <param name="AccessKey">The access key's id.</param>
/// <param name="SecretKey">The secret.</param>
/// <param name="SessionToken">The session token; null for long-lived keys.</param>
public sealed record AwsKeys(string AccessKey, string SecretKey, string? SessionToken)
{
    /// <summary>Nothing of it: a record's own text would print the secret.</summary>
    public override string ToString() => "an access key";
}
