namespace LambdaRoleAudit.Ports;

/// <summary>
/// The credentials, region and endpoint to use. Credentials are searched in the order of AWS Tools: explicit keys, a named profile, a
/// credentials object, the credentials that <c>Set-AWSCredential</c> left in the session, the SDK's default chain. All values are text, so
/// that credentials of any SDK version can be passed by value.
/// </summary>
public sealed record AwsSessionOptions
{
    /// <summary>Explicit credentials, or credentials passed by value; null to search on.</summary>
    public AwsKeys? Keys { get; init; }

    /// <summary>A profile's name. An unknown profile is an error; other credentials are never used instead.</summary>
    public string? ProfileName { get; init; }

    /// <summary>The credentials file that contains the profile; null for the default locations.</summary>
    public string? ProfileLocation { get; init; }

    /// <summary>The region to start from (<c>$StoredAWSRegion</c>); null for the SDK's chain, then the partition's global region.</summary>
    public string? HomeRegion { get; init; }

    /// <summary>
    /// The regions that will be read. They determine the partition if the home region is in a different one. Null for all.
    /// </summary>
    public Predicate<string>? WantsRegion { get; init; }

    /// <summary>One endpoint for every service, instead of AWS's endpoints.</summary>
    public Uri? EndpointUrl { get; init; }

    /// <summary>The time limit of one request, before it is retried or fails.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Receives a record of each call. It can be called on any thread.</summary>
    public Action<AwsCallRecord>? OnCall { get; init; }
}

/// <summary>An access key, its secret, and the session token of temporary credentials.</summary>
/// <param name="AccessKey">The access key's id.</param>
/// <param name="SecretKey">The secret.</param>
/// <param name="SessionToken">The session token; null for long-lived keys.</param>
public sealed record AwsKeys(string AccessKey, string SecretKey, string? SessionToken)
{
    /// <summary>Returns nothing of the keys: a record's default text would print the secret.</summary>
    public override string ToString() => "an access key";
}
