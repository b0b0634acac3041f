
namespace LambdaRoleAudit.Model;

/// <summary>
/// A function as GetFunction describes it: its state, and the settings that its execution role has to serve. Never the values
/// of environment variables, and never the link to its code.
/// </summary>
public sealed record FunctionDetail
{
    /// <summary>The function and its role.</summary>
    public required LambdaFunction Function { get; init; }

    /// <summary>False if its source has its name and role alone (CSV, AWS Config): its settings are then not known, not absent.</summary>
    public bool AreSettingsRead { get; init; } = true;

    /// <summary>Pending, Active, Inactive, Failed, …; null where it was not given.</summary>
    public string? State { get; init; }

    /// <summary>Successful, Failed or InProgress; null where it was not given.</summary>
    public string? LastUpdateStatus { get; init; }

    /// <summary>Why the last update is not Successful, in Lambda's words.</summary>
    public string? LastUpdateStatusReason { get; init; }

    /// <summary>The revision, which UpdateFunctionConfiguration can be held to.</summary>
    public string? RevisionId { get; init; }

    /// <summary>The function's tags. Only GetFunction gives them.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>It is in a VPC: it has subnets.</summary>
    public bool IsInVpc { get; init; }

    /// <summary>Its subnets; empty where they were not given.</summary>
    public IReadOnlyList<string> SubnetIds { get; init; } = [];

    /// <summary>The security groups of its network interfaces; empty where they were not given.</summary>
    public IReadOnlyList<string> SecurityGroupIds { get; init; } = [];

    /// <summary>Active or PassThrough.</summary>
    public string? TracingMode { get; init; }

    /// <summary>The dead-letter queue's or topic's ARN.</summary>
    public string? DeadLetterTargetArn { get; init; }

    /// <summary>ARNs of the EFS access points (or S3 access points) that are mounted.</summary>
    public IReadOnlyList<string> FileSystemArns { get; init; } = [];

    /// <summary>The customer managed key that encrypts the environment variables.</summary>
    public string? KmsKeyArn { get; init; }

    /// <summary>The log group that it writes to.</summary>
    public string? LogGroup { get; init; }

    /// <summary>Zip or Image.</summary>
    public string? PackageType { get; init; }

    /// <summary>ARNs of its layers' versions.</summary>
    public IReadOnlyList<string> LayerArns { get; init; } = [];

    /// <summary>SHA-256 of its code, in Base64, as Lambda gives it.</summary>
    public string? CodeSha256 { get; init; }

    /// <summary>It is a durable function: it has a DurableConfig.</summary>
    public bool IsDurable { get; init; }
}
