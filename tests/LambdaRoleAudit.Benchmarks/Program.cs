using LambdaRoleAudit.Benchmarks;

// Benchmarks, not tests: each prints ratios of things measured side by side in one run. docs/performance.md has the report.
var benchmarks = new (string Name, Func<Task> Run)[]
{
    ("account", AccountBenchmark.RunAsync),
    ("cpu", CpuBenchmark.RunAsync),
    ("allocation", AllocationBenchmark.RunAsync),
    ("file", FileBenchmark.RunAsync),
    ("import", ImportBenchmark.RunAsync),
    ("policies", PolicyBenchmark.RunAsync),
    ("roles", RoleBenchmark.RunAsync),
    ("repair", RepairBenchmark.RunAsync),
    ("plan", PlanBenchmark.RunAsync),
    ("templates", TemplateBenchmark.RunAsync),
    ("findings", FindingBenchmark.RunAsync),
    ("estates", EstateBenchmark.RunAsync),
    ("trail", TrailBenchmark.RunAsync),
    ("usage", UsageBenchmark.RunAsync),
};
var chosen = args.Length == 0 ? benchmarks : benchmarks.Where(benchmark => args.Contains(benchmark.Name)).ToArray();
if (chosen.Length == 0 || args.Except(benchmarks.Select(benchmark => benchmark.Name)).Any())
{
    Console.Error.WriteLine($"Name any of: {string.Join(", ", benchmarks.Select(benchmark => benchmark.Name))}.");
    return 2;
}

Console.WriteLine(
    $"{Environment.ProcessorCount} processors, .NET {Environment.Version}, "
    + $"{System.Runtime.InteropServices.RuntimeInformation.OSDescription}");
foreach (var (name, run) in chosen)
{
    Console.WriteLine($"\n== {name}");
    await run();
}

return 0;
