using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Core.Policies;

/// <summary>Every AWS managed policy is read and proven things about.</summary>
[Trait("Speed", "Slow")]
public class ManagedPolicyTests
{
    [Fact]
    public async Task All_are_read_whole_and_come_back_as_they_were()
    {
        var texts = await ManagedPolicies.TextsAsync();
        Assert.True(texts.Count >= 1485, $"{texts.Count} policies");
        foreach (var (name, text) in texts)
        {
            var document = PolicyDocument.Parse(text);
            Assert.Equal(text, document.ToString());
            Assert.Empty(document.UnknownElements);
            Assert.All(
                document.Statements,
                statement => Assert.True(statement.UnknownElements.Count == 0, $"{name}: {string.Join(", ", statement.UnknownElements)}"));
            Assert.Equal(document.Canonical, PolicyDocument.Parse(Uri.EscapeDataString(text)).Canonical);
        }
    }

    [Fact]
    public async Task Each_grants_no_more_than_itself_and_than_itself_with_another()
    {
        var all = await ManagedPolicies.DocumentsAsync();
        for (var i = 0; i < all.Count; i++)
        {
            var (name, document) = all[i];
            var alone = new PolicySet([document]);
            Assert.True(PolicyProver.GrantsNoMoreThan(alone, alone).Outcome == ProofOutcome.Proven, name);
            // Only the allows of another: what it denies may well take something away.
            var other = all[(i + 1) % all.Count].Document;
            if (other.Statements.Any(statement => statement.Effect == PolicyEffect.Deny)) continue;
            var proof = PolicyProver.GrantsNoMoreThan(alone, new PolicySet([other, document]));
            Assert.True(proof.Outcome == ProofOutcome.Proven, $"{name}: {proof.Reason}");
        }
    }

    [Fact]
    public async Task Each_grants_more_than_itself_less_a_statement_or_that_statement_said_nothing_new()
    {
        int refuted = 0, proven = 0;
        var undecided = new List<string>();
        foreach (var (name, document) in await ManagedPolicies.DocumentsAsync())
        {
            var whole = new PolicySet([document]);
            foreach (var statement in document.Statements.Where(statement => statement.Effect == PolicyEffect.Allow))
            {
                var rest = document.Statements.Where(other => other != statement).Select(other => other.Text);
                var less = new PolicySet([
                    PolicyDocument.Parse($$"""{"Version":"{{document.Version}}","Statement":[{{string.Join(',', rest)}}]}""")]);
                var proof = PolicyProver.GrantsNoMoreThan(whole, less);
                switch (proof.Outcome)
                {
                    case ProofOutcome.Refuted:
                        refuted++;
                        var witness = Assert.Single(proof.Witnesses);
                        Assert.Equal(PolicyVerdict.Allowed, PolicyEvaluator.Evaluate(whole, witness.Request).Verdict);
                        Assert.Equal(PolicyVerdict.Denied, PolicyEvaluator.Evaluate(less, witness.Request).Verdict);
                        break;
                    case ProofOutcome.Proven: proven++; break;
                    default: undecided.Add($"{name} {statement.Name}: {proof.Reason}"); break;
                }
            }
        }

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{refuted} refuted, {proven} say nothing new, {undecided.Count} undecided: {string.Join("\n", undecided.Take(40))}");
        Assert.Empty(undecided);
        Assert.True(refuted > 20 * proven, $"{refuted} refuted, {proven} proven");
    }
}
