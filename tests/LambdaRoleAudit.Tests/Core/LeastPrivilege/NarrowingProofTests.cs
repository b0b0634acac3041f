using LambdaRoleAudit.LeastPrivilege;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Tests.Support;
using static LambdaRoleAudit.Tests.Support.Narrowing;

namespace LambdaRoleAudit.Tests.Core.LeastPrivilege;

/// <summary>The proofs notice policies that are wrong.</summary>
public sealed class NarrowingProofTests
{
    private const string Object = "arn:aws:s3:::b/a";
    private const string Source = """{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/*"}""";

    [Theory]
    [InlineData("""{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}""", ProofOutcome.Proven)]
    [InlineData("""{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::*/*"}""", ProofOutcome.Refuted)]
    [InlineData("""{"Effect":"Allow","Action":["s3:GetObject","sqs:*"],"Resource":"arn:aws:s3:::b/*"}""", ProofOutcome.Refuted)]
    public void More_than_the_source_is_refuted_with_a_request(string target, ProofOutcome outcome)
    {
        var proof = Proofs(Source, target).GrantsNoMore();
        Assert.Equal(outcome, proof.Outcome);
        Assert.Equal(outcome == ProofOutcome.Refuted, proof.Witnesses.Count > 0);
    }

    [Theory]
    // The same, or more.
    [InlineData(Source, """{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/a"}""", Object, ProofOutcome.Proven)]
    // Another action, or another resource.
    [InlineData(Source, """{"Effect":"Allow","Action":"s3:PutObject","Resource":"*"}""", Object, ProofOutcome.Refuted)]
    [InlineData(Source, """{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/c"}""", Object, ProofOutcome.Refuted)]
    // Only under a condition, of which the records say nothing.
    [InlineData(Source, """{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"}}}""",
        Object, ProofOutcome.Refuted)]
    // Under the condition of the source.
    [InlineData(
        """{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"}}}""",
        """{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"}}}""", Object, ProofOutcome.Proven)]
    // Denied, although the source does not deny it.
    [InlineData(Source, """[{"Effect":"Allow","Action":"s3:*","Resource":"*"},{"Effect":"Deny","Action":"s3:Get*","Resource":"*"}]""",
        Object, ProofOutcome.Refuted)]
    // The source does not allow it either.
    [InlineData("""{"Effect":"Allow","Action":"sqs:*","Resource":"*"}""",
        """{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"*"}""", Object, ProofOutcome.Proven)]
    // Many resources, of which the target has only some that the source has.
    [InlineData(Source, """{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/x/*"}""", "arn:aws:s3:::b/*", ProofOutcome.Refuted)]
    [InlineData("""{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/x/*"}""",
        """{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/x/*"}""", "arn:aws:s3:::b/*", ProofOutcome.Proven)]
    // Any resource.
    [InlineData(Source, """{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/x/*"}""", null, ProofOutcome.Refuted)]
    [InlineData(Source, """{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}""", null, ProofOutcome.Proven)]
    public void What_is_in_evidence_and_not_allowed_is_lost(string source, string target, string? used, ProofOutcome outcome)
    {
        var proof = Proofs(source, target).AllowsEvidence(new ActivityEvidence(Narrowing.Input(Role(), Used("s3:GetObject", used))));
        Assert.Equal(outcome, proof.Outcome);
        Assert.Equal(1, proof.Checked);
        if (outcome == ProofOutcome.Proven) Assert.Empty(proof.Lost);
        else Assert.Equal("s3:GetObject", Assert.Single(proof.Lost).Action);
    }

    [Fact]
    public void What_settings_need_is_evidence()
    {
        var evidence = new ActivityEvidence(Narrowing.Input(Role()) with { Needed = [Needed("s3:GetObject", "arn:aws:s3:::b/x?/*")] });
        Assert.Equal(ProofOutcome.Refuted,
            Proofs(Source, """{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/x1/*"}""").AllowsEvidence(evidence).Outcome);
        Assert.Equal(ProofOutcome.Proven,
            Proofs(Source, """{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/x*"}""").AllowsEvidence(evidence).Outcome);
    }

    [Fact]
    public void A_failed_proof_blocks()
    {
        var refuted = new ProofResult(ProofOutcome.Refuted, [], "why");
        var unknown = new EvidenceProof(ProofOutcome.Unknown, 1, [], "why not");
        var lost = new EvidenceProof(ProofOutcome.Refuted, 1, [new LostPermission("s3:GetObject", Object, null)], null);
        Assert.Equal(["NarrowedNotProven", "EvidenceNotProven"], NarrowingIssues.OfProofs(refuted, unknown).Select(issue => issue.Id));
        Assert.Contains("s3:GetObject on arn:aws:s3:::b/a",
            Assert.Single(NarrowingIssues.OfProofs(refuted with { Outcome = ProofOutcome.Proven }, lost)).Message,
            StringComparison.Ordinal);
    }

    private static NarrowingProofs Proofs(string source, string target) =>
        new(Set(source), Set(target), RequestFacts.From(Now), TestContext.Current.CancellationToken);

    private static PolicySet Set(string statements) =>
        new([PolicyDocument.Parse($$"""{"Version":"2012-10-17","Statement":{{statements}}}""")]);
}
