namespace LambdaRoleAudit.Benchmarks;

/// <summary>
/// Estates of 10 to 100,000 functions: CPU seconds of whole processes, the real PowerShell with the module beside a threaded boto3
/// script; and what a cold process spends before the module does anything.
/// </summary>
internal static class EstateBenchmark
{
    private const int Runs = 5;

    /// <summary>Instrumented code is not made faster before a short process ends (.NET runtime configuration, TieredPGO).</summary>
    private static readonly Dictionary<string, string?> NoPgo = new() { ["DOTNET_TieredPGO"] = "0" };

    public static async Task RunAsync()
    {
        foreach (var functions in new[] { 10, 1_000, 25_000, 100_000 }) await RunAsync(functions);
        await ColdAsync();
    }

    private static async Task RunAsync(int functions)
    {
        using var sandbox = SandboxProcess.Start("--estate", $"{functions}", "--no-quotas");
        var measured = new (string Name, Func<Task<double>> Run, List<double> Cpu)[]
        {
            ("PowerShell with the module", () => PowerShellAsync(Audit(sandbox), null), []),
            ("the same, TieredPGO=0", () => PowerShellAsync(Audit(sandbox), NoPgo), []),
            ("PowerShell alone", () => PowerShellAsync("1", null), []),
            ("the lean engine with the module", () => HostAsync(sandbox), []),
            ("boto3, a thread for each region", () => Boto3Async(sandbox), []),
        };
        for (var run = 0; run < Runs; run++)
            foreach (var (_, measure, cpu) in measured) cpu.Add(await measure());
        Console.WriteLine(FormattableString.Invariant($"{functions:N0} functions, CPU of whole processes"));
        var boto3 = Measure.Median(measured[^1].Cpu);
        foreach (var (name, _, cpu) in measured)
            Console.WriteLine(FormattableString.Invariant(
                $"  {name}: {Measure.Spread(cpu)}; boto3 takes {boto3 / Measure.Median(cpu):0.00} × that"));
    }

    /// <summary>Methods that .NET compiles, and CPU time, step by step in one process.</summary>
    private static async Task ColdAsync()
    {
        using var sandbox = SandboxProcess.Start("--estate", "10");
        var (lines, _, _) = await Measure.ProcessAsync("dotnet", ["pwsh", "-NoProfile", "-Command", $$"""
            function Show($What) {
                $process = [Diagnostics.Process]::GetCurrentProcess()
                '  {0}: {1} methods compiled, {2:0.00} s CPU' -f $What, [Runtime.JitInfo]::GetCompiledMethodCount($false),
                    $process.TotalProcessorTime.TotalSeconds
            }
            Show 'started'
            Import-Module '{{Measure.Metadata("ModuleManifest")}}'
            Show 'imported'
            $null = & { {{Audit(sandbox)}} }
            Show 'first audit of ten functions'
            $null = & { {{Audit(sandbox)}} }
            Show 'second audit'
            """]);
        Console.WriteLine($"a cold process\n{lines.TrimEnd()}");
    }

    private static string Audit(SandboxProcess sandbox) =>
        $"Import-Module '{Measure.Metadata("ModuleManifest")}'; (Get-SharedLambdaRole -EndpointUrl {sandbox.Url} -AccessKey "
        + $"{sandbox.AccessKey} -SecretKey '{sandbox.SecretKey}').Count";

    private static async Task<double> PowerShellAsync(string command, IReadOnlyDictionary<string, string?>? environment) =>
        (await Measure.ProcessAsync("dotnet", ["pwsh", "-NoProfile", "-Command", command], environment)).Cpu;

    private static async Task<double> HostAsync(SandboxProcess sandbox) =>
        (await Measure.ProcessAsync("dotnet", [Measure.Metadata("TestHost"), Audit(sandbox)])).Cpu;

    private static async Task<double> Boto3Async(SandboxProcess sandbox) =>
        (await Measure.ProcessAsync(
            "python3", [Measure.Metadata("ThreadedScript"), $"{sandbox.Url}", "us-east-1"], sandbox.Environment)).Cpu;
}
