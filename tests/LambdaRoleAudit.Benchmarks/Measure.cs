using System.Diagnostics;
using System.Reflection;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Benchmarks;

/// <summary>Runs things and says how long they took: medians, with the spread.</summary>
internal static class Measure
{
    public static string Metadata(string key) =>
        typeof(Measure).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    public static string Spread(IReadOnlyCollection<double> values, string unit = "s") =>
        FormattableString.Invariant(
            $"median {Median(values):0.000} {unit} ({values.Min():0.000} to {values.Max():0.000}, {values.Count} runs)");

    public static double Seconds(Action action)
    {
        var started = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    public static async Task<double> SecondsAsync(Func<Task> action)
    {
        var started = Stopwatch.GetTimestamp();
        await action();
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>A whole process: what it printed, its CPU seconds and its wall seconds.</summary>
    public static async Task<(string Output, double Cpu, double Wall)> ProcessAsync(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>()) start.Environment[name] = value;
        // The CPU time of children that have ended is the system's own figure; a process that has gone no longer tells its own.
        var before = ChildCpu();
        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        var wall = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return process.ExitCode == 0
            ? (await output, ChildCpu() - before, wall)
            : throw new InvalidOperationException($"{program} failed: {await errors}");
    }

    /// <summary>cutime and cstime of /proc/self/stat, in seconds (100 ticks a second on Linux).</summary>
    private static double ChildCpu()
    {
        var stat = File.ReadAllText("/proc/self/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[13], System.Globalization.CultureInfo.InvariantCulture)
            + long.Parse(fields[14], System.Globalization.CultureInfo.InvariantCulture)) / 100.0;
    }

    /// <summary>Waits for a call whose answer may be that there is no such thing.</summary>
    public static async Task IgnoreNotFoundAsync(Task call)
    {
        try
        {
            await call;
        }
        catch (AwsCallException e) when (e.Kind == AwsErrorKind.NotFound)
        {
            // As was to be seen.
        }
    }
}
