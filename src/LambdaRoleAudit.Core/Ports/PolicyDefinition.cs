namespace LambdaRoleAudit.Ports;

/// <summary>The properties with which a customer managed policy is created (IAM API reference, CreatePolicy).</summary>
/// <param name="PolicyName">The name: at most 128 characters, unique in the account regardless of case.</param>
/// <param name="Path">The path, including slashes.</param>
/// <param name="Document">The document.</param>
/// <param name="Tags">The tags: at most 50.</param>
public sealed record PolicyDefinition(string PolicyName, string Path, string Document, IReadOnlyDictionary<string, string> Tags);
