namespace LambdaRoleAudit.Tests.Support;

/// <summary>An answer on its way back through a <see cref="CallProxy"/>.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Headers">The headers, those of the connection left out.</param>
/// <param name="Body">The body.</param>
public sealed record ProxiedAnswer(int Status, IReadOnlyList<(string Name, string[] Values)> Headers, byte[] Body);
