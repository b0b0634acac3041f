using System.Diagnostics;
using System.Globalization;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Input;

/// <summary>
/// Whatever becomes of an input, its reader ends within two seconds with what could be read and what could not: no exception that is
/// not ours, and no entry lost without a word. A new seed each time; LRA_FUZZ_SEED sets it, LRA_FUZZ_CASES the number of cases.
/// </summary>
public class MutationTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    [Fact]
    public void Four_thousand_mutations_of_every_kind_of_input()
    {
        var seed = Number("LRA_FUZZ_SEED") ?? Random.Shared.Next();
        var cases = Number("LRA_FUZZ_CASES") ?? 4000;
        TestContext.Current.TestOutputHelper!.WriteLine($"LRA_FUZZ_SEED={seed}");
        var failures = new List<string>();
        for (var i = 0; i < cases && failures.Count < 10; i++)
        {
            var kind = InputKind.All[i % InputKind.All.Count];
            var random = new Random(unchecked((seed * 397) ^ i));
            var isCounted = kind.List is not null && random.Next(2) == 0;
            var data = isCounted ? Mutation.OneEntry(kind.Sample, kind.List!, random) : Mutation.Any(kind.Sample, random);
            // A machine that is busy may sleep through two seconds once.
            if ((Run(kind, data, isCounted) ?? Slow(kind, data, isCounted)) is { } failure)
                failures.Add($"LRA_FUZZ_SEED={seed} case {i}, {kind.Name}: {failure}\n{Show(data)}");
        }

        Assert.True(failures.Count == 0, string.Join("\n\n", failures));
    }

    [Fact]
    public void What_is_right_is_read_whole()
    {
        foreach (var kind in InputKind.All.Where(kind => kind.List is not null))
            Assert.Equal((kind.Name, (InputKind.Entries, 0)), (kind.Name, kind.Read(kind.Sample)));
    }

    private static TimeSpan _time;

    private static string? Run(InputKind kind, byte[] data, bool isCounted)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            var (readable, told) = kind.Read(data);
            return isCounted && readable + told < InputKind.Entries
                ? $"{readable} entries were read and {told} told, of {InputKind.Entries}."
                : null;
        }
        catch (Exception e)
        {
            return e.ToString();
        }
        finally
        {
            _time = watch.Elapsed;
        }
    }

    private static string? Slow(InputKind kind, byte[] data, bool isCounted)
    {
        if (_time < Limit) return null;
        Run(kind, data, isCounted);
        return _time < Limit ? null : $"It took {_time}.";
    }

    private static string Show(byte[] data) =>
        data.Length <= 4000 ? Convert.ToBase64String(data) : $"{Convert.ToBase64String(data[..3000])}… ({data.Length} bytes)";

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
