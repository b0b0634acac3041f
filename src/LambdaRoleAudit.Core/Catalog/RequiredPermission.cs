namespace LambdaRoleAudit.Catalog;

/// <summary>A permission that a call needs.</summary>
/// <param name="Action">The action, written as AWS writes it: <c>s3:GetObject</c>.</param>
/// <param name="ResourceArn">
/// The ARN of the resource, literally: a <c>*</c> in it is a character of a name. <c>*</c> alone if the action cannot be limited to
/// resources. Null if the resource is not known.
/// </param>
public sealed record RequiredPermission(string Action, string? ResourceArn);
