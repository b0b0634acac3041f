namespace LambdaRoleAudit.Usage;

/// <summary>A file to read.</summary>
/// <param name="Path">The full path.</param>
/// <param name="IsNamed">True if the user named the file; false if it was found in a folder, where other files can be too.</param>
public readonly record struct TrailFile(string Path, bool IsNamed);
