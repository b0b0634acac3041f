using System.Text.Json.Nodes;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Sandbox.State;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>An account with a resource of every kind whose policy names a role, and others without a policy.</summary>
public static class PolicyEstate
{
    public const string Region = "eu-west-1";
    public const string Account = "123456789012";
    public const string OldRole = "arn:aws:iam::123456789012:role/team/shared";
    public const string NewRole = "arn:aws:iam::123456789012:role/team/mine";
    public const string NoRole = "arn:aws:iam::123456789012:role/nobody";

    /// <summary>Every kind but a function, with the name of a resource in the Sandbox.</summary>
    public static readonly IReadOnlyDictionary<PolicyResourceKind, (ResourceKind Kind, string Name, string Arn)> Names =
        new Dictionary<PolicyResourceKind, (ResourceKind, string, string)>
        {
            [PolicyResourceKind.S3AccessPoint] = (ResourceKind.AccessPoint, "orders", $"arn:aws:s3:{Region}:{Account}:accesspoint/orders"),
            [PolicyResourceKind.KmsKey] = (
                ResourceKind.Key, "1234abcd-12ab-34cd-56ef-1234567890ab",
                $"arn:aws:kms:{Region}:{Account}:key/1234abcd-12ab-34cd-56ef-1234567890ab"),
            [PolicyResourceKind.SqsQueue] = (ResourceKind.Queue, "jobs.fifo", $"arn:aws:sqs:{Region}:{Account}:jobs.fifo"),
            [PolicyResourceKind.SnsTopic] = (ResourceKind.Topic, "news", $"arn:aws:sns:{Region}:{Account}:news"),
            [PolicyResourceKind.Secret] = (
                ResourceKind.Secret, "prod/db+=.@-AbCdEf", $"arn:aws:secretsmanager:{Region}:{Account}:secret:prod/db+=.@-AbCdEf"),
            [PolicyResourceKind.DynamoDbTable] = (ResourceKind.Table, "orders", $"arn:aws:dynamodb:{Region}:{Account}:table/orders"),
            [PolicyResourceKind.DynamoDbStream] = (
                ResourceKind.TableStream, "orders/2026-01-01T00:00:00.000",
                $"arn:aws:dynamodb:{Region}:{Account}:table/orders/stream/2026-01-01T00:00:00.000"),
            [PolicyResourceKind.KinesisStream] = (ResourceKind.Stream, "clicks", $"arn:aws:kinesis:{Region}:{Account}:stream/clicks"),
            [PolicyResourceKind.EcrRepository] = (
                ResourceKind.Repository, "team/app", $"arn:aws:ecr:{Region}:{Account}:repository/team/app"),
            [PolicyResourceKind.EventBus] = (ResourceKind.EventBus, "orders", $"arn:aws:events:{Region}:{Account}:event-bus/orders"),
            [PolicyResourceKind.FileSystem] = (
                ResourceKind.FileSystem, "fs-0123456789abcdef0",
                $"arn:aws:elasticfilesystem:{Region}:{Account}:file-system/fs-0123456789abcdef0"),
            [PolicyResourceKind.SsmParameter] = (
                ResourceKind.Parameter, "/prod/db/name", $"arn:aws:ssm:{Region}:{Account}:parameter/prod/db/name"),
            [PolicyResourceKind.GlueCatalog] = (ResourceKind.Catalog, "catalog", $"arn:aws:glue:{Region}:{Account}:catalog"),
            [PolicyResourceKind.OpenSearchDomain] = (ResourceKind.Domain, "logs", $"arn:aws:es:{Region}:{Account}:domain/logs"),
            [PolicyResourceKind.RestApi] = (ResourceKind.RestApi, "a1b2c3d4e5", $"arn:aws:apigateway:{Region}::/restapis/a1b2c3d4e5"),
            [PolicyResourceKind.BackupVault] = (ResourceKind.Vault, "Default", $"arn:aws:backup:{Region}:{Account}:backup-vault:Default"),
            [PolicyResourceKind.CodeArtifactDomain] = (
                ResourceKind.ArtifactDomain, "packages", $"arn:aws:codeartifact:{Region}:{Account}:domain/packages"),
            [PolicyResourceKind.CodeArtifactRepository] = (
                ResourceKind.ArtifactRepository, "packages/npm", $"arn:aws:codeartifact:{Region}:{Account}:repository/packages/npm"),
        };

    /// <summary>The ARN of the resource of a kind.</summary>
    public static string ArnOf(PolicyResourceKind kind) => kind switch
    {
        PolicyResourceKind.S3Bucket => "arn:aws:s3:::orders.example",
        PolicyResourceKind.LambdaFunction => $"arn:aws:lambda:{Region}:{Account}:function:target",
        _ => Names[kind].Arn,
    };

    /// <summary>A policy whose text is hard to pass on: quotes of two kinds, a backslash, an umlaut, a line end.</summary>
    public static string Policy(params string[] roles) =>
        $$$$"""
        {"Version":"2012-10-17",
         "Statement":[{"Sid":"Team","Effect":"Allow","Principal":{"AWS":[{{{{string.Join(',', roles.Select(role => $"\"{role}\""))}}}}]},
         "Action":"*","Resource":"*","Condition":{"StringNotEquals":{"aws:PrincipalTag/team":["it's","a \"b\" \\ c","Zoë’s $(x) `y`"]}}}]}
        """;

    /// <summary>Adds the resources. Those with a policy name the old role.</summary>
    public static SandboxState NewState(bool withPolicies = true)
    {
        var account = Estate.NewAccount();
        Estate.AddRole(account, "/team/", "shared");
        Estate.AddRole(account, "/team/", "mine");
        var state = Estate.StateOf(account);
        var policy = withPolicies ? Policy(OldRole) : null;
        foreach (var (_, (kind, name, _)) in Names) Resources.Add(account, Region, kind, name, policy);
        state.AddBucket("orders.example", Region, account.AccountId).Policy = policy;
        Estate.AddFunction(account, Region, "target", account.Roles["shared"]);
        return state;
    }

    /// <summary>True if two documents say the same.</summary>
    public static bool AreEqual(string a, string b) => JsonNode.DeepEquals(JsonNode.Parse(a), JsonNode.Parse(b));
}
