namespace LambdaRoleAudit.Sandbox.State;

/// <summary>Adds resources with a policy to an account.</summary>
public static class Resources
{
    /// <summary>Adds a resource, or returns it if it exists.</summary>
    /// <param name="account">The account.</param>
    /// <param name="region">The region.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="name">The name. For the stream of a table, the table and the label; for a repository of CodeArtifact, the domain and
    /// the repository; with a slash between them.</param>
    /// <param name="policy">The policy; null for none, or for what the service gives a key or a topic.</param>
    /// <param name="isBasic">True for a key that AWS manages, and for a parameter of the standard tier.</param>
    public static ResourceState Add(
        AccountState account, string region, ResourceKind kind, string name, string? policy = null, bool isBasic = false)
    {
        var arn = ArnOf(account, region, kind, name);
        var resources = account.Region(region).Resources;
        if (resources.TryGetValue(arn, out var known)) return known;
        var resource = resources[arn] = new ResourceState(kind, arn, name) { IsBasic = isBasic };
        policy ??= kind is ResourceKind.Key or ResourceKind.Topic ? DefaultPolicy(account) : null;
        if (policy is not null) resource.Put(policy, kind == ResourceKind.Parameter ? "policy-1" : "");
        return resource;
    }

    /// <summary>Returns the resource of a kind with the given name; null if there is none.</summary>
    public static ResourceState? Find(AccountState account, string region, ResourceKind kind, string name) =>
        account.Region(region).Resources.GetValueOrDefault(ArnOf(account, region, kind, name));

    private static string ArnOf(AccountState account, string region, ResourceKind kind, string name)
    {
        var (service, resource) = kind switch
        {
            ResourceKind.AccessPoint => ("s3", $"accesspoint/{name}"),
            ResourceKind.Key => ("kms", $"key/{name}"),
            ResourceKind.Queue => ("sqs", name),
            ResourceKind.Topic => ("sns", name),
            ResourceKind.Secret => ("secretsmanager", $"secret:{name}"),
            ResourceKind.Table => ("dynamodb", $"table/{name}"),
            ResourceKind.TableStream => ("dynamodb", $"table/{name.Replace("/", "/stream/", StringComparison.Ordinal)}"),
            ResourceKind.Stream => ("kinesis", $"stream/{name}"),
            ResourceKind.Repository => ("ecr", $"repository/{name}"),
            ResourceKind.EventBus => ("events", $"event-bus/{name}"),
            ResourceKind.FileSystem => ("elasticfilesystem", $"file-system/{name}"),
            ResourceKind.Parameter => ("ssm", $"parameter/{name.TrimStart('/')}"),
            ResourceKind.Catalog => ("glue", "catalog"),
            ResourceKind.Domain => ("es", $"domain/{name}"),
            ResourceKind.RestApi => ("apigateway", $"/restapis/{name}"),
            ResourceKind.Vault => ("backup", $"backup-vault:{name}"),
            ResourceKind.ArtifactDomain => ("codeartifact", $"domain/{name}"),
            ResourceKind.ArtifactRepository => ("codeartifact", $"repository/{name}"),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        };
        return $"arn:{account.Partition}:{service}:{region}:{(kind == ResourceKind.RestApi ? "" : account.AccountId)}:{resource}";
    }

    private static string DefaultPolicy(AccountState account) =>
        """{"Version":"2012-10-17","Statement":[{"Sid":"Owner","Effect":"Allow","Principal":{"AWS":""" + '"' + $"arn:{account.Partition}"
        + $":iam::{account.AccountId}:root" + "\"},\"Action\":\"*\",\"Resource\":\"*\"}]}";
}
