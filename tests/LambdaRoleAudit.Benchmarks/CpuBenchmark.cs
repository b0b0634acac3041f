using System.Globalization;

namespace LambdaRoleAudit.Benchmarks;

/// <summary>100,000 functions: CPU seconds of whole processes, ours beside boto3's and the rule's own CLI procedure.</summary>
internal static class CpuBenchmark
{
    private const int Functions = 100_000;
    private const int CliSample = 50;

    public static async Task RunAsync()
    {
        using var sandbox = SandboxProcess.Start("--estate", $"{Functions}", "--no-quotas");
        var ours = new List<double>();
        var empty = new List<double>();
        var boto3 = new List<double>();
        var boto3Again = new List<double>();
        string? oursText = null, boto3Text = null;
        var script =
            $"(Get-SharedLambdaRole -EndpointUrl {sandbox.Url} -AccessKey {sandbox.AccessKey} -SecretKey '{sandbox.SecretKey}').Count";
        for (var run = 0; run < 3; run++)
        {
            var (output, cpu, wall) = await Measure.ProcessAsync(
                "dotnet", [Measure.Metadata("TestHost"), $"Import-Module '{Measure.Metadata("ModuleManifest")}'", script]);
            ours.Add(cpu);
            oursText =
                FormattableString.Invariant($"{output.Trim()} shared roles, {wall:0.0} s wall (held to 15 pages a second and region)");
            empty.Add((await Measure.ProcessAsync("dotnet", [Measure.Metadata("TestHost"), "1"])).Cpu);
            var estate = $"{sandbox.Url}|us-east-1||";
            (output, cpu,
                wall) = await Measure.ProcessAsync("python3", [Measure.Metadata("SharedRolesScript"), estate], sandbox.Environment);
            boto3.Add(cpu);
            // The second audit of a Python process: without its start, and without what its first one reads and builds.
            boto3Again.Add(
                (await Measure.ProcessAsync("python3", [Measure.Metadata("SharedRolesScript"), estate, estate], sandbox.Environment)).Cpu
                    - cpu);
            using var answer = System.Text.Json.JsonDocument.Parse(output);
            boto3Text = FormattableString.Invariant($"{answer.RootElement[0].EnumerateObject().Count()} shared roles, {wall:0.0} s wall");
        }

        Console.WriteLine($"module in PowerShell, whole process: CPU {Measure.Spread(ours)}; {oursText}");
        Console.WriteLine($"boto3 script, whole process:         CPU {Measure.Spread(boto3)}; {boto3Text}");
        Console.WriteLine($"PowerShell that does nothing, whole process: CPU {Measure.Spread(empty)}");
        Console.WriteLine($"boto3, a second audit in its process: CPU {Measure.Spread(boto3Again)}");
        Console.WriteLine(
            FormattableString.Invariant($"ratio: {Measure.Median(boto3) / Measure.Median(ours):0.0} × fewer CPU seconds than boto3"));

        // A shell that has run one audit has compiled what the next one needs, and .NET goes on to compile it better.
        var (lines, _, _) = await Measure.ProcessAsync(
            "dotnet", [Measure.Metadata("TestHost"), $"Import-Module '{Measure.Metadata("ModuleManifest")}'", $$"""
                foreach ($run in 0..9) {
                    $process = [Diagnostics.Process]::GetCurrentProcess()
                    $before = $process.TotalProcessorTime
                    if ({{script}} -lt 1) { throw 'The answer is not right.' }
                    $process.Refresh()
                    ($process.TotalProcessorTime - $before).TotalSeconds.ToString([cultureinfo]::InvariantCulture)
                }
                """]);
        var warm = lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(line => double.Parse(line, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        var settled = warm[4..];

        Console.WriteLine($"the second to the fifth audit of a PowerShell session: CPU {Measure.Spread(warm[..4])}");
        Console.WriteLine($"the sixth to the tenth:                                CPU {Measure.Spread(settled)}");
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"ratios: {Measure.Median(boto3) / Measure.Median(warm[..4]):0.0} × and "
                + $"{Measure.Median(boto3) / Measure.Median(settled):0.0} × fewer CPU seconds than a boto3 process"));
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"and {Measure.Median(boto3Again) / Measure.Median(warm[..4]):0.0} × and "
                + $"{Measure.Median(boto3Again) / Measure.Median(settled):0.0} × fewer than boto3's second audit"));
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"the most that whole processes could reach, with nothing to compile: "
                + $"{Measure.Median(boto3) / (Measure.Median(empty) + Measure.Median(settled)):0.0} ×"));

        // The rule's audit: list-functions, then get-function for each.
        double cli = 0;
        for (var i = 0; i < CliSample; i++)
            cli += (await Measure.ProcessAsync(
                "python3",
                ["-m", "awscli", "lambda", "get-function", "--region", "us-east-1", "--function-name", await NameAsync(sandbox, i)],
                sandbox.Environment)).Cpu;
        var whole = cli / CliSample * Functions;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"the rule's CLI procedure: {cli / CliSample:0.00} s CPU a function over {CliSample}; extrapolated to {Functions}: "
            + $"{whole / 3600:0.0} hours CPU, {whole / Measure.Median(ours):0} × ours"));
    }

    private static string[]? _names;

    private static async Task<string> NameAsync(SandboxProcess sandbox, int index)
    {
        _names ??= (await Measure.ProcessAsync(
            "python3",
            ["-m", "awscli", "lambda", "list-functions", "--region", "us-east-1", "--max-items", "50", "--query",
                "Functions[].FunctionName", "--output", "text"], sandbox.Environment))
            .Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return _names[index];
    }
}
