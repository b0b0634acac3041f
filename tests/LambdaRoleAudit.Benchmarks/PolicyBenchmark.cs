using System.Diagnostics;
using System.Text.Json;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Benchmarks;

/// <summary>Proofs over the AWS managed policies: each against itself with another, and against itself less a statement.</summary>
internal static class PolicyBenchmark
{
    public static async Task RunAsync()
    {
        var script = Path.Combine(Path.GetDirectoryName(Measure.Metadata("SharedRolesScript"))!, "managed_policies.py");
        var (output, _, _) = await Measure.ProcessAsync("python3", [script]);
        using var json = JsonDocument.Parse(output);
        var texts = json.RootElement.EnumerateObject().Select(policy => (policy.Name, Text: policy.Value.GetRawText())).ToList();
        List<(string Name, PolicyDocument Document)> documents = [];
        var read = Measure.Seconds(() => documents = [.. texts.Select(policy => (policy.Name, PolicyDocument.Parse(policy.Text)))]);
        Console.WriteLine(FormattableString.Invariant($"read {documents.Count} documents: {read / documents.Count * 1e6:0} µs each"));
        for (var warm = 0; warm < 2; warm++) Prove(documents, report: false);
        Prove(documents, report: true);
    }

    private static void Prove(List<(string Name, PolicyDocument Document)> documents, bool report)
    {
        var proofs = new List<(string Name, double Milliseconds)>();
        for (var i = 0; i < documents.Count; i++)
        {
            // Texts anew: what a document has worked out about itself is part of a proof.
            var document = PolicyDocument.Parse(documents[i].Document.Text);
            var other = PolicyDocument.Parse(documents[(i + 1) % documents.Count].Document.Text);
            Time($"{documents[i].Name} with another", new PolicySet([document]), new PolicySet([other, document]));
            foreach (var statement in document.Statements.Where(statement => statement.Effect == PolicyEffect.Allow))
            {
                var rest = document.Statements.Where(kept => kept != statement).Select(kept => kept.Text);
                var less = PolicyDocument.Parse($$"""{"Version":"{{document.Version}}","Statement":[{{string.Join(',', rest)}}]}""");
                Time($"{documents[i].Name} less {statement.Name}", new PolicySet([document]), new PolicySet([less]));
            }
        }

        if (!report) return;
        var worst = proofs.MaxBy(proof => proof.Milliseconds);
        Console.WriteLine(FormattableString.Invariant(
            $"{proofs.Count} proofs: median {Measure.Median(proofs.Select(proof => proof.Milliseconds)):0.000} ms, 99 of 100 within {proofs.Select(proof => proof.Milliseconds).Order().ElementAt(proofs.Count * 99 / 100):0.0} ms, worst {worst.Milliseconds:0.0} ms ({worst.Name})"));

        void Time(string name, PolicySet candidate, PolicySet reference)
        {
            var started = Stopwatch.GetTimestamp();
            PolicyProver.GrantsNoMoreThan(candidate, reference);
            proofs.Add((name, Stopwatch.GetElapsedTime(started).TotalMilliseconds));
        }
    }
}
