namespace LambdaRoleAudit.Sandbox.Workloads;

/// <summary>An entry of a record's <c>resources</c>.</summary>
/// <param name="Arn">The ARN.</param>
/// <param name="Type">The resource type; null for services that do not write it, such as SSM.</param>
/// <param name="Key">How the key is spelled: ARN, arn or ARNPrefix.</param>
public sealed record CallResource(string Arn, string? Type, string Key = "ARN");
