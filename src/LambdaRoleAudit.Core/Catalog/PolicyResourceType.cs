using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Catalog;

/// <summary>What is known about a kind of resource that has a policy.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Words">The kind in words, for people: <c>S3 bucket</c>.</param>
/// <param name="ActionPrefix">The prefix of the actions on the resource: <c>s3</c>.</param>
/// <param name="ListActions">The IAM actions that are needed to list the resources of a region.</param>
/// <param name="ReadActions">The IAM actions that are needed to read the policy of a resource.</param>
public sealed record PolicyResourceType(
    PolicyResourceKind Kind, string Words, string ActionPrefix, IReadOnlyList<string> ListActions, IReadOnlyList<string> ReadActions);
