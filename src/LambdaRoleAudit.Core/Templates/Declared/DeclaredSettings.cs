using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// The settings of a declared function for which Lambda needs permissions of its role. A value that is known at deployment only is a
/// symbol (<see cref="Symbol"/>).
/// </summary>
public sealed record DeclaredSettings
{
    /// <summary>The function's name, perhaps with symbols; a symbol alone if CloudFormation or another tool makes the name.</summary>
    public string FunctionName { get; init; } = "";

    /// <summary>The function's region; null if it is known at deployment only.</summary>
    public string? Region { get; init; }

    /// <summary>The function's account; null if it is known at deployment only.</summary>
    public string? AccountId { get; init; }

    /// <summary>True if the function is meant to write no logs: <c>disableLogs</c> of the Serverless Framework.</summary>
    public bool IsWithoutLogs { get; init; }

    /// <summary>True if the function is in a VPC.</summary>
    public bool IsInVpc { get; init; }

    /// <summary>The subnets; empty if they are not known.</summary>
    public IReadOnlyList<string> SubnetIds { get; init; } = [];

    /// <summary>The security groups; empty if they are not known.</summary>
    public IReadOnlyList<string> SecurityGroupIds { get; init; } = [];

    /// <summary>The tracing mode: Active or PassThrough; null if it is not set.</summary>
    public string? TracingMode { get; init; }

    /// <summary>The ARN of the dead-letter queue or topic; null if there is none.</summary>
    public string? DeadLetterTargetArn { get; init; }

    /// <summary>The ARNs of the mounted file systems' access points.</summary>
    public IReadOnlyList<string> FileSystemArns { get; init; } = [];

    /// <summary>The ARN of the key that encrypts the environment variables; null if there is none.</summary>
    public string? KmsKeyArn { get; init; }

    /// <summary>The log group; null for the default, <c>/aws/lambda/</c> and the function's name.</summary>
    public string? LogGroup { get; init; }

    /// <summary>True if the function is a durable function.</summary>
    public bool IsDurable { get; init; }

    /// <summary>The function's event source mappings in this template. Others can exist.</summary>
    public IReadOnlyList<EventSourceMapping> Mappings { get; init; } = [];

    /// <summary>Settings that some deployments have, since a value of a parameter decides; null if there are none.</summary>
    public DeclaredSettings? Possible { get; init; }

    /// <summary>Why the role can have permissions that the template does not show, as a whole sentence; null if it cannot.</summary>
    public string? Doubt { get; init; }

    /// <summary>Why settings cannot be determined, as whole sentences; empty if all can.</summary>
    public IReadOnlyList<string> Unknown { get; init; } = [];
}
