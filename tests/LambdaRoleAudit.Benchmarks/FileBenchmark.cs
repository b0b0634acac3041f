using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Benchmarks;

/// <summary>A list-functions file of 500 MB: beside one walk of Utf8JsonReader over it; and the memory that reading takes.</summary>
internal static class FileBenchmark
{
    private const int Runs = 5;

    private static readonly JsonSerializerOptions AsTheCli = new()
    {
        WriteIndented = true,
        IndentSize = 4,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Task RunAsync()
    {
        var large = Write(500);
        var small = Write(50);
        try
        {
            Walk(large);
            Read(large, keep: true);
            List<double> walks = [], keeps = [], finds = [];
            for (var run = 0; run < Runs; run++)
            {
                walks.Add(Measure.Seconds(() => Walk(large)));
                keeps.Add(Measure.Seconds(() => Read(large, keep: true)));
                finds.Add(Measure.Seconds(() => Read(large, keep: false)));
            }

            Console.WriteLine($"Utf8JsonReader, one walk:              {Measure.Spread(walks)}");
            Console.WriteLine($"find every function, keep none:        {Measure.Spread(finds)}");
            Console.WriteLine($"read into an inventory of {Read(large, keep: true)}: {Measure.Spread(keeps)}");
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"ratio, pair by pair: find {Measure.Median(finds.Zip(walks, (a, b) => a / b)):0.00} ×, read "
                + $"{Measure.Median(keeps.Zip(walks, (a, b) => a / b)):0.00} × the walk"));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"largest managed heap while finding: {Peak(small) / 1e6:0.0} MB for a file of 50 MB, {Peak(large) / 1e6:0.0} MB for "
                + $"one of 500 MB"));
        }
        finally
        {
            File.Delete(large);
            File.Delete(small);
        }

        return Task.CompletedTask;
    }

    /// <summary>As the AWS CLI writes it: indented by four spaces.</summary>
    private static string Write(int megabytes)
    {
        var path = Path.GetTempFileName();
        using var writer = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 20);
        writer.Write("{\n    \"Functions\": [\n");
        for (var i = 0; writer.BaseStream.Position < megabytes * 1_000_000L; i++)
        {
            if (i > 0) writer.Write(",\n");
            var function = JsonSerializer.Serialize(JsonNode.Parse(SampleFunction.Of(i)), AsTheCli);
            writer.Write("        " + function.ReplaceLineEndings("\n        "));
        }

        writer.Write("\n    ]\n}\n");
        return path;
    }

    private static void Walk(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
        var buffer = new byte[128 * 1024];
        var state = new JsonReaderState();
        var length = 0;
        while (true)
        {
            var read = file.Read(buffer, length, buffer.Length - length);
            length += read;
            var reader = new Utf8JsonReader(buffer.AsSpan(0, length), read == 0, state);
            while (reader.Read())
            {
            }

            if (read == 0) return;
            state = reader.CurrentState;
            var consumed = (int)reader.BytesConsumed;
            length -= consumed;
            buffer.AsSpan(consumed, length).CopyTo(buffer);
        }
    }

    private static int Read(string path, bool keep)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
        if (keep)
        {
            var builder = new FunctionInventoryBuilder(problem => throw new InvalidOperationException(problem.Message));
            new FunctionFileReader(builder).Read(file, path, null, CancellationToken.None);
            return builder.Count;
        }

        var count = new Counter();
        new FunctionJsonReader(count, path).Read(file, null, CancellationToken.None);
        return count.Count;
    }

    private static long Peak(string path)
    {
        GC.Collect();
        long peak = 0;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var counter = new Counter { Every = () => peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true) - before) };
        new FunctionJsonReader(counter, path).Read(file, null, CancellationToken.None);
        return peak;
    }

    private sealed class Counter : IFunctionSink
    {
        public int Count { get; private set; }

        public Action? Every { get; init; }

        public void Add(in FunctionText function)
        {
            if (++Count % 5000 == 0) Every?.Invoke();
        }

        public void Remove(ReadOnlySpan<byte> functionArn, DateTimeOffset? observed)
        {
        }

        public void Report(Problem problem) => throw new InvalidOperationException(problem.Message);
    }
}
