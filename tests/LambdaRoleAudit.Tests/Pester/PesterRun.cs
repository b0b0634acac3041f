using System.Diagnostics;
using System.Text.Json;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Pester;

/// <summary>One run of all of tests/Pester in a PowerShell of its own, the one of .config/dotnet-tools.json.</summary>
public sealed class PesterRun : IDisposable
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNameCaseInsensitive = true };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lra-test-");
    private readonly Lazy<Task<PesterReport>> _report;

    public PesterRun() => _report = new Lazy<Task<PesterReport>>(RunAsync);

    /// <summary>What came of it.</summary>
    public Task<PesterReport> Report => _report.Value;

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<PesterReport> RunAsync()
    {
        var (restored, problems) = await DotnetAsync("tool", "restore");
        Assert.True(restored, $"The PowerShell of .config/dotnet-tools.json could not be restored. {problems}");
        var file = Path.Combine(_folder.FullName, "results.json");
        var (_, output) = await DotnetAsync("pwsh", "-NoProfile", "-File", "tests/Pester/run.ps1", "-ResultPath", file);
        Assert.True(File.Exists(file), $"Pester did not run to its end: {output}");
        await using var results = File.OpenRead(file);
        return (await JsonSerializer.DeserializeAsync<PesterReport>(results, Json))!;
    }

    /// <summary>Runs in the root, where the tools are; without any input, whatever this process has.</summary>
    private static async Task<(bool IsSuccess, string Output)> DotnetAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Programs.Dotnet, arguments)
        {
            WorkingDirectory = TestEnvironment.RepositoryRoot,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode == 0, await output + await errors);
    }
}

/// <summary>What run.ps1 writes.</summary>
/// <param name="Tests">Each test.</param>
/// <param name="Failures">What failed outside of tests: a file, a BeforeAll.</param>
public sealed record PesterReport(IReadOnlyList<PesterResult> Tests, IReadOnlyList<string> Failures);

/// <summary>What came of a test.</summary>
public sealed record PesterResult(string File, string Name, string Result, double Seconds, IReadOnlyList<string> Problems);
