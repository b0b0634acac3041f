using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Accounts;

/// <summary>A name, pattern or ARN as the user wrote it, and the test for what it matches.</summary>
/// <param name="Text">The text as the user wrote it.</param>
/// <param name="Matches">Returns true if it matches the function, or the role with this ARN.</param>
public sealed record NameTest<T>(string Text, Predicate<T> Matches);
