namespace LambdaRoleAudit.Tests.Support;

/// <summary>The C# files of the repository, without what a build made.</summary>
public static class SourceFiles
{
    /// <summary>The files under a folder, such as <c>src/LambdaRoleAudit.Core</c>.</summary>
    public static IEnumerable<string> In(string folder) =>
        Directory.EnumerateFiles(Path.Combine(TestEnvironment.RepositoryRoot, folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(TestEnvironment.RepositoryRoot, file).Split(Path.DirectorySeparatorChar)
                .Any(part => part is "obj" or "bin"));
}
