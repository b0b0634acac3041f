using System.Diagnostics;
using System.Globalization;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Core.Policies;

/// <summary>
/// Random pairs of policies, over a vocabulary that has every corner, held to an evaluator that shares nothing with ours. More of them:
/// <c>POLICY_PAIRS=200000 dotnet test --filter FullyQualifiedName~PolicyPairTests</c>; the same again: <c>POLICY_SEED</c>.
/// </summary>
[Trait("Speed", "Slow")]
public class PolicyPairTests
{
    private const int RequestsEach = 25;

    /// <summary>So many pairs come from one generator; the generators run beside each other.</summary>
    private const int Share = 5_000;

    [Fact]
    public void Nothing_false_is_proven_no_witness_is_false_and_no_decision_differs()
    {
        var seed = Setting("POLICY_SEED") ?? Random.Shared.Next();
        var count = Setting("POLICY_PAIRS") ?? 10_000;
        var output = TestContext.Current.TestOutputHelper!;
        output.WriteLine($"POLICY_SEED={seed} POLICY_PAIRS={count}");
        var tally = new Dictionary<(PairKind, ProofOutcome), int>();
        var corners = PolicyPairs.Corners.Keys.ToDictionary(corner => corner, _ => 0);
        var longest = TimeSpan.Zero;
        Parallel.For(0, (count + Share - 1) / Share, share =>
        {
            var own = Judge(unchecked(seed + share), Math.Min(Share, count - (share * Share)));
            lock (tally)
            {
                foreach (var (kind, times) in own.Tally) tally[kind] = tally.GetValueOrDefault(kind) + times;
                foreach (var (corner, times) in own.Corners) corners[corner] += times;
                if (own.Longest > longest) longest = own.Longest;
            }
        });

        var unknown = tally.Where(pair => pair.Key.Item2 == ProofOutcome.Unknown).Sum(pair => pair.Value);
        output.WriteLine(
            $"{string.Join("; ", tally.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key.Item1} {pair.Key.Item2}: {pair.Value}"))}; "
            + $"{(double)unknown / count:P2} Unknown; longest {longest.TotalMilliseconds:F0} ms");
        output.WriteLine(string.Join("; ", corners.Select(corner => $"{corner.Key}: {corner.Value}")));
        Assert.True(unknown * 100 <= count, $"{unknown} of {count} are Unknown.");
        if (count < 10_000) return;
        Assert.All(corners, corner => Assert.True(corner.Value > 0, $"No pair has the corner '{corner.Key}'."));
        Assert.True(Of(PairKind.Narrowed) * 10 > count * 3 && Of(PairKind.NearMiss) * 10 > count * 3, "Too few pairs are near each other.");
        Assert.True(tally.GetValueOrDefault((PairKind.NearMiss, ProofOutcome.Refuted)) > count / 20, "Near misses are all proven.");

        int Of(PairKind kind) => tally.Where(pair => pair.Key.Item1 == kind).Sum(pair => pair.Value);
    }

    /// <summary>The pairs of one generator.</summary>
    private static (Dictionary<(PairKind, ProofOutcome), int> Tally, Dictionary<string, int> Corners, TimeSpan Longest) Judge(
        int seed, int count)
    {
        var pairs = new PolicyPairs(new Random(seed));
        var facts = RequestFacts.From(PolicyPairs.Now);
        var tally = new Dictionary<(PairKind, ProofOutcome), int>();
        var corners = PolicyPairs.Corners.Keys.ToDictionary(corner => corner, _ => 0);
        var longest = TimeSpan.Zero;
        for (var i = 0; i < count; i++)
        {
            var pair = pairs.Next();
            var text = pair.ToString();
            foreach (var (corner, isIn) in PolicyPairs.Corners)
                if (isIn(text)) corners[corner]++;
            var (candidate, reference) = (pair.Candidate.Read(), pair.Reference.Read());
            var started = Stopwatch.GetTimestamp();
            var proof = PolicyProver.GrantsNoMoreThan(candidate, facts, reference, facts);
            if (Stopwatch.GetElapsedTime(started) is var took && took > longest) longest = took;
            tally[(pair.Kind, proof.Outcome)] = tally.GetValueOrDefault((pair.Kind, proof.Outcome)) + 1;
            Assert.False(proof.Reason?.Contains("defect", StringComparison.Ordinal) == true, $"Seed {seed}: {proof.Reason}\n{text}");
            Assert.False(
                pair.Kind == PairKind.Narrowed && proof.Outcome == ProofOutcome.Refuted,
                $"Seed {seed}: narrowed, and yet refuted by {proof.Witnesses.FirstOrDefault()?.Request}\n{text}");

            var (a, b) = (pair.Candidate.Second(), pair.Reference.Second());
            foreach (var witness in proof.Witnesses.Select(witness => witness.Request))
            {
                Assert.True(
                    a.Decide(witness.Action, witness.Resource, witness.Context.Values) == SecondVerdict.Allowed,
                    $"Seed {seed}: false witness, not allowed: {witness}\n{text}");
                Assert.True(
                    b.Decide(witness.Action, witness.Resource, witness.Context.Values) == SecondVerdict.Denied,
                    $"Seed {seed}: false witness, not denied: {witness}\n{text}");
            }

            for (var j = 0; j < RequestsEach; j++)
            {
                // Half of them hard by what was found: a request that is nearly a witness.
                var (action, resource, context) = proof.Witnesses.Count > 0 && j % 2 == 0
                    ? pairs.Like(proof.Witnesses[0].Request, pair)
                    : pairs.Request(pair);
                var request = new PolicyRequest(action, resource, new RequestContext(context));
                var (here, there) = (a.Decide(action, resource, context), b.Decide(action, resource, context));
                Assert.True(
                    (int)here == (int)PolicyEvaluator.Evaluate(candidate, request).Verdict
                        && (int)there == (int)PolicyEvaluator.Evaluate(reference, request).Verdict,
                        $"Seed {seed}: the evaluators differ on {request}: {here} and {there}, ours "
                        + $"{PolicyEvaluator.Evaluate(candidate, request).Verdict} and "
                        + $"{PolicyEvaluator.Evaluate(reference, request).Verdict}\n{text}");
                // Also where the one is allowed and the other is open, and where the one is open and the other denied.
                Assert.False(
                    proof.Outcome == ProofOutcome.Proven && here > there,
                    $"Seed {seed}: proven, and yet {here} and {there}: {request}\n{text}");
            }
        }

        return (tally, corners, longest);
    }

    private static int? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
