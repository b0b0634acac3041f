using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Aws;
using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Benchmarks;

/// <summary>17 regions of 1,500 functions at 40 ms: how near to the floor that latency and quota set?</summary>
internal static class AccountBenchmark
{
    private const int Latency = 40;
    private const int PerRegion = 1500;
    private const int Runs = 7;

    public static async Task RunAsync()
    {
        using var sandbox = SandboxProcess.Start("--estate", $"{17 * PerRegion}", "--latency", $"{Latency}");
        // A page names the next: pages follow one another. 15 requests a second after a burst of 15 is the quota.
        const int pages = (PerRegion + 49) / 50;
        var floor = Math.Max(pages * Latency / 1000.0, (pages - 15) / 15.0);
        var seconds = new List<double>();
        var cpu = new List<double>();
        for (var run = 0; run < Runs + 1; run++)
        {
            await Task.Delay(TimeSpan.FromSeconds(2.5));
            var before = System.Diagnostics.Process.GetCurrentProcess().TotalProcessorTime;
            var elapsed = await Measure.SecondsAsync(() => AuditAsync(sandbox, 17 * PerRegion));
            if (run == 0)
                Console.WriteLine(
                    FormattableString.Invariant($"first run, nothing compiled yet: {elapsed:0.000} s, {elapsed / floor:0.00} × the floor"));
            else
            {
                seconds.Add(elapsed);
                cpu.Add((System.Diagnostics.Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds);
            }
        }

        Console.WriteLine(FormattableString.Invariant($"floor: {floor:0.000} s ({pages} pages × {Latency} ms in each region)"));
        Console.WriteLine($"audit: {Measure.Spread(seconds)}; CPU {Measure.Spread(cpu)}");
        Console.WriteLine(FormattableString.Invariant($"ratio: {Measure.Median(seconds) / floor:0.00} × the floor"));
    }

    internal static async Task AuditAsync(SandboxProcess sandbox, int functions)
    {
        var gateway = new AwsGateway();
        using var session = await gateway.OpenAsync(
            new AwsSessionOptions { Keys = new AwsKeys(sandbox.AccessKey, sandbox.SecretKey, null), EndpointUrl = sandbox.Url }, default);
        var inventory =
            await new RegionReader(session, gateway.ListKnownRegions(), new Silent()).ReadAsync(RegionSelection.All, false, default);
        var roles = SharedRoles.Find(Account.OfFunctions(inventory, isScoped: false), Selection.Everything);
        if (inventory.Count != functions || roles.Count == 0 || !inventory.IsComplete)
            throw new InvalidOperationException("The answer is not right.");
    }

    internal sealed class Silent : IReadingObserver
    {
        public void OnProblem(Problem problem) => throw new InvalidOperationException(problem.Message);

        public void OnUnread(Problem problem) => OnProblem(problem);

        public void OnWarning(string message) => throw new InvalidOperationException(message);

        public void OnProgress(ReadingProgress progress)
        {
        }
    }
}
