using FsCheck;
using FsCheck.Fluent;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Core.Policies;

/// <summary>What must hold of any policies whatever.</summary>
[Trait("Speed", "Slow")]
public class PolicyLawTests
{
    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(1_000);

    [Fact]
    public void Everything_grants_no_more_than_itself() => Check(policies =>
    {
        var set = policies.Set();
        Assert.Equal(ProofOutcome.Proven, PolicyProver.GrantsNoMoreThan(set, set).Outcome);
    });

    [Fact]
    public void What_is_proven_twice_over_is_never_refuted_at_once() => Check(policies =>
    {
        var c = policies.Set();
        var b = policies.Variant(c);
        var a = policies.Variant(b);
        if (PolicyProver.GrantsNoMoreThan(a, b).Outcome != ProofOutcome.Proven
            || PolicyProver.GrantsNoMoreThan(b, c).Outcome != ProofOutcome.Proven) return;
        Assert.NotEqual(ProofOutcome.Refuted, PolicyProver.GrantsNoMoreThan(a, c).Outcome);
    });

    [Fact]
    public void One_canonical_form_means_the_same_and_each_way_proven_means_the_same_verdicts() => Check(policies =>
    {
        var one = policies.Document();
        var other = PolicyDocument.Parse(
            $$"""{"Statement":[{{string.Join(',', one.Statements.Reverse().Select(statement => statement.Text))}}],"Version":"{{one.Version}}"}""");
        Assert.Equal(one.Canonical, other.Canonical);
        var (a, b) = (new PolicySet([one]), new PolicySet([other]));
        Assert.Equal(
            (ProofOutcome.Proven, ProofOutcome.Proven),
            (PolicyProver.GrantsNoMoreThan(a, b).Outcome, PolicyProver.GrantsNoMoreThan(b, a).Outcome));
        var variant = policies.Variant(a);
        if (PolicyProver.GrantsNoMoreThan(a, variant).Outcome != ProofOutcome.Proven
            || PolicyProver.GrantsNoMoreThan(variant, a).Outcome != ProofOutcome.Proven) return;
        for (var i = 0; i < 20; i++)
        {
            var request = policies.Request();
            Assert.False(AreOpposite(a, variant, request), $"{request}");
        }
    });

    /// <summary>100,000 requests put to both sides of 2,000 proofs.</summary>
    [Fact]
    public void The_evaluator_bears_out_the_prover()
    {
        var random = new Random(7);
        var policies = new RandomPolicies(random);
        var outcomes = new int[3];
        for (var i = 0; i < 2_000; i++)
        {
            var b = policies.Set();
            var a = random.Next(4) == 0 ? policies.Set() : policies.Variant(b);
            var proof = PolicyProver.GrantsNoMoreThan(a, b);
            outcomes[(int)proof.Outcome]++;
            foreach (var witness in proof.Witnesses)
            {
                Assert.Equal(PolicyVerdict.Allowed, PolicyEvaluator.Evaluate(a, witness.Request).Verdict);
                Assert.Equal(PolicyVerdict.Denied, PolicyEvaluator.Evaluate(b, witness.Request).Verdict);
            }

            for (var j = 0; j < 50; j++)
            {
                var request = policies.Request();
                var refutes = PolicyEvaluator.Evaluate(a, request).Verdict == PolicyVerdict.Allowed
                    && PolicyEvaluator.Evaluate(b, request).Verdict == PolicyVerdict.Denied;
                Assert.False(refutes && proof.Outcome == ProofOutcome.Proven, $"Proven, and yet: {request}\n{Show(a)}\nbeside\n{Show(b)}");
            }
        }

        var (proven, unknown, refuted) = (outcomes[0], outcomes[1], outcomes[2]);
        TestContext.Current.TestOutputHelper!.WriteLine($"{proven} proven, {refuted} refuted, {unknown} unknown");
        Assert.True(proven > 400 && refuted > 400 && unknown < 150, $"{proven} proven, {refuted} refuted, {unknown} unknown");
    }

    [Fact]
    public void What_is_not_known_of_a_request_never_turns_a_verdict_around() => Check(policies =>
    {
        var set = policies.Set();
        var request = policies.Request();
        var known = PolicyEvaluator.Evaluate(set, request).Verdict;
        var veiled = PolicyEvaluator.Evaluate(set, request with { Context = RequestContext.Unknown }).Verdict;
        Assert.True(
            veiled == PolicyVerdict.Depends || veiled == known, $"{veiled} where nothing of the context is known, {known} where all is");
    });

    private static bool AreOpposite(PolicySet a, PolicySet b, PolicyRequest request) =>
        (PolicyEvaluator.Evaluate(a, request).Verdict,
            PolicyEvaluator.Evaluate(b, request).Verdict) is (PolicyVerdict.Allowed, PolicyVerdict.Denied)
                or (PolicyVerdict.Denied, PolicyVerdict.Allowed);

    private static string Show(PolicySet set) =>
        string.Join('\n', set.Policies.Append(set.Boundary).Where(document => document is not null).Select(document => document!.Text));

    private static void Check(Action<RandomPolicies> law) =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed => law(new RandomPolicies(new Random(seed)))).Check(Thorough);
}
