using System.Diagnostics;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Tests.Core.Policies;

public class PolicyProverTests
{
    private const ProofOutcome Proven = ProofOutcome.Proven;
    private const ProofOutcome Refuted = ProofOutcome.Refuted;
    private const ProofOutcome Unknown = ProofOutcome.Unknown;

    [Theory]
    [InlineData("s3:GetObject", "s3:Get*", Proven)]
    [InlineData("s3:Get*", "s3:GetObject", Refuted)]
    [InlineData("S3:getobject", "s3:GetObject", Proven)]
    [InlineData("*", "*:*", Proven)]
    [InlineData("*:*", "*", Proven)]
    [InlineData("s3:*a*", "s3:*", Proven)]
    [InlineData("s3:a?*", "s3:a*?", Proven)]
    [InlineData("s3:*", "s3:?*", Proven)]
    [InlineData("s3:*a?*", "s3:??*", Proven)]
    [InlineData("s3:*ab*", "s3:*a*", Proven)]
    [InlineData("s3:*a*b*", "s3:*b*a*", Refuted)]
    public void Actions(string candidate, string reference, ProofOutcome outcome) =>
        Assert.Equal(outcome, Prove(Allow(candidate, "*"), Allow(reference, "*")).Outcome);

    [Fact]
    public void What_several_statements_cover_together_is_covered()
    {
        // Everything that begins with "a": the "a" alone, and "a" with more.
        Assert.Equal(Proven, Prove(Allow("s3:*", "a*"), Allow("s3:*", "a"), Allow("s3:*", "a?*")).Outcome);
        Assert.Equal(Refuted, Prove(Allow("s3:*", "a*"), Allow("s3:*", "a"), Allow("s3:*", "a??*")).Outcome);
        Assert.Equal(
            Proven, Prove(Allow("*", "*"), """{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}""", Allow("iam:*", "*")).Outcome);
        Assert.Equal(
            Refuted, Prove(Allow("*", "*"), """{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}""", Allow("iam:Get*", "*")).Outcome);
    }

    [Theory]
    [InlineData("""{"StringEquals":{"k":"a"}}""", """{"StringEquals":{"k":["a","b"]}}""", Proven)]
    [InlineData("""{"StringEquals":{"k":["a","b"]}}""", """{"StringEquals":{"k":"a"}}""", Refuted)]
    [InlineData("""{"StringNotEquals":{"k":["a","b"]}}""", """{"StringNotEquals":{"k":"a"}}""", Proven)]
    [InlineData("""{"StringLike":{"k":"team-a-*"}}""", """{"StringLike":{"K":"team-*"}}""", Proven)]
    [InlineData("""{"StringEquals":{"k":"team-x"}}""", """{"StringLike":{"k":"team-?"}}""", Proven)]
    [InlineData("""{"StringEquals":{"k":"A"}}""", """{"StringEqualsIgnoreCase":{"k":"a"}}""", Proven)]
    [InlineData("""{"StringEqualsIgnoreCase":{"k":"a"}}""", """{"StringEquals":{"k":"a"}}""", Refuted)]
    [InlineData("""{"StringEquals":{"k":"a"}}""", """{"StringEqualsIfExists":{"k":"a"}}""", Proven)]
    [InlineData("""{"StringEqualsIfExists":{"k":"a"}}""", """{"StringEquals":{"k":"a"}}""", Refuted)]
    [InlineData("""{"NumericLessThan":{"k":"5"}}""", """{"NumericLessThanEquals":{"k":"5"}}""", Proven)]
    [InlineData("""{"NumericLessThan":{"k":"6"},"NumericGreaterThan":{"k":"5"}}""", """{"NumericLessThan":{"k":"5.5"}}""", Refuted)]
    [InlineData("""{"DateLessThan":{"k":"2026-01-01"}}""", """{"DateLessThan":{"k":"2027-01-01T00:00:00Z"}}""", Proven)]
    [InlineData("""{"DateLessThan":{"k":"2027-01-01"}}""", """{"DateLessThan":{"k":"2026-01-01T00:00:00Z"}}""", Refuted)]
    [InlineData("""{"IpAddress":{"k":"10.1.0.0/16"}}""", """{"IpAddress":{"k":"10.0.0.0/8"}}""", Proven)]
    [InlineData("""{"IpAddress":{"k":"10.0.0.0/8"}}""", """{"IpAddress":{"k":["10.0.0.0/9","10.128.0.0/9"]}}""", Proven)]
    [InlineData("""{"IpAddress":{"k":"10.0.0.0/8"}}""", """{"IpAddress":{"k":["10.0.0.0/9","10.192.0.0/10"]}}""", Refuted)]
    [InlineData("""{"ArnLike":{"k":"arn:aws:sns:us-east-1:1:*"}}""", """{"ArnLike":{"k":"arn:aws:sns:*:1:*"}}""", Proven)]
    [InlineData("""{"Bool":{"k":"true"}}""", """{"Null":{"k":"false"}}""", Proven)]
    [InlineData("""{"Null":{"k":"false"}}""", """{"Bool":{"k":["true","false"]}}""", Unknown)]
    [InlineData("""{"ForAllValues:StringEquals":{"k":"a"}}""", """{"ForAllValues:StringLike":{"k":["a","b*"]}}""", Proven)]
    [InlineData("""{"ForAnyValue:StringEquals":{"k":"a"}}""", """{"ForAnyValue:StringLike":{"k":"?"}}""", Proven)]
    [InlineData("""{"ForAnyValue:StringEquals":{"k":"a"}}""", """{"ForAllValues:StringEquals":{"k":"a"}}""", Refuted)]
    [InlineData("""{"StringEquals":{"k":"${aws:username}"}}""", """{"StringEquals":{"k":["${aws:username}","x"]}}""", Proven)]
    [InlineData("""{"StringLike":{"k":"home/${aws:username}/*"}}""", """{"StringLike":{"k":"home/*"}}""", Proven)]
    [InlineData("""{"StringLike":{"k":"home/*"}}""", """{"StringLike":{"k":"home/${aws:username}/*"}}""", Refuted)]
    [InlineData("{}", """{"StringEquals":{"k":"a"}}""", Refuted)]
    [InlineData("""{"StringEquals":{"k":"a"}}""", "{}", Proven)]
    [InlineData("""{"StringEquals":{"k":"a"},"Bool":{"m":"true"}}""", """{"Bool":{"m":"true"}}""", Proven)]
    [InlineData("""{"StringEquals":{"k":"a"},"StringNotEquals":{"k":"a"}}""", """{"Bool":{"m":"true"}}""", Proven)]
    [InlineData("""{"StringSounds":{"k":"a"}}""", """{"StringSounds":{"k":"a"}}""", Proven)]
    [InlineData("""{"StringSounds":{"k":"a"}}""", """{"StringSounds":{"k":"b"}}""", Unknown)]
    public void Conditions(string candidate, string reference, ProofOutcome outcome)
    {
        var proof = Prove(Allow("s3:*", "*", candidate), Allow("s3:*", "*", reference));
        Assert.True(outcome == proof.Outcome, $"{proof.Outcome}: {proof.Reason} {proof.Witnesses.FirstOrDefault()?.Request}");
        Assert.Equal(outcome == Unknown, proof.Reason is not null);
    }

    [Fact]
    public void A_resource_that_excludes_a_variable_does_not_have_what_may_be_its_value() =>
        Assert.Equal(
            Refuted, Prove(Allow("s3:*", "ada"), """{"Effect":"Allow","Action":"s3:*","NotResource":"${aws:username}"}""").Outcome);

    [Fact]
    public void Denies_of_either_side_count()
    {
        var deny = """{"Effect":"Deny","Action":"s3:Delete*","Resource":"*"}""";
        Assert.Equal(Refuted, PolicyProver.GrantsNoMoreThan(Set(Allow("s3:*", "*")), Set(Allow("s3:*", "*"), deny)).Outcome);
        Assert.Equal(Proven, PolicyProver.GrantsNoMoreThan(Set(Allow("s3:*", "*"), deny), Set(Allow("s3:*", "*"))).Outcome);
        Assert.Equal(
            Proven,
            PolicyProver.GrantsNoMoreThan(
                Set(Allow("s3:*", "*"), """{"Effect":"Deny","Action":"s3:*","NotResource":"a*"}"""), Set(Allow("s3:*", "a*"))).Outcome);
        Assert.Equal(
            Proven,
            PolicyProver.GrantsNoMoreThan(
                Set(Allow("s3:*", "*"), deny),
                Set(Allow("s3:*", "*"), """{"Effect":"Deny","Action":"s3:DeleteObject","Resource":"b"}""")).Outcome);
    }

    [Fact]
    public void Boundaries_of_either_side_count()
    {
        var all = Document(Allow("*", "*"));
        var s3 = Document(Allow("s3:*", "*"));
        Assert.Equal(Proven, PolicyProver.GrantsNoMoreThan(new PolicySet([all], s3), new PolicySet([s3])).Outcome);
        Assert.Equal(Proven, PolicyProver.GrantsNoMoreThan(new PolicySet([all], s3), new PolicySet([all], s3)).Outcome);
        Assert.Equal(Refuted, PolicyProver.GrantsNoMoreThan(new PolicySet([all]), new PolicySet([all], s3)).Outcome);
        Assert.Equal(Proven, PolicyProver.GrantsNoMoreThan(new PolicySet([s3]), new PolicySet([all], s3)).Outcome);
    }

    [Fact]
    public void Principals_of_trust_policies_count()
    {
        string Trust(string principal) => $$"""{"Effect":"Allow","Principal":{{principal}},"Action":"sts:AssumeRole"}""";
        const string lambda = """{"Service":"lambda.amazonaws.com"}""";
        const string two = """{"Service":["lambda.amazonaws.com","ec2.amazonaws.com"]}""";
        Assert.Equal(Proven, Prove(Trust(lambda), Trust(two)).Outcome);
        var proof = Prove(Trust(two), Trust(lambda));
        Assert.Equal("Service:ec2.amazonaws.com", Assert.Single(proof.Witnesses).Request.Principal);
        Assert.Equal(Proven, Prove(Trust("""{"AWS":"123456789012"}"""), Trust("""{"AWS":"arn:aws:iam::123456789012:root"}""")).Outcome);
        Assert.Equal(Refuted, Prove(Trust("\"*\""), Trust(lambda)).Outcome);
    }

    [Fact]
    public void As_many_witnesses_as_are_asked_for()
    {
        var proof = PolicyProver.GrantsNoMoreThan(
            Set("""{"Effect":"Allow","Action":["s3:A","s3:B","s3:C"],"Resource":"*"}"""), Set(Allow("s3:B", "*")), mostWitnesses: 5);
        Assert.Equal(["s3:a", "s3:c"], proof.Witnesses.Select(witness => witness.Request.Action));
    }

    [Fact]
    public void Patterns_that_make_naive_matchers_explode_end_at_once()
    {
        var clock = Stopwatch.StartNew();
        var many = string.Concat(Enumerable.Repeat("*a", 40));
        Assert.False(Glob.Parse(many + "*b", GlobSyntax.Wildcards).Matches(new string('a', 5_000)));
        Assert.Equal(Proven, Prove(Allow("s3:*", many + "*"), Allow("s3:*", many[2..] + "*")).Outcome);
        Assert.Equal(Refuted, Prove(Allow("s3:*", many[2..] + "*"), Allow("s3:*", many + "*")).Outcome);

        var buckets = string.Join(',', Enumerable.Range(0, 500).Select(i => $"\"arn:aws:s3:::bucket-{i}/*\""));
        var list = $$"""{"Effect":"Allow","Action":"s3:*","Resource":[{{buckets}}]}""";
        Assert.Equal(Proven, Prove(list, Allow("s3:*", "arn:aws:s3:::bucket-*")).Outcome);
        Assert.Equal(Refuted, Prove(Allow("s3:*", "arn:aws:s3:::bucket-*"), list).Outcome);
        Assert.Equal(
            Proven,
            Prove(
                list, """{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}""",
                list.Replace("s3:*", "S3:*", StringComparison.Ordinal)).Outcome);
        // A sanity bound, not a benchmark: exponential work would take hours.
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"{clock.Elapsed}");
    }

    private static ProofResult Prove(string candidate, params string[] reference) =>
        PolicyProver.GrantsNoMoreThan(Set(candidate), Set(reference));

    private static string Allow(string action, string resource, string condition = "{}") =>
        $$"""{"Effect":"Allow","Action":"{{action}}","Resource":"{{resource}}","Condition":{{condition}}}""";

    private static PolicySet Set(params string[] statements) => new([Document(statements)]);

    private static PolicyDocument Document(params string[] statements) =>
        PolicyDocument.Parse($$"""{"Version":"2012-10-17","Statement":[{{string.Join(',', statements)}}]}""");
}
