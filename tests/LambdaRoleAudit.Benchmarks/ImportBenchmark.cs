using System.Globalization;

namespace LambdaRoleAudit.Benchmarks;

/// <summary>Import-Module beside that of a module with one empty cmdlet, each in a fresh process, in turn.</summary>
internal static class ImportBenchmark
{
    private const int Runs = 15;

    public static async Task RunAsync()
    {
        List<double> ours = [], empty = [];
        for (var run = 0; run < Runs; run++)
        {
            ours.Add(await ImportAsync(Measure.Metadata("ModuleManifest")));
            empty.Add(await ImportAsync(Measure.Metadata("EmptyManifest")));
        }

        Console.WriteLine($"this module:  {Measure.Spread(ours, "ms")}");
        Console.WriteLine($"empty module: {Measure.Spread(empty, "ms")}");
        Console.WriteLine(FormattableString.Invariant($"ratio, pair by pair: {Measure.Median(ours.Zip(empty, (a, b) => a / b)):0.00} ×"));
    }

    private static async Task<double> ImportAsync(string manifest)
    {
        // The first command compiles the engine's own code; it is not what is asked for.
        var (output, _, _) = await Measure.ProcessAsync("dotnet", [
            Measure.Metadata("TestHost"), "$null = Get-Module; 1",
            $"$clock = [System.Diagnostics.Stopwatch]::StartNew(); Import-Module '{manifest}'; "
            + "$clock.Elapsed.TotalMilliseconds.ToString([cultureinfo]::InvariantCulture)"]);
        return double.Parse(output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1], CultureInfo.InvariantCulture);
    }
}
