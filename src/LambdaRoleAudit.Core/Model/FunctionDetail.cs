
namespace LambdaRoleAudit.Model;

/// <summary>
/// A function as GetFunction describes it: its state, and the settings that its execution role must support. It never contains the values
/// of environment variables or the link to the code.
/// </summary>
public sealed record FunctionDetail
{
    /// <summary>The function and its role.</summary>
    public required LambdaFunction Function { get; init; }

    /// <summary>
    /// False if the source has only the function's name and role (CSV, AWS Config). The settings are then unknown, not absent.
    /// </summary>
    public bool AreSettingsRead { get; init; } = true;

    /// <summary>The state: Pending, Active, Inactive, Failed, …; null if it was not given.</summary>
    public string? State { get; init; }

    /// <summary>The status of the last update: Successful, Failed or InProgress; null if it was not given.</summary>
    public string? LastUpdateStatus { get; init; }

    /// <summary>The reason why the last update is not Successful, as Lambda reports it.</summary>
    public string? LastUpdateStatusReason { get; init; }

    /// <summary>The revision id. UpdateFunctionConfiguration can require it.</summary>
    public string? RevisionId { get; init; }

    /// <summary>The function's tags. Only GetFunction returns them.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>True if the function is in a VPC, which means that it has subnets.</summary>
    public bool IsInVpc { get; init; }

    /// <summary>The function's subnets; empty if they were not given.</summary>
    public IReadOnlyList<string> SubnetIds { get; init; } = [];

    /// <summary>The security groups of the function's network interfaces; empty if they were not given.</summary>
    public IReadOnlyList<string> SecurityGroupIds { get; init; } = [];

    /// <summary>The tracing mode: Active or PassThrough.</summary>
    public string? TracingMode { get; init; }

    /// <summary>The ARN of the dead-letter queue or topic.</summary>
    public string? DeadLetterTargetArn { get; init; }

    /// <summary>The ARNs of the mounted EFS access points (or S3 access points).</summary>
    public IReadOnlyList<string> FileSystemArns { get; init; } = [];

    /// <summary>The customer managed key that encrypts the environment variables.</summary>
    public string? KmsKeyArn { get; init; }

    /// <summary>The log group that the function writes to.</summary>
    public string? LogGroup { get; init; }

    /// <summary>The package type: Zip or Image.</summary>
    public string? PackageType { get; init; }

    /// <summary>The ARNs of the function's layer versions.</summary>
    public IReadOnlyList<string> LayerArns { get; init; } = [];

    /// <summary>The SHA-256 hash of the function's code, in Base64, as Lambda returns it.</summary>
    public string? CodeSha256 { get; init; }

    /// <summary>True if the function is a durable function, which means that it has a DurableConfig.</summary>
    public bool IsDurable { get; init; }
}
