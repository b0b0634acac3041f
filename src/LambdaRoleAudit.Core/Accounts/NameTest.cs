using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Accounts;

/// <summary>A name, pattern or ARN as somebody wrote it, and what it matches.</summary>
/// <param name="Text">As it was written.</param>
/// <param name="Matches">Does it mean this function, or the role of this ARN?</param>
public sealed record NameTest<T>(string Text, Predicate<T> Matches);
