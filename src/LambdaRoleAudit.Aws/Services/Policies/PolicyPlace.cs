using LambdaRoleAudit.Aws.Wire;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Aws.Services.Policies;

/// <summary>A region of an account, and its services.</summary>
/// <param name="partition">The partition.</param>
/// <param name="region">The region.</param>
/// <param name="suffix">The end of the host names of AWS in the partition.</param>
/// <param name="client">Returns the client of a service in the region.</param>
/// <param name="account">Returns the id of the account, which costs a call the first time.</param>
internal sealed class PolicyPlace(
    string partition, string region, string suffix, Func<WireService, WireClient> client, Func<CancellationToken, Task<string>> account)
{
    public string Partition { get; } = partition;

    public string Region { get; } = region;

    public string Suffix { get; } = suffix;

    public WireClient Client(WireService service) => client(service);

    public Task<string> AccountAsync(CancellationToken cancellationToken) => account(cancellationToken);

    /// <summary>Returns an ARN in the region.</summary>
    public string ArnOf(string service, string accountId, string resource) =>
        $"arn:{Partition}:{service}:{Region}:{accountId}:{resource}";

    /// <summary>Returns the record of a document; nothing if the document is empty, as some services write a missing policy.</summary>
    public IReadOnlyList<ResourcePolicyRecord> Record(
        PolicyResourceKind kind, string arn, string? document, string? revision = null, string? address = null) =>
        document is null || document.Trim() is "" or "{}"
            ? []
            : [new ResourcePolicyRecord(kind, arn, Region, document) { Revision = revision, Address = address }];
}
