using System.Text.Json;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Aws.Wire;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Aws.Services.Policies;

/// <summary>
/// The kinds of resources whose services answer in JSON. Operations, fields, markers, page sizes and error codes: the services' models in
/// botocore 1.43.11.
/// </summary>
internal static class JsonPolicySources
{
    private const string Missing = "ResourceNotFoundException";

    public static PolicySource Secret { get; } = new JsonPolicySource(
        PolicyResourceKind.Secret, WireService.SecretsManager, "GetResourcePolicy",
        (_, arn) => new JsonCall(new { SecretId = $"{arn}" }))
    {
        List = new JsonList(WireService.SecretsManager, "ListSecrets", "SecretList", Field("ARN")),
        Document = ["ResourcePolicy"],
    };

    public static PolicySource DynamoDbTable { get; } = new JsonPolicySource(
        PolicyResourceKind.DynamoDbTable, WireService.DynamoDb, "GetResourcePolicy", ByArn)
    {
        List = new JsonList(
            WireService.DynamoDb, "ListTables", "TableNames",
            (name, place, account) => place.ArnOf("dynamodb", account, $"table/{AnswerText(name)}"))
        {
            Token = "LastEvaluatedTableName", TokenParameter = "ExclusiveStartTableName", Size = "Limit", NeedsAccount = true,
        },
        Document = ["Policy"],
        Revision = ["RevisionId"],
        NoPolicy = ["PolicyNotFoundException"],
    };

    public static PolicySource DynamoDbStream { get; } = new JsonPolicySource(
        PolicyResourceKind.DynamoDbStream, WireService.DynamoDb, "GetResourcePolicy", ByArn)
    {
        List = new JsonList(WireService.DynamoDbStreams, "ListStreams", "Streams", Field("StreamArn"))
        {
            Token = "LastEvaluatedStreamArn", TokenParameter = "ExclusiveStartStreamArn", Size = "Limit",
        },
        Document = ["Policy"],
        Revision = ["RevisionId"],
        NoPolicy = ["PolicyNotFoundException"],
    };

    /// <summary>Kinesis has one error code for a missing policy and a missing stream. A missing stream has no policy.</summary>
    public static PolicySource KinesisStream { get; } = new JsonPolicySource(
        PolicyResourceKind.KinesisStream, WireService.Kinesis, "GetResourcePolicy",
        (_, arn) => new JsonCall(new { ResourceARN = $"{arn}" }))
    {
        List = new JsonList(
            WireService.Kinesis, "ListStreams", "StreamNames",
            (name, place, account) => place.ArnOf("kinesis", account, $"stream/{AnswerText(name)}"))
        {
            Size = "Limit", PageSize = 1000, NeedsAccount = true,
        },
        Document = ["Policy"],
        NoPolicy = [Missing],
    };

    public static PolicySource EcrRepository { get; } = new JsonPolicySource(
        PolicyResourceKind.EcrRepository, WireService.Ecr, "GetRepositoryPolicy",
        (name, arn) => new JsonCall(new { registryId = arn.AccountId, repositoryName = name }))
    {
        List = new JsonList(WireService.Ecr, "DescribeRepositories", "repositories", Field("repositoryArn"))
        {
            Token = "nextToken", Size = "maxResults", PageSize = 1000,
        },
        Document = ["policyText"],
        NoPolicy = ["RepositoryPolicyNotFoundException"],
    };

    public static PolicySource EventBus { get; } = new JsonPolicySource(
        PolicyResourceKind.EventBus, WireService.EventBridge, "DescribeEventBus", (name, _) => new JsonCall(new { Name = name }))
    {
        List = new JsonList(WireService.EventBridge, "ListEventBuses", "EventBuses", Field("Arn")) { Size = "Limit" },
        Document = ["Policy"],
    };

    public static PolicySource FileSystem { get; } = new JsonPolicySource(
        PolicyResourceKind.FileSystem, WireService.Efs, "DescribeFileSystemPolicy",
        (name, _) => JsonCall.Get($"/2015-02-01/file-systems/{Uri.EscapeDataString(name)}/policy"))
    {
        List = new JsonList(
            WireService.Efs, "DescribeFileSystems", "FileSystems",
            (item, place, _) => item.AnswerText("FileSystemArn")
                ?? place.ArnOf("elasticfilesystem", item.RequiredText("OwnerId"), $"file-system/{item.RequiredText("FileSystemId")}"))
        {
            Method = "GET", Path = "/2015-02-01/file-systems", IsQuery = true, Token = "NextMarker", TokenParameter = "Marker",
            Size = "MaxItems",
        },
        Document = ["Policy"],
        NoPolicy = ["PolicyNotFound"],
    };

    /// <summary>The policy of the Data Catalog, which each region has (AWS Glue API, GetResourcePolicy without ResourceArn).</summary>
    public static PolicySource GlueCatalog { get; } = new JsonPolicySource(
        PolicyResourceKind.GlueCatalog, WireService.Glue, "GetResourcePolicy", (_, _) => new JsonCall(new { }))
    {
        Only = "catalog",
        Document = ["PolicyInJson"],
        Revision = ["PolicyHash"],
        NoPolicy = ["EntityNotFoundException"],
    };

    public static PolicySource OpenSearchDomain { get; } = new JsonPolicySource(
        PolicyResourceKind.OpenSearchDomain, WireService.OpenSearch, "DescribeDomainConfig",
        (name, _) => JsonCall.Get($"/2021-01-01/opensearch/domain/{Uri.EscapeDataString(name)}/config"))
    {
        List = new JsonList(
            WireService.OpenSearch, "ListDomainNames", "DomainNames",
            (item, place, account) => place.ArnOf("es", account, $"domain/{item.RequiredText("DomainName")}"))
        {
            Method = "GET", Path = "/2021-01-01/domain", Size = null, NeedsAccount = true,
        },
        Document = ["DomainConfig", "AccessPolicies", "Options"],
    };

    public static PolicySource RestApi { get; } = new JsonPolicySource(
        PolicyResourceKind.RestApi, WireService.ApiGateway, "GetRestApi",
        (name, _) => JsonCall.Get($"/restapis/{Uri.EscapeDataString(name)}"))
    {
        List = new JsonList(
            WireService.ApiGateway, "GetRestApis", "item",
            (item, place, _) => place.ArnOf("apigateway", "", $"/restapis/{item.RequiredText("id")}"))
        {
            Method = "GET", Path = "/restapis", IsQuery = true, Token = "position", Size = "limit", PageSize = 500,
        },
        Document = ["policy"],
        Convert = Unescaped,
    };

    /// <summary>AWS Backup has one error code for a missing policy and a missing vault.</summary>
    public static PolicySource BackupVault { get; } = new JsonPolicySource(
        PolicyResourceKind.BackupVault, WireService.Backup, "GetBackupVaultAccessPolicy",
        (name, _) => JsonCall.Get($"/backup-vaults/{Uri.EscapeDataString(name)}/access-policy"))
    {
        List = new JsonList(WireService.Backup, "ListBackupVaults", "BackupVaultList", Field("BackupVaultArn"))
        {
            Method = "GET", Path = "/backup-vaults/", IsQuery = true, TokenParameter = "nextToken", Size = "maxResults", PageSize = 1000,
        },
        Document = ["Policy"],
        NoPolicy = [Missing],
    };

    /// <summary>CodeArtifact has one error code for a missing policy and a missing domain or repository.</summary>
    public static PolicySource CodeArtifactDomain { get; } = new JsonPolicySource(
        PolicyResourceKind.CodeArtifactDomain, WireService.CodeArtifact, "GetDomainPermissionsPolicy",
        (name, arn) => JsonCall.Get("/v1/domain/permissions/policy") with { Query = ArtifactOf(name, arn) })
    {
        List = new JsonList(WireService.CodeArtifact, "ListDomains", "domains", Field("arn"))
        {
            Path = "/v1/domains", Token = "nextToken", Size = "maxResults", PageSize = 1000,
        },
        Document = ["policy", "document"],
        Revision = ["policy", "revision"],
        NoPolicy = [Missing],
    };

    public static PolicySource CodeArtifactRepository { get; } = new JsonPolicySource(
        PolicyResourceKind.CodeArtifactRepository, WireService.CodeArtifact, "GetRepositoryPermissionsPolicy",
        (name, arn) => JsonCall.Get("/v1/repository/permissions/policy") with { Query = ArtifactOf(name, arn) })
    {
        List = new JsonList(WireService.CodeArtifact, "ListRepositories", "repositories", Field("arn"))
        {
            Path = "/v1/repositories", IsQuery = true, Token = "nextToken", TokenParameter = "next-token", Size = "max-results",
            PageSize = 1000,
        },
        Document = ["policy", "document"],
        Revision = ["policy", "revision"],
        NoPolicy = [Missing],
    };

    private static JsonCall ByArn(string name, Arn arn) => new(new { ResourceArn = $"{arn}" });

    private static Func<JsonElement, PolicyPlace, string, string?> Field(string name) => (item, _, _) => item.RequiredText(name);

    private static Dictionary<string, string> ArtifactOf(string name, Arn arn)
    {
        var names = name.Split('/', 2);
        var query = new Dictionary<string, string> { ["domain"] = names[0], ["domain-owner"] = arn.AccountId };
        if (names.Length == 2) query["repository"] = names[1];
        return query;
    }

    /// <summary>
    /// API Gateway returns a policy with its quotation marks escaped, as the content of a JSON string (AWS CLI reference, get-rest-api).
    /// </summary>
    private static string Unescaped(string policy)
    {
        try
        {
            using var json = JsonDocument.Parse(policy);
            return policy;
        }
        catch (JsonException)
        {
            return JsonSerializer.Deserialize<string>($"\"{policy}\"")!;
        }
    }

    private static string AnswerText(JsonElement name) =>
        name.ValueKind == JsonValueKind.String ? name.GetString()! : throw new JsonException("A name in the response is not a string.");
}
