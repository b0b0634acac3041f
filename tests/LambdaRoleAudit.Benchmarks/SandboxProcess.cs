using System.Diagnostics;

namespace LambdaRoleAudit.Benchmarks;

/// <summary>The Sandbox in a process of its own.</summary>
internal sealed class SandboxProcess : IDisposable
{
    private readonly Process _process;

    private SandboxProcess(Process process, Dictionary<string, string?> environment)
    {
        _process = process;
        Environment = environment;
    }

    /// <summary>What points an AWS client at it.</summary>
    public Dictionary<string, string?> Environment { get; }

    public Uri Url => new(Environment["AWS_ENDPOINT_URL"]!);

    public string AccessKey => Environment["AWS_ACCESS_KEY_ID"]!;

    public string SecretKey => Environment["AWS_SECRET_ACCESS_KEY"]!;

    public static SandboxProcess Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Measure.Metadata("Sandbox"), "serve", .. arguments]) { RedirectStandardOutput = true };
        var process = Process.Start(start)!;
        var environment = new Dictionary<string, string?>();
        while (!environment.ContainsKey("AWS_REGION"))
        {
            var line = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The Sandbox did not start.");
            if (line.Trim() is ['$', 'e', 'n', 'v', ':', .. var setting] && setting.Split(" = ", 2) is [var name, var value])
                environment[name] = value.Trim('\'');
        }

        environment["AWS_DEFAULT_REGION"] = environment["AWS_REGION"];
        return new SandboxProcess(process, environment);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
