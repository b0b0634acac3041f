namespace LambdaRoleAudit.Aws.Wire;

/// <summary>
/// The maximum size of an operation's response. The numbers follow from AWS's documented sizes, with a margin: a larger response does not
/// come from AWS, and is not read to its end. A page of a list that is larger is requested again with fewer items (<see cref="ListWalk"/>),
/// so that the limit does not have to allow for a thousand items of maximum size.
/// </summary>
/// <param name="Bytes">The size of the body. No request asks for compression, so the size is the same before and after.</param>
/// <param name="Pages">The maximum number of pages in a list; 1 for an operation that is not a list.</param>
internal sealed record AnswerBound(int Bytes, int Pages = 1)
{
    private const int KB = 1024;
    private const int MB = 1024 * KB;

    private static readonly Dictionary<string, AnswerBound> ByOperation = new(StringComparer.Ordinal)
    {
        // Lambda. A function's configuration: 4 KB of environment variables and 16 KB of container image settings (Lambda quotas), 5
        // layers, 16 subnets, 5 security groups, ARNs and reasons: under 64 KB with escapes. A page has at most 50; the smallest page that
        // is requested has 5. AWS has no quota for the number of functions and versions of a region: a million.
        ["ListFunctions"] = new(1 * MB, Pages: 20_000),

        // With 50 tags of 128 and 256 characters (Lambda developer guide, "Using tags"), and a signed link to the code.
        ["GetFunction"] = new(256 * KB),
        ["UpdateFunctionConfiguration"] = new(256 * KB),

        // Ten filters of 4,096 characters (Lambda API reference, FilterCriteria and Filter), 22 source accesses of 200
        // (SourceAccessConfiguration), ARNs and topics: under 100 KB with escapes. 100 per page, 10 in the smallest.
        ["ListEventSourceMappings"] = new(1 * MB, Pages: 20_000),

        // A resource policy has 20 KB (Lambda quotas), and is written as a JSON string: up to six bytes per character.
        ["GetPolicy"] = new(256 * KB),

        // A version is as large as a function, and there can be any number of them. An alias has names, an ARN and a description of 256
        // characters.
        ["PublishVersion"] = new(256 * KB),
        ["ListVersionsByFunction"] = new(1 * MB, Pages: 20_000),
        ["ListAliases"] = new(1 * MB, Pages: 20_000),
        ["GetAlias"] = new(64 * KB),
        ["UpdateAlias"] = new(64 * KB),
        ["GetProvisionedConcurrencyConfig"] = new(64 * KB),

        // With settings of cross-origin requests: lists of at most 100 items of 1,024 characters (Lambda API reference, Cors).
        ["GetFunctionUrlConfig"] = new(2 * MB),

        // IAM (IAM user guide, "IAM and AWS STS quotas"): a trust policy of 8,192 characters, 10,240 of inline policies, 50 tags of 128 and
        // 256, a description of 1,000. Documents are URL-encoded, which makes them up to three times as long, and their white space does
        // not count against the quota.
        ["GetRole"] = new(256 * KB),
        ["CreateRole"] = new(256 * KB),
        ["GetRolePolicy"] = new(256 * KB),

        // IAM also has a GetPolicy: a policy with tags, without its document, as CreatePolicy returns it. A version has 6,144 characters;
        // AWS's own policies are longer.
        ["GetPolicyVersion"] = new(1 * MB),

        ["CreatePolicy"] = new(256 * KB),

        // "A managed policy can have up to five versions" (IAM user guide).
        ["ListPolicyVersions"] = new(64 * KB, Pages: 10),

        // Up to 10,000 roles (quota "Roles in an account", at its maximum). IAM can return fewer items than requested: ten.
        ["ListRoles"] = new(4 * MB, Pages: 1_000),

        // Roles with their policies and instance profiles, and as many managed policies with five versions each: under 100 KB per item,
        // except for AWS's own policies. 1,000 per page, 10 in the smallest; 10,000 roles and as many policies.
        ["GetAccountAuthorizationDetails"] = new(8 * MB, Pages: 2_000),

        // Names and ARNs of at most 2,048 characters. 20 managed policies on a role (quota, at its maximum); inline policies have 10,240
        // characters in total; an instance profile is listed with its role.
        ["ListAttachedRolePolicies"] = new(1 * MB, Pages: 100),
        ["ListRolePolicies"] = new(1 * MB, Pages: 100),
        ["ListInstanceProfilesForRole"] = new(1 * MB, Pages: 100),

        // About thirty numbers, and responses that only confirm that the operation is done.
        ["GetAccountSummary"] = new(64 * KB),
        ["DeleteRole"] = new(64 * KB),
        ["DeletePolicy"] = new(64 * KB),
        ["AttachRolePolicy"] = new(64 * KB),
        ["DetachRolePolicy"] = new(64 * KB),
        ["PutRolePolicy"] = new(64 * KB),
        ["DeleteRolePolicy"] = new(64 * KB),
        ["TagRole"] = new(64 * KB),
        ["UntagRole"] = new(64 * KB),

        // STS and EC2: an identity; about forty regions with name, endpoint and status.
        ["GetCallerIdentity"] = new(64 * KB),
        ["DescribeRegions"] = new(256 * KB),

        // IAM: a service with its tracked actions, each with an entity and a region, has under 100 KB. 100 per page; about 500 services.
        ["GenerateServiceLastAccessedDetails"] = new(64 * KB),
        ["GetServiceLastAccessedDetails"] = new(16 * MB, Pages: 1_000),

        // CloudTrail. A record has at most 1 MB since 2026, and usually 2 KB (AWS CloudTrail user guide, "Quotas in AWS CloudTrail": 256 KB
        // for CloudWatch Logs); it is written as a JSON string. 50 per page. A trail has at most 250 data resources or 500 conditions of
        // 2,048 characters.
        ["LookupEvents"] = new(64 * MB, Pages: 1_000_000),
        ["DescribeTrails"] = new(256 * KB),
        ["GetEventSelectors"] = new(8 * MB),

        // Athena. 1,000 rows per page; a row has the request parameters that decide about a permission. A table has up to 400 KB.
        ["StartQueryExecution"] = new(64 * KB),
        ["GetQueryExecution"] = new(1 * MB),
        ["GetQueryResults"] = new(64 * MB, Pages: 100_000),
        ["StopQueryExecution"] = new(64 * KB),
        ["GetTableMetadata"] = new(4 * MB),

        // CloudWatch: 1,440 data points with a time, a unit and one statistic, under 300 bytes each.
        ["GetMetricStatistics"] = new(1 * MB),

        // AWS Config: a few recorders with up to 1,000 types; 100 results per page, each with a policy of up to 100 KB as a JSON string in
        // a JSON string.
        ["DescribeConfigurationRecorders"] = new(1 * MB),
        ["DescribeConfigurationRecorderStatus"] = new(256 * KB),
        ["SelectResourceConfig"] = new(64 * MB, Pages: 100_000),

        // S3: 1,000 keys of 1,024 bytes per page, as XML with escapes; an object's bound is its size.
        ["ListObjectsV2"] = new(8 * MB, Pages: 1_000_000),

        // Policies of resources, written as a JSON string: up to six bytes per character. S3, SQS, SNS, Secrets Manager, DynamoDB, Kinesis,
        // ECR, EFS, Glue, Backup, CodeArtifact: up to 20 KB. KMS: 32 KB, and 128 KB in its model. OpenSearch: 100 KB, with about as much of
        // other settings. A parameter of Systems Manager has a few policies of 20 KB.
        ["GetBucketPolicy"] = new(1 * MB),
        ["GetAccessPointPolicy"] = new(1 * MB),
        ["GetKeyPolicy"] = new(1 * MB),
        ["GetQueueAttributes"] = new(256 * KB),
        ["GetTopicAttributes"] = new(1 * MB),
        ["GetResourcePolicy"] = new(256 * KB),
        ["GetResourcePolicies"] = new(4 * MB, Pages: 100),
        ["GetRepositoryPolicy"] = new(256 * KB),
        ["DescribeEventBus"] = new(256 * KB),
        ["DescribeFileSystemPolicy"] = new(256 * KB),
        ["DescribeDomainConfig"] = new(2 * MB),
        ["GetRestApi"] = new(1 * MB),
        ["GetBackupVaultAccessPolicy"] = new(256 * KB),
        ["GetDomainPermissionsPolicy"] = new(256 * KB),
        ["GetRepositoryPermissionsPolicy"] = new(256 * KB),

        // Lists of resources: a thousand names and ARNs with few settings, or a hundred with tags and descriptions; a REST API and an event
        // bus have their policy in the list. A grant has an encryption context of up to 8 KB.
        ["ListBuckets"] = new(4 * MB, Pages: 1_000),
        ["ListAccessPoints"] = new(4 * MB, Pages: 1_000),
        ["ListKeys"] = new(4 * MB, Pages: 10_000),
        ["ListAliases"] = new(4 * MB, Pages: 100_000),
        ["ListGrants"] = new(8 * MB, Pages: 1_000),
        ["ListQueues"] = new(4 * MB, Pages: 10_000),
        ["ListTopics"] = new(4 * MB, Pages: 10_000),
        ["ListSecrets"] = new(8 * MB, Pages: 10_000),
        ["ListTables"] = new(1 * MB, Pages: 10_000),
        ["ListStreams"] = new(4 * MB, Pages: 10_000),
        ["DescribeRepositories"] = new(8 * MB, Pages: 10_000),
        ["ListEventBuses"] = new(16 * MB, Pages: 1_000),
        ["DescribeFileSystems"] = new(4 * MB, Pages: 10_000),
        ["DescribeParameters"] = new(4 * MB, Pages: 20_000),
        ["ListDomainNames"] = new(1 * MB),
        ["GetRestApis"] = new(64 * MB, Pages: 1_000),
        ["ListBackupVaults"] = new(4 * MB, Pages: 10_000),
        ["ListDomains"] = new(8 * MB, Pages: 1_000),
        ["ListRepositories"] = new(8 * MB, Pages: 1_000),

        // Sign-in: keys and tokens (AWS Sign-In API reference; the size of a session token is not documented, and real ones have a few KB).
        ["CreateOAuth2Token"] = new(256 * KB),
    };

    /// <summary>The part of an error's body that is read, whatever its length: AWS's errors have a few hundred bytes.</summary>
    public const int ErrorBytes = 64 * KB;

    /// <summary>
    /// The limit for the SDK's calls for its credentials (AssumeRole, AssumeRoleWithWebIdentity, GetRoleCredentials, CreateToken): keys and
    /// tokens. "The size of the security token is not fixed" (STS API reference), and real ones have a few KB.
    /// </summary>
    public const int CredentialBytes = 256 * KB;

    /// <summary>Returns the operation's limit. An operation without a limit is not called.</summary>
    /// <exception cref="KeyNotFoundException">The operation has no limit.</exception>
    public static AnswerBound Of(string operation) => ByOperation[operation];
}
