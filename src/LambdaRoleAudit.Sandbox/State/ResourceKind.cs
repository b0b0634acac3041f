namespace LambdaRoleAudit.Sandbox.State;

/// <summary>The kinds of resources with a policy, besides buckets and functions.</summary>
public enum ResourceKind
{
    AccessPoint,
    Key,
    Queue,
    Topic,
    Secret,
    Table,
    TableStream,
    Stream,
    Repository,
    EventBus,
    FileSystem,
    Parameter,
    Catalog,
    Domain,
    RestApi,
    Vault,
    ArtifactDomain,
    ArtifactRepository,
}
