using System.Diagnostics;
using System.IO.Compression;
using LambdaRoleAudit.Sandbox.Workloads;
using LambdaRoleAudit.Usage;

namespace LambdaRoleAudit.Benchmarks;

/// <summary>
/// Usage from files: a folder of .json.gz files with 5 in 100 records of interest, beside decompressing them on as many threads, and beside
/// <c>zcat | jq</c> and a Python reader. USAGE_MEGABYTES sets the size, uncompressed; USAGE_COPIES reads each file so many times.
/// </summary>
internal static class UsageBenchmark
{
    private const int Rounds = 5;

    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("usage").FullName;
        try
        {
            var megabytes = Number("USAGE_MEGABYTES", 600);
            var workload = Workload.Random(1, new WorkloadOptions { Days = 1, Functions = 24 });
            BulkWriter.Write(workload, folder, (long)megabytes * 1_000_000);
            var files = Directory.GetFiles(folder, "*.gz", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
            var scope = new UsageScope(
                [.. workload.Roles.Select(role => new RoleInScope(
                    role.Arn, [.. workload.Functions.Where(function => function.Role == role).Select(function => function.Arn)],
                    !role.TrustsOthers))],
                null, null);
            var (plain, usage) = (new List<double>(), new List<double>());
            for (var round = 0; round < Rounds; round++)
            {
                plain.Add(Measure.Seconds(() => Decompress(files)));
                usage.Add(Measure.Seconds(() => Read(files, scope)));
            }

            var ratios = plain.Zip(usage).Select(pair => pair.First / pair.Second).ToList();
            Console.WriteLine(string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{megabytes} MB of JSON in {files.Count} files: decompressing {Measure.Spread(plain)}; usage {Measure.Spread(usage)}; "
                + $"{Measure.Median(ratios):0.00} × the speed ({ratios.Min():0.00} to {ratios.Max():0.00}), "
                + $"{megabytes / Measure.Median(usage):0} MB/s"));
            await PeersAsync(files, megabytes, Measure.Median(usage));
            Memory(files, scope, Number("USAGE_COPIES", 4));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int Number(string name, int usual) => int.TryParse(
        Environment.GetEnvironmentVariable(name), System.Globalization.CultureInfo.InvariantCulture, out var value) ? value : usual;

    private static void Decompress(List<string> files) => Parallel.ForEach(
        files, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, file =>
        {
            var buffer = new byte[1 << 18];
            using var gzip = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
            while (gzip.Read(buffer) > 0)
            {
            }
        });

    private static void Read(List<string> files, UsageScope scope)
    {
        var sorted = TrailFiles.Sort(files.Select(file => new TrailFile(file, IsNamed: false)), Fail, CancellationToken.None);
        var evidence = new TrailFileReader(Fail, _ => { }).Read(sorted, scope, CancellationToken.None);
        if (evidence.Unread.Count > 0) throw new InvalidOperationException(evidence.Unread[0]);
    }

    private static void Fail(Model.Problem problem) => throw new InvalidOperationException(problem.Message);

    /// <summary>What people use without this module, on a few of the files.</summary>
    private static async Task PeersAsync(List<string> files, int megabytes, double usage)
    {
        var few = files.Take(Math.Max(1, files.Count / 10)).ToList();
        var share = megabytes * (few.Count / (double)files.Count);
        var speed = megabytes / usage;
        const string query = ".Records[] | select(.userIdentity.inScopeOf.issuerType == \"AWS::Lambda::Function\") | "
            + "[.userIdentity.inScopeOf.credentialsIssuedTo, .eventSource, .eventName] | @tsv";
        const string python = "import sys,gzip,json,collections\nc=collections.Counter()\nfor p in sys.argv[1:]:\n"
            + " for r in json.load(gzip.open(p))['Records']:\n  s=r['userIdentity'].get('inScopeOf',{})\n"
            + "  if s.get('issuerType')=='AWS::Lambda::Function': c[s['credentialsIssuedTo'],r['eventSource'],r['eventName']]+=1\n"
            + "print(len(c))";
        await PeerAsync("zcat | jq", "bash", ["-c", $"zcat \"$@\" | jq -r '{query}' | sort | uniq -c | wc -l", "x", .. few]);
        await PeerAsync("Python", "python3", ["-c", python, .. few]);

        async Task PeerAsync(string name, string program, string[] arguments)
        {
            try
            {
                var (_, _, wall) = await Measure.ProcessAsync(program, arguments);
                Console.WriteLine(FormattableString.Invariant(
                    $"{name}: {share / wall:0} MB/s; usage is {speed / (share / wall):0.0} × as fast"));
            }
            catch (InvalidOperationException e)
            {
                Console.WriteLine($"{name}: not measured: {e.Message.Split('\n')[0]}");
            }
        }
    }

    /// <summary>The peak of memory does not grow with the log: the same files again and again, under other names.</summary>
    private static void Memory(List<string> files, UsageScope scope, int copies)
    {
        var links = new List<string>();
        for (var copy = 0; copy < copies; copy++)
        {
            foreach (var file in files)
            {
                var link = file.Replace("_CloudTrail_", $"_CloudTrail_copy{copy}_", StringComparison.Ordinal);
                File.CreateSymbolicLink(link, file);
                links.Add(link);
            }
        }

        GC.Collect();
        var before = Process.GetCurrentProcess().WorkingSet64;
        var peak = 0L;
        using var watch = new Timer(
            _ => peak = Math.Max(peak, Process.GetCurrentProcess().WorkingSet64), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(20));
        var seconds = Measure.Seconds(() => Read(links, scope));
        Console.WriteLine(string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{copies} × the log in {seconds:0.0} s: the process has {before / 1e6:0} MB before and {peak / 1e6:0} MB at most, "
            + $"{(peak - before) / 1e6:0} MB more"));
    }
}
