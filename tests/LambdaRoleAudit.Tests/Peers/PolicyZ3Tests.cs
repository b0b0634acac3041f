using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Peers;

/// <summary>Proofs beside those of Z3, an SMT solver: the same random pairs, put to it as formulas of strings, numbers and times.</summary>
public class PolicyZ3Tests
{
    private static readonly int Pairs =
        int.TryParse(Environment.GetEnvironmentVariable("Z3_PAIRS"), CultureInfo.InvariantCulture, out var pairs) ? pairs : 150;

    private static readonly NpmPackage Package = new("z3-solver", "5.2.0");

    [Fact]
    public async Task Where_both_decide_both_say_the_same()
    {
        await Package.RequireAsync();
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var pairs = new PolicyPairs(new Random(seed));
        // A variable is no part of a regular expression: those pairs are beyond the formulas.
        var cases = Enumerable.Range(0, int.MaxValue).Select(_ => pairs.Next()).Where(pair => !HasVariables(pair.ToString())).Take(Pairs)
            .ToList();
        var answers = await AskAsync(cases);
        Assert.Equal(Pairs, answers.Count);
        var facts = RequestFacts.From(PolicyPairs.Now);
        int agreed = 0, refuted = 0;
        for (var i = 0; i < Pairs; i++)
        {
            Assert.False(answers[i].StartsWith("error", StringComparison.Ordinal), $"Seed {seed}: {answers[i]}\n{cases[i]}");
            if (answers[i] is not ("sat" or "unsat")) continue;
            var proof = PolicyProver.GrantsNoMoreThan(cases[i].Candidate.Read(), facts, cases[i].Reference.Read(), facts);
            if (proof.Outcome == ProofOutcome.Unknown) continue;
            Assert.True((answers[i] == "sat") == (proof.Outcome == ProofOutcome.Refuted),
                $"Seed {seed}: Z3 says {answers[i]}, we say {proof.Outcome} {proof.Witnesses.FirstOrDefault()?.Request}\n{cases[i]}");
            agreed++;
            if (answers[i] == "sat") refuted++;
        }

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{agreed} of {Pairs} decided by both, {refuted} of them refuted; "
            + $"{string.Join(", ", answers.GroupBy(answer => answer).Select(group => $"{group.Key} {group.Count()}"))}");
        Assert.True(
            agreed > Pairs / 2 && refuted > Pairs / 40, $"Only {agreed} of {Pairs} were decided by both, {refuted} of them refuted.");
    }

    private static bool HasVariables(string text) =>
        text.Contains("${aws:", StringComparison.Ordinal) || text.Contains("${s3:", StringComparison.Ordinal);

    private static async Task<List<string>> AskAsync(IEnumerable<PolicyPairs.Pair> pairs)
    {
        var start = new ProcessStartInfo("node", [Path.Combine(AppContext.BaseDirectory, "Peers", "policy_z3.mjs"), Package.Folder])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var writing = Task.Run(async () =>
        {
            foreach (var pair in pairs) await process.StandardInput.WriteLineAsync(Line(pair));
            process.StandardInput.Close();
        });
        var answers = new List<string>();
        while (await process.StandardOutput.ReadLineAsync() is { } line) answers.Add(line);
        await writing;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await errors);
        return answers;
    }

    private static string Line(PolicyPairs.Pair pair) => JsonSerializer.Serialize(new
    {
        candidate = pair.Candidate.Document,
        candidateBoundary = pair.Candidate.BoundaryDocument,
        reference = pair.Reference.Document,
        referenceBoundary = pair.Reference.BoundaryDocument,
        now = PolicyPairs.Now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
        keys = PolicyPairs.KeyFacts,
    });
}
