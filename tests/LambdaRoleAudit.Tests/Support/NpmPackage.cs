namespace LambdaRoleAudit.Tests.Support;

/// <summary>
/// A package of npm, installed beside the tests when it is first asked for. Where that cannot be done, a local run skips; CI
/// requires it.
/// </summary>
public sealed class NpmPackage
{
    private readonly string _name;
    private readonly Lazy<Task<string?>> _whyMissing;

    /// <param name="name">Its name.</param>
    /// <param name="version">Its exact version.</param>
    public NpmPackage(string name, string version)
    {
        _name = name;
        Folder = Path.Combine(AppContext.BaseDirectory, name.Split('/')[^1]);
        _whyMissing = new Lazy<Task<string?>>(() => InstallAsync($"{name}@{version}"));
    }

    /// <summary>The folder that it is installed in.</summary>
    public string Folder { get; }

    /// <summary>Installs it; skips the test where that cannot be done, and fails it in CI.</summary>
    public async Task RequireAsync()
    {
        if (await _whyMissing.Value is not { } reason) return;
        Assert.False(TestEnvironment.IsCi, reason);
        Assert.Skip(reason);
    }

    private async Task<string?> InstallAsync(string package)
    {
        if (Directory.Exists(Path.Combine([Folder, "node_modules", .. _name.Split('/')]))) return null;
        Directory.CreateDirectory(Folder);
        try
        {
            var (code, _, errors) =
                await Programs.RunAsync("npm", ["install", "--prefix", Folder, "--no-audit", "--no-fund", "--no-save", package]);
            return code == 0 ? null : $"{package} is needed, and npm could not install it: {errors.Trim()}";
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return $"Node.js with npm is needed for {package}: {e.Message}";
        }
    }
}
