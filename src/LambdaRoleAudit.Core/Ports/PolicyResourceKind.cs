namespace LambdaRoleAudit.Ports;

/// <summary>
/// The kinds of resources whose policies can name a role, and whose policies are read (IAM user guide, "AWS services that work with IAM",
/// column "Resource-based policies").
/// </summary>
/// <remarks>
/// Two kinds are left out, because their policies cannot name a role: a layer version's permission is for an account, an organization or
/// everyone (Lambda API reference, AddLayerVersionPermission: Principal), and an AWS IoT policy has no principal (AWS IoT Core developer
/// guide, "AWS IoT Core policies").
/// </remarks>
public enum PolicyResourceKind
{
    /// <summary>Amazon S3: a bucket.</summary>
    S3Bucket,

    /// <summary>Amazon S3: an access point.</summary>
    S3AccessPoint,

    /// <summary>AWS KMS: a key, with its policy and its grants.</summary>
    KmsKey,

    /// <summary>Amazon SQS: a queue.</summary>
    SqsQueue,

    /// <summary>Amazon SNS: a topic.</summary>
    SnsTopic,

    /// <summary>AWS Secrets Manager: a secret.</summary>
    Secret,

    /// <summary>AWS Lambda: a function, a version or an alias, each with its own policy.</summary>
    LambdaFunction,

    /// <summary>Amazon DynamoDB: a table.</summary>
    DynamoDbTable,

    /// <summary>Amazon DynamoDB: the stream of a table.</summary>
    DynamoDbStream,

    /// <summary>Amazon Kinesis Data Streams: a stream.</summary>
    KinesisStream,

    /// <summary>Amazon ECR: a repository.</summary>
    EcrRepository,

    /// <summary>Amazon EventBridge: an event bus.</summary>
    EventBus,

    /// <summary>Amazon EFS: a file system.</summary>
    FileSystem,

    /// <summary>AWS Systems Manager: a parameter.</summary>
    SsmParameter,

    /// <summary>AWS Glue: the Data Catalog of a region.</summary>
    GlueCatalog,

    /// <summary>Amazon OpenSearch Service: a domain.</summary>
    OpenSearchDomain,

    /// <summary>Amazon API Gateway: a REST API.</summary>
    RestApi,

    /// <summary>AWS Backup: a vault.</summary>
    BackupVault,

    /// <summary>AWS CodeArtifact: a domain.</summary>
    CodeArtifactDomain,

    /// <summary>AWS CodeArtifact: a repository.</summary>
    CodeArtifactRepository,

    /// <summary>AWS IAM: a role, with its trust policy.</summary>
    Role,
}
