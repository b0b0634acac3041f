using System.Diagnostics.CodeAnalysis;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Catalog;

/// <summary>
/// The kinds of resources with a policy: their names, their ARNs, and the actions that reading them needs (service authorization
/// reference; for S3, "Required permissions for Amazon S3 API operations"; for API Gateway, "Control access for invoking an API").
/// </summary>
public static class PolicyResources
{
    private const string RestApis = "/restapis/";

    /// <summary>The parts of a Data Catalog that its policy protects (AWS Glue developer guide, "Resource-based policies").</summary>
    private static readonly string[] CatalogParts =
        ["catalog", "database", "table", "tableVersion", "userDefinedFunction", "connection"];

    /// <summary>All kinds, in the order of <see cref="PolicyResourceKind"/>.</summary>
    public static IReadOnlyList<PolicyResourceType> All { get; } =
    [
        new(PolicyResourceKind.S3Bucket, "S3 bucket", "s3", ["s3:ListAllMyBuckets"], ["s3:GetBucketPolicy"]),
        new(PolicyResourceKind.S3AccessPoint, "S3 access point", "s3", ["s3:ListAccessPoints"], ["s3:GetAccessPointPolicy"]),
        new(PolicyResourceKind.KmsKey, "KMS key", "kms", ["kms:ListKeys", "kms:ListAliases"], ["kms:GetKeyPolicy", "kms:ListGrants"]),
        new(PolicyResourceKind.SqsQueue, "SQS queue", "sqs", ["sqs:ListQueues"], ["sqs:GetQueueAttributes"]),
        new(PolicyResourceKind.SnsTopic, "SNS topic", "sns", ["sns:ListTopics"], ["sns:GetTopicAttributes"]),
        new(
            PolicyResourceKind.Secret, "Secrets Manager secret", "secretsmanager", ["secretsmanager:ListSecrets"],
            ["secretsmanager:GetResourcePolicy"]),
        new(
            PolicyResourceKind.LambdaFunction, "Lambda function", "lambda", ["lambda:ListFunctions", "lambda:ListAliases"],
            ["lambda:GetPolicy"]),
        new(PolicyResourceKind.DynamoDbTable, "DynamoDB table", "dynamodb", ["dynamodb:ListTables"], ["dynamodb:GetResourcePolicy"]),
        new(PolicyResourceKind.DynamoDbStream, "DynamoDB stream", "dynamodb", ["dynamodb:ListStreams"], ["dynamodb:GetResourcePolicy"]),
        new(PolicyResourceKind.KinesisStream, "Kinesis stream", "kinesis", ["kinesis:ListStreams"], ["kinesis:GetResourcePolicy"]),
        new(PolicyResourceKind.EcrRepository, "ECR repository", "ecr", ["ecr:DescribeRepositories"], ["ecr:GetRepositoryPolicy"]),
        new(PolicyResourceKind.EventBus, "EventBridge event bus", "events", ["events:ListEventBuses"], ["events:DescribeEventBus"]),
        new(
            PolicyResourceKind.FileSystem, "EFS file system", "elasticfilesystem", ["elasticfilesystem:DescribeFileSystems"],
            ["elasticfilesystem:DescribeFileSystemPolicy"]),
        new(
            PolicyResourceKind.SsmParameter, "Systems Manager parameter", "ssm", ["ssm:DescribeParameters"],
            ["ssm:GetResourcePolicies"]),
        new(PolicyResourceKind.GlueCatalog, "Glue Data Catalog", "glue", [], ["glue:GetResourcePolicy"]),
        new(
            PolicyResourceKind.OpenSearchDomain, "OpenSearch Service domain", "es", ["es:ListDomainNames"],
            ["es:DescribeDomainConfig"]),
        new(PolicyResourceKind.RestApi, "API Gateway REST API", "execute-api", ["apigateway:GET"], ["apigateway:GET"]),
        new(
            PolicyResourceKind.BackupVault, "Backup vault", "backup", ["backup:ListBackupVaults"],
            ["backup:GetBackupVaultAccessPolicy"]),
        new(
            PolicyResourceKind.CodeArtifactDomain, "CodeArtifact domain", "codeartifact", ["codeartifact:ListDomains"],
            ["codeartifact:GetDomainPermissionsPolicy"]),
        new(
            PolicyResourceKind.CodeArtifactRepository, "CodeArtifact repository", "codeartifact", ["codeartifact:ListRepositories"],
            ["codeartifact:GetRepositoryPermissionsPolicy"]),
        new(PolicyResourceKind.Role, "IAM role", "sts", ["iam:GetAccountAuthorizationDetails"], ["iam:GetRole"]),
    ];

    /// <summary>Returns what is known about a kind.</summary>
    public static PolicyResourceType Of(PolicyResourceKind kind) => All[(int)kind];

    /// <summary>Returns the kind of the resource with the policy that protects an ARN; null if there is none.</summary>
    public static PolicyResourceKind? KindOf(string arn) => TryResource(arn, out var kind, out _) ? kind : null;

    /// <summary>
    /// Returns the resource with the policy that protects what an ARN, or a pattern in the Resource element of an IAM policy, names: the
    /// bucket of an object, the table of an index. False if the pattern leaves the resource open, or its kind has no policy.
    /// </summary>
    /// <param name="arnOrPattern">The ARN or pattern.</param>
    /// <param name="kind">The kind of the resource.</param>
    /// <param name="resourceArn">The ARN of the resource, in the form that the service returns.</param>
    public static bool TryResource(string arnOrPattern, out PolicyResourceKind kind, [NotNullWhen(true)] out string? resourceArn)
    {
        (kind, resourceArn) = Find(arnOrPattern) is [var (first, arn), ..] ? (first, arn) : (default, null);
        return resourceArn is not null;
    }

    /// <summary>
    /// Returns all resources with a policy that protects what an ARN or pattern names, the nearest first. A version or alias of a function
    /// has its own policy, so the function comes after it.
    /// </summary>
    public static IReadOnlyList<(PolicyResourceKind Kind, string ResourceArn)> Find(string arnOrPattern)
    {
        if (!Arn.TryParse(arnOrPattern, out var arn) || !IsLiteral(arn.Partition) || !IsLiteral(arn.Service)) return [];
        if (arn.Service == "s3" && arn is { Region: "", AccountId: "" }) return Bucket(arn);
        if (!IsLiteral(arn.Region)) return [];
        if (arn.Service is "execute-api" or "apigateway") return Api(arn);
        if (arn.AccountId.Length != 12 || !arn.AccountId.All(char.IsAsciiDigit)) return [];
        var slashes = arn.Resource.Split('/');
        var colons = arn.Resource.Split(':');
        return (arn.Service, slashes, colons) switch
        {
            ("s3", ["accesspoint", var name, ..], _) => One(arn, PolicyResourceKind.S3AccessPoint, $"accesspoint/{name}"),
            ("kms", ["key", var id], _) => One(arn, PolicyResourceKind.KmsKey, $"key/{id}"),
            ("sqs", [_], [var name]) => One(arn, PolicyResourceKind.SqsQueue, name),
            ("sns", [_], [var name, ..]) => One(arn, PolicyResourceKind.SnsTopic, name),
            ("secretsmanager", _, ["secret", _]) => One(arn, PolicyResourceKind.Secret, arn.Resource),
            ("lambda", _, ["function", .. var parts]) => Function(arn, parts),
            ("dynamodb", ["table", var table, "stream", var label], _) =>
                One(arn, PolicyResourceKind.DynamoDbStream, $"table/{table}/stream/{label}"),
            ("dynamodb", ["table", var table], _) => One(arn, PolicyResourceKind.DynamoDbTable, $"table/{table}"),
            ("dynamodb", ["table", var table, "index" or "*", ..], _) => One(arn, PolicyResourceKind.DynamoDbTable, $"table/{table}"),
            ("kinesis", ["stream", var name, ..], _) => One(arn, PolicyResourceKind.KinesisStream, $"stream/{name}"),
            ("ecr", ["repository", _, ..], _) => One(arn, PolicyResourceKind.EcrRepository, arn.Resource),
            ("events", ["event-bus", _, ..], _) => One(arn, PolicyResourceKind.EventBus, arn.Resource),
            ("elasticfilesystem", ["file-system", var id], _) => One(arn, PolicyResourceKind.FileSystem, $"file-system/{id}"),
            ("ssm", ["parameter", _, ..], _) => One(arn, PolicyResourceKind.SsmParameter, arn.Resource),
            ("glue", [var part, ..], _) when CatalogParts.Contains(part) => One(arn, PolicyResourceKind.GlueCatalog, "catalog"),
            ("es", ["domain", var name, ..], _) => One(arn, PolicyResourceKind.OpenSearchDomain, $"domain/{name}"),
            ("backup", _, ["backup-vault", var name]) => One(arn, PolicyResourceKind.BackupVault, $"backup-vault:{name}"),
            ("codeartifact", ["domain", var name], _) => One(arn, PolicyResourceKind.CodeArtifactDomain, $"domain/{name}"),
            ("codeartifact", ["repository" or "package", var domain, var name, ..], _) =>
                One(arn, PolicyResourceKind.CodeArtifactRepository, $"repository/{domain}/{name}"),
            _ => [],
        };
    }

    /// <summary>
    /// Returns the resource's name as its service's operations use it: the ARN without what is before the name. For a repository of
    /// CodeArtifact, the domain and the name.
    /// </summary>
    /// <exception cref="ArgumentException">The ARN is not that of a resource of the kind.</exception>
    public static string NameOf(PolicyResourceKind kind, string resourceArn)
    {
        if (!Arn.TryParse(resourceArn, out var arn) || KindOf(resourceArn) != kind)
            throw new ArgumentException($"'{resourceArn}' is not the ARN of a resource of the kind {kind}.", nameof(resourceArn));
        return kind switch
        {
            PolicyResourceKind.S3Bucket or PolicyResourceKind.SqsQueue or PolicyResourceKind.SnsTopic or PolicyResourceKind.GlueCatalog =>
                arn.Resource,
            PolicyResourceKind.RestApi => arn.Resource[RestApis.Length..],
            PolicyResourceKind.Secret or PolicyResourceKind.LambdaFunction or PolicyResourceKind.BackupVault =>
                arn.Resource[(arn.Resource.IndexOf(':', StringComparison.Ordinal) + 1)..],
            PolicyResourceKind.DynamoDbStream => arn.Resource.Split('/')[1],
            _ => arn.Resource[(arn.Resource.IndexOf('/', StringComparison.Ordinal) + 1)..],
        };
    }

    private static (PolicyResourceKind, string)[] One(Arn arn, PolicyResourceKind kind, string resource) =>
        IsLiteral(resource) ? [(kind, (arn with { Resource = resource }).ToString())] : [];

    private static (PolicyResourceKind, string)[] Bucket(Arn arn) =>
        One(arn, PolicyResourceKind.S3Bucket, arn.Resource.Split('/')[0]);

    /// <summary>A REST API has two ARNs: one for those who call it, one for those who manage it.</summary>
    private static (PolicyResourceKind, string)[] Api(Arn arn)
    {
        var id = arn.Service == "execute-api" ? arn.Resource.Split('/')[0]
            : arn.Resource.StartsWith(RestApis, StringComparison.Ordinal) ? arn.Resource[RestApis.Length..].Split('/')[0] : "";
        return id.Length > 0 && id.All(char.IsAsciiLetterOrDigit)
            ? One(arn with { Service = "apigateway", AccountId = "" }, PolicyResourceKind.RestApi, RestApis + id)
            : [];
    }

    /// <summary>$LATEST does not have its own policy (Lambda API reference, AddPermission: Qualifier).</summary>
    private static (PolicyResourceKind, string)[] Function(Arn arn, string[] parts)
    {
        if (parts.Length is 0 or > 2) return [];
        var function = One(arn, PolicyResourceKind.LambdaFunction, $"function:{parts[0]}");
        return function.Length == 0 || parts is [_] or [_, "$LATEST"] || !IsLiteral(parts[1])
            ? function
            : [.. One(arn, PolicyResourceKind.LambdaFunction, $"function:{parts[0]}:{parts[1]}"), .. function];
    }

    /// <summary>Returns true if a part of a pattern matches only itself.</summary>
    private static bool IsLiteral(string text) =>
        text.Length > 0 && !text.AsSpan().ContainsAny('*', '?') && !text.Contains("${", StringComparison.Ordinal)
        && !text.EndsWith('/') && !text.EndsWith(':');
}
