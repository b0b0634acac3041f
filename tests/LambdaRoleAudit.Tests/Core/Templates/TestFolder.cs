namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>A folder with files, removed after the test.</summary>
internal sealed class TestFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("templates-").FullName;

    public TestFolder(params (string Path, string Text)[] files)
    {
        foreach (var (path, text) in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
            File.WriteAllText(At(path), text);
        }
    }

    public string At(string path) => Path.Combine(_path, path);

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
