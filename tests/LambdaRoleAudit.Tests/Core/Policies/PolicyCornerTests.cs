using System.Diagnostics;
using System.Globalization;
using LambdaRoleAudit.Policies;
using static LambdaRoleAudit.Policies.ProofOutcome;

namespace LambdaRoleAudit.Tests.Core.Policies;

/// <summary>
/// The corners of the language, one by one: both ends of every range, keys absent and with several values, types and scopes.
/// </summary>
public class PolicyCornerTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    // Networks: the whole of IPv6 is not one address of it.
    [InlineData("""{"IpAddress":{"aws:SourceIp":"::/0"}}""", """{"IpAddress":{"aws:SourceIp":"::/128"}}""", Refuted)]
    [InlineData("""{"IpAddress":{"aws:SourceIp":"::/128"}}""", """{"IpAddress":{"aws:SourceIp":"::/0"}}""", Proven)]
    [InlineData("""{"IpAddress":{"aws:SourceIp":"2001:db8::/32"}}""", """{"IpAddress":{"aws:SourceIp":["0.0.0.0/0","::/0"]}}""", Proven)]
    [InlineData("""{"Null":{"aws:SourceIp":"false"}}""", """{"IpAddress":{"aws:SourceIp":["0.0.0.0/0","::/0"]}}""", Proven)]
    [InlineData("""{"Null":{"aws:SourceIp":"false"}}""", """{"IpAddress":{"aws:SourceIp":["0.0.0.0/0"]}}""", Refuted)]
    [InlineData("""{"IpAddress":{"aws:SourceIp":["::/1","8000::/1"]}}""", """{"IpAddress":{"aws:SourceIp":"::/0"}}""", Proven)]
    [InlineData(
        """{"IpAddress":{"aws:SourceIp":"255.255.255.255"}}""", """{"NotIpAddress":{"aws:SourceIp":"255.255.255.255/32"}}""", Refuted)]
    // What .NET takes for an address, and AWS does not.
    [InlineData("""{"IpAddress":{"aws:SourceIp":"10.1"}}""", """{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}""", Unknown)]
    [InlineData("""{"IpAddress":{"aws:SourceIp":"1"}}""", """{"IpAddress":{"aws:SourceIp":"0.0.0.0/8"}}""", Unknown)]
    [InlineData("""{"IpAddress":{"aws:SourceIp":"010.0.0.1"}}""", """{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}""", Unknown)]
    // Dates: both ends, and the seconds beside them.
    [InlineData(
        """{"DateLessThan":{"aws:CurrentTime":"9999-12-31T23:59:59Z"}}""",
        """{"DateLessThan":{"aws:CurrentTime":"2030-01-01T00:00:00Z"}}""", Refuted)]
    [InlineData(
        """{"DateLessThan":{"aws:CurrentTime":"2030-01-01T00:00:00Z"}}""", """{"DateLessThanEquals":{"aws:CurrentTime":"253402300799"}}""",
        Proven)]
    [InlineData(
        """{"DateGreaterThan":{"aws:CurrentTime":"0001-01-01T00:00:00Z"}}""",
        """{"DateGreaterThanEquals":{"aws:CurrentTime":"1970-01-01"}}""", Proven)]
    [InlineData("""{"DateLessThan":{"aws:CurrentTime":"0001-01-01T00:00:00Z"}}""", """{"Bool":{"aws:SecureTransport":"true"}}""", Proven)]
    [InlineData(
        """{"DateGreaterThan":{"aws:CurrentTime":"9999-12-31T23:59:59.9999999Z"}}""", """{"Bool":{"aws:SecureTransport":"true"}}""",
        Proven)]
    // From now on, not before.
    [InlineData("""{"DateLessThan":{"aws:CurrentTime":"2020-01-01"}}""", """{"Bool":{"aws:SecureTransport":"true"}}""", Proven)]
    [InlineData("""{}""", """{"DateGreaterThan":{"aws:CurrentTime":"2020-01-01"}}""", Proven)]
    [InlineData("""{}""", """{"DateGreaterThan":{"aws:CurrentTime":"2027-01-01"}}""", Refuted)]
    [InlineData("""{}""", """{"DateLessThan":{"aws:CurrentTime":"2027-01-01"}}""", Refuted)]
    [InlineData(
        """{"Null":{"aws:TokenIssueTime":"false"}}""", """{"DateGreaterThan":{"aws:TokenIssueTime":"2026-11-24T23:59:59Z"}}""", Proven)]
    [InlineData(
        """{"Null":{"aws:TokenIssueTime":"false"}}""", """{"DateGreaterThan":{"aws:TokenIssueTime":"2026-11-25T01:00:00Z"}}""", Refuted)]
    [InlineData(
        """{"DateGreaterThan":{"aws:TokenIssueTime":"2028-01-02"},"DateLessThan":{"aws:CurrentTime":"2028-01-01"}}""",
        """{"Bool":{"aws:SecureTransport":"true"}}""", Unknown)]
    // Numbers of any length, and between any two.
    [InlineData(
        """{"NumericLessThan":{"s3:max-keys":"123456789012345678901234567890.2"},"NumericGreaterThan":{"s3:max-keys":"123456789012345678901234567890.1"}}""", """{"NumericEquals":{"s3:max-keys":"123456789012345678901234567890.15"}}""", Refuted)]
    [InlineData(
        """{"NumericLessThan":{"s3:max-keys":"0.00000000000000000000000000000000000000000002"},"NumericGreaterThan":{"s3:max-keys":"0.00000000000000000000000000000000000000000001"}}""", """{"NumericLessThan":{"s3:max-keys":"0"}}""", Refuted)]
    [InlineData(
        """{"NumericEquals":{"s3:max-keys":"99999999999999999999999999999999999999999"}}""",
        """{"NumericGreaterThan":{"s3:max-keys":"99999999999999999999999999999999999999998"}}""", Proven)]
    [InlineData("""{"NumericEquals":{"s3:max-keys":"10"}}""", """{"NumericEquals":{"s3:max-keys":"10.000"}}""", Proven)]
    // A type's values are all there is.
    [InlineData(
        """{"Null":{"aws:MultiFactorAuthPresent":"false"}}""", """{"Bool":{"aws:MultiFactorAuthPresent":["true","false"]}}""", Proven)]
    [InlineData("""{}""", """{"BoolIfExists":{"aws:MultiFactorAuthPresent":["true","false"]}}""", Proven)]
    [InlineData(
        """{"StringNotEquals":{"aws:MultiFactorAuthPresent":"true"},"Null":{"aws:MultiFactorAuthPresent":"false"}}""",
        """{"Bool":{"aws:MultiFactorAuthPresent":"false"}}""", Proven)]
    [InlineData("""{}""", """{"Bool":{"aws:MultiFactorAuthPresent":["true","false"]}}""", Refuted)]
    [InlineData("""{}""", """{"Bool":{"aws:SecureTransport":["true","false"]}}""", Proven)]
    // Several values without a set operator: AWS does not say.
    [InlineData("""{}""", """{"StringEqualsIfExists":{"aws:TagKeys":"a"}}""", Refuted)]
    [InlineData("""{"StringEquals":{"aws:TagKeys":"a"}}""", """{"StringLike":{"aws:TagKeys":"*"}}""", Unknown)]
    [InlineData("""{"StringEquals":{"aws:TagKeys":"a"}}""", """{"StringEquals":{"aws:TagKeys":["a","b"]}}""", Proven)]
    [InlineData("""{"StringEquals":{"aws:PrincipalTag/t":"a"}}""", """{"StringLike":{"aws:PrincipalTag/t":"*"}}""", Proven)]
    [InlineData("""{"ForAllValues:StringEquals":{"aws:TagKeys":"a"}}""", """{"ForAnyValue:StringEquals":{"aws:TagKeys":"a"}}""", Refuted)]
    [InlineData(
        """{"ForAllValues:StringEquals":{"aws:TagKeys":"a"},"Null":{"aws:TagKeys":"false"}}""",
        """{"ForAnyValue:StringEquals":{"aws:TagKeys":"a"}}""", Proven)]
    // A wildcard stays within its part of an ARN.
    [InlineData(
        """{"StringEquals":{"aws:SourceArn":"arn:aws:sns:::1:topic"}}""", """{"ArnLike":{"aws:SourceArn":"arn:aws:sns:?:1:topic"}}""",
        Refuted)]
    [InlineData(
        """{"StringLike":{"aws:SourceArn":"arn:aws:sns:*:1:2:topic"}}""", """{"ArnLike":{"aws:SourceArn":"arn:aws:sns:*:2:topic"}}""",
        Refuted)]
    // Keys are compared without regard to case.
    [InlineData("""{"StringEquals":{"aws:PrincipalTag/t":"a"}}""", """{"StringLike":{"AWS:PRINCIPALTAG/T":"a*"}}""", Proven)]
    [InlineData("""{"StringLike":{"aws:PrincipalTag/t":"a*"}}""", """{"StringEquals":{"AWS:PRINCIPALTAG/T":"a"}}""", Refuted)]
    // One value that is, and another that is not.
    [InlineData(
        """{"ForAnyValue:StringEquals":{"aws:TagKeys":"b"},"ForAnyValue:StringNotEquals":{"aws:TagKeys":"b"}}""",
        """{"ForAnyValue:StringEquals":{"aws:TagKeys":"a"}}""", Refuted)]
    [InlineData(
        """{"ForAllValues:StringNotEquals":{"aws:TagKeys":"a"},"ForAnyValue:StringEquals":{"aws:TagKeys":"b"},"ForAnyValue:StringNotEquals":{"aws:TagKeys":"b"}}""", """{"ForAnyValue:StringEquals":{"aws:TagKeys":"a"}}""", Refuted)]
    // A variable without a value is like nothing, and unlike anything.
    [InlineData("""{"StringEquals":{"aws:PrincipalTag/t":"${aws:username}"}}""", """{"Null":{"aws:username":"false"}}""", Unknown)]
    [InlineData("""{"StringNotEquals":{"aws:PrincipalTag/t":"${aws:username}"}}""", """{"Null":{"aws:username":"false"}}""", Refuted)]
    public void Conditions(string candidate, string reference, ProofOutcome outcome)
    {
        var proof = Prove(Allow("s3:ListBucket", "*", candidate), Allow("s3:ListBucket", "*", reference));
        Assert.True(proof.Outcome == outcome, $"{proof.Outcome}: {proof.Reason} {proof.Witnesses.FirstOrDefault()?.Request}");
    }

    [Fact]
    public void What_is_neither_here_nor_there_is_not_split()
    {
        // A request with two tag keys: neither statement is known to match.
        var split =
            $"{Allow("*", "*", """{"StringEquals":{"aws:TagKeys":"a"}}""")},"
            + $"{Allow("*", "*", """{"StringNotEquals":{"aws:TagKeys":"a"}}""")}";
        Assert.Equal(Unknown, Prove(Allow("*", "*"), split).Outcome);
        Assert.Equal(Proven, Prove(Allow("*", "*"), split.Replace("aws:TagKeys", "aws:PrincipalTag/t", StringComparison.Ordinal)).Outcome);
        // A key that no page lists has one value, unless a policy asks for several.
        Assert.Equal(Proven, Prove(Allow("*", "*"), split.Replace("aws:TagKeys", "my:key", StringComparison.Ordinal)).Outcome);
        Assert.Equal(
            Unknown,
            Prove(
                Allow("*", "*"),
                $"{split.Replace("aws:TagKeys", "my:key", StringComparison.Ordinal)},"
                + $"{Allow("x:*", "y", """{"ForAnyValue:StringEquals":{"my:key":"z"}}""")}").Outcome);
    }

    [Fact]
    public void A_deny_with_a_variable_that_may_have_no_value_takes_nothing_away_for_sure()
    {
        var difference = Allow("s3:*", "*") + """,{"Effect":"Deny","Action":"s3:*","NotResource":"arn:aws:s3:::home-${aws:username}/*"}""";
        var proof = Prove(difference, Allow("s3:*", "arn:aws:s3:::home-*"));
        Assert.Equal(Unknown, proof.Outcome);
        Assert.Contains("aws:username", proof.Reason, StringComparison.Ordinal);
        // The very same pattern is the same to both, whatever AWS makes of it.
        Assert.Equal(Proven, Prove(difference, difference + "," + Allow("sqs:*", "*")).Outcome);
    }

    [Fact]
    public void Another_variable_may_stand_for_something_else()
    {
        var bounded = new PolicySet(
            Set(Allow("s3:*", "arn:aws:s3:::b/${aws:PrincipalTag/t}/x")).Policies, Set(Allow("s3:*", "arn:aws:s3:::b/ada/*")).Policies[0]);
        var facts = RequestFacts.From(Now);
        Assert.Equal(
            Refuted,
            PolicyProver.GrantsNoMoreThan(bounded, facts, Set(Allow("s3:*", "arn:aws:s3:::b/${aws:PrincipalTag/u}/*")), facts).Outcome);
        Assert.Equal(
            Proven,
            PolicyProver.GrantsNoMoreThan(bounded, facts, Set(Allow("s3:*", "arn:aws:s3:::b/${aws:PrincipalTag/t}/*")), facts).Outcome);
    }

    [Fact]
    public void A_key_is_in_the_requests_of_its_actions_only()
    {
        const string passed = """{"StringEquals":{"iam:PassedToService":"lambda.amazonaws.com"}}""";
        Assert.Equal(Proven, Prove(Allow("lambda:CreateFunction", "*", passed), Allow("s3:GetObject", "*")).Outcome);
        Assert.Equal(Proven, Prove(Allow("*", "*", passed), Allow("iam:PassRole", "*")).Outcome);
        var proof = Prove(Allow("*", "*", passed), Allow("s3:*", "*"));
        Assert.Equal("iam:passrole", Assert.Single(proof.Witnesses).Request.Action);
        Assert.Equal(
            Proven,
            Prove(
                Allow("lambda:*", "*"),
                Allow("lambda:*", "*", passed.Replace("StringEquals", "StringEqualsIfExists", StringComparison.Ordinal))).Outcome);
    }

    [Fact]
    public void A_witness_is_a_request_at_one_time()
    {
        var proof = Prove(
            Allow("s3:*", "*", """{"DateGreaterThan":{"aws:TokenIssueTime":"2028-01-01"}}"""),
            Allow("s3:*", "*", """{"DateLessThan":{"aws:CurrentTime":"2027-01-01"}}"""));
        var context = Assert.Single(proof.Witnesses).Request.Context.Values;
        var (now, issued) = (Time("aws:CurrentTime"), Time("aws:TokenIssueTime"));
        Assert.InRange(now - issued, TimeSpan.Zero, TimeSpan.FromHours(12));

        DateTimeOffset Time(string key) => DateTimeOffset.Parse(context[key][0], CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":["a","\ud800"]}]}""", "$.Statement[0].Resource[1]")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"\udfff","Resource":"*"}]}""", "$.Statement[0].Action")]
    [InlineData(
        """{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"k":"\ud83d"}}}]}""",
        "$.Statement[0].Condition.StringEquals.k")]
    [InlineData(
        """{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"\ud83d":"k"}}}]}""",
        "$.Statement[0].Condition.StringEquals")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":{"AWS":"\ud83d"},"Action":"*"}]}""", "$.Statement[0].Principal.AWS")]
    public void Half_a_character_is_no_text(string document, string path) =>
        Assert.Equal(path, Assert.Throws<PolicyFormatException>(() => PolicyDocument.Parse(document)).JsonPath);

    [Fact]
    public void Half_a_character_as_it_stands_is_no_text_either() =>
        Assert.Equal(
            "$", Assert.Throws<PolicyFormatException>(() => PolicyDocument.Parse("{\"Statement\":[],\"Id\":\"\ud800\"}")).JsonPath);

    [Theory]
    [InlineData("arn:aws:iam::111122223333:role/x", "arn:aws:iam::111122223333:root", Proven)]
    [InlineData("arn:aws:iam::111122223333:user/x", "111122223333", Proven)]
    [InlineData("arn:aws:iam::111122223333:root", "111122223333", Proven)]
    [InlineData("111122223333", "arn:aws:iam::111122223333:root", Proven)]
    [InlineData("arn:aws:sts::111122223333:assumed-role/x/s", "arn:aws:iam::111122223333:role/path/x", Proven)]
    [InlineData("arn:aws:sts::111122223333:assumed-role/x/s", "111122223333", Proven)]
    [InlineData("arn:aws:iam::111122223333:root", "*", Proven)]
    [InlineData("arn:aws:iam::111122223333:root", "arn:aws:iam::111122223333:role/x", Refuted)]
    [InlineData("arn:aws:iam::111122223333:role/x", "arn:aws:iam::111122223333:role/xy", Refuted)]
    [InlineData("arn:aws:iam::111122223333:role/x", "444455556666", Refuted)]
    [InlineData("AROAEXAMPLEEXAMPLE123", "AROAEXAMPLEEXAMPLE123", Proven)]
    [InlineData("AROAEXAMPLEEXAMPLE123", "*", Proven)]
    // It may be a role of that account that was deleted: nobody has it.
    [InlineData("AROAEXAMPLEEXAMPLE123", "111122223333", Unknown)]
    public void Principals(string candidate, string reference, ProofOutcome outcome)
    {
        static PolicySet Trust(string principal) =>
            new([
                PolicyDocument.Parse(
                    $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"{{principal}}"},"Action":"sts:AssumeRole"}]}""")]);
        var proof = PolicyProver.GrantsNoMoreThan(Trust(candidate), Trust(reference));
        Assert.True(proof.Outcome == outcome, $"{proof.Outcome}: {proof.Reason} {proof.Witnesses.FirstOrDefault()?.Request}");
        if (outcome == Refuted)
            Assert.Matches(
                "^AWS:arn:aws[^:]*:(iam|sts)::[^:]{12}:(root|role/.|user/.|assumed-role/.)", proof.Witnesses[0].Request.Principal);
    }

    [Fact]
    public void Patterns_that_need_many_states_are_decided_at_once()
    {
        const string Many = "??????????????????";
        var reference = string.Join(
            ',', "bcdefghi".Select(c => Allow("s3:GetObject", $"*{c}{Many}", $$$"""{"StringEquals":{"aws:PrincipalTag/{{{c}}}":"v"} }""")));
        var started = Stopwatch.GetTimestamp();
        Assert.Equal(Refuted, Prove(Allow("s3:GetObject", $"*a{Many}"), reference).Outcome);
        Assert.Equal(Refuted, Prove(reference, Allow("s3:GetObject", $"*a{Many}")).Outcome);
        var resources = string.Join(',', "abcdefghijklmnopqrst".Select(c => Allow("s3:GetObject", $"*{c}{Many}")));
        Assert.Equal(Refuted, Prove(resources, reference).Outcome);
        Assert.Equal(
            Refuted,
            Prove(
                Allow("*", "arn:aws:s3:::*-????????-????-????-????-????????????"),
                """{"Effect":"Deny","Action":"*","Resource":"*"}""").Outcome);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(20), $"{Stopwatch.GetElapsedTime(started)}");
    }

    [Fact]
    public void What_costs_too_much_is_Unknown_by_the_work_alone_and_says_so()
    {
        // Every text of which no part is like another's: what is left after all of them needs all of their states at once.
        var resources = string.Join(
            ',',
            Enumerable.Range(1, 16).SelectMany(i => "bcdefghijk".Select(c => $"\"*a{new string('?', i)}{c}{new string('?', 16 - i)}*\"")));
        var reference = $$"""{"Effect":"Allow","Action":"s3:GetObject","Resource":[{{resources}}]}""";
        var candidate = Allow("s3:GetObject", "*a?????????????????b*a???c*");
        var first = Prove(candidate, reference);
        var again = Prove(candidate, reference);
        Assert.Equal((first.Outcome, first.Reason), (again.Outcome, again.Reason));
        var budget = new ProofBudget(work: 5_000);
        var facts = RequestFacts.From(Now);
        var poor = new PolicyProof(Set(candidate), Set(reference), 1, (facts, facts), budget).Run();
        Assert.Equal(Unknown, poor.Outcome);
        Assert.Contains("work", poor.Reason, StringComparison.Ordinal);
        var late = new PolicyProof(Set(candidate), Set(reference), 1, (facts, facts), new ProofBudget(fuse: TimeSpan.Zero)).Run();
        Assert.Contains("too long on this computer", late.Reason ?? $"{late.Outcome}", StringComparison.Ordinal);
    }

    /// <summary>What is not understood is the same to both only if all that is understood of it is, too.</summary>
    [Fact]
    public void A_statement_that_is_not_understood_is_not_the_same_to_two_roles()
    {
        var set = Set(
            """{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/${aws:PrincipalTag/team}/*","Condition":{"IpAddress":{"aws:SourceIp":"10.1"}}}""");
        Assert.Equal(Unknown, PolicyProver.GrantsNoMoreThan(set, Role("blue"), set, Role("red")).Outcome);
        Assert.Equal(Proven, PolicyProver.GrantsNoMoreThan(set, Role("blue"), set, Role("blue")).Outcome);

        static RequestFacts Role(string team) =>
            RequestFacts.From(
                Now, RequestPrincipal.OfRole($"arn:aws:iam::123456789012:role/{team}", new Dictionary<string, string> { ["team"] = team }));
    }

    /// <summary>What two roles have is each one's own; what is not known of one is not known to be the other's.</summary>
    [Theory]
    [InlineData(null, null, Unknown)]
    [InlineData("blue", null, Unknown)]
    [InlineData(null, "blue", Proven)]
    [InlineData(null, "red", Unknown)]
    [InlineData("blue", "blue", Proven)]
    [InlineData("blue", "red", Refuted)]
    [InlineData("red", "blue", Proven)]
    [InlineData("blue", "", Refuted)]
    [InlineData("", "blue", Proven)]
    public void Tags_of_two_roles(string? candidate, string? reference, ProofOutcome outcome)
    {
        var set = Set(Allow("s3:*", "*", """{"StringEquals":{"aws:PrincipalTag/team":"blue"}}"""));
        var proof = PolicyProver.GrantsNoMoreThan(set, Role("one", candidate), set, Role("two", reference));
        Assert.True(proof.Outcome == outcome, $"{proof.Outcome}: {proof.Reason} {proof.Witnesses.FirstOrDefault()?.Request}");
        Assert.Equal(Proven, PolicyProver.GrantsNoMoreThan(set, Role("one", candidate), set, Role("one", candidate)).Outcome);

        // Null: its tags are not known; empty: it has none.
        static RequestFacts Role(string name, string? team) => RequestFacts.From(
            Now,
            RequestPrincipal.OfRole(
                $"arn:aws:iam::123456789012:role/{name}",
                team is null ? null : team.Length == 0 ? [] : [new KeyValuePair<string, string>("team", team)]));
    }

    [Theory]
    [InlineData("y", Proven)]
    [InlineData("x", Refuted)]
    public void NotPrincipal_is_everybody_else(string name, ProofOutcome outcome) => Assert.Equal(outcome, PolicyProver.GrantsNoMoreThan(
        Set("""{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/x"},"Action":"sts:AssumeRole"}"""),
        Set($$$"""
            {"Effect":"Allow","NotPrincipal":{"AWS":"arn:aws:iam::111122223333:role/{{{name}}}"},"Action":"sts:AssumeRole"}
            """)).Outcome);

    [Fact]
    public void A_stop_ends_a_proof()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        var resources =
            string.Join(',', Enumerable.Range(0, 40).Select(i => Allow("s3:GetObject", $"*{(char)('a' + (i % 26))}{new string('?', i)}*")));
        Assert.Throws<OperationCanceledException>(() =>
            PolicyProver.GrantsNoMoreThan(Set(resources), Set(Allow("s3:GetObject", "*z?????????????*")), 1, stop.Token));
    }

    private static ProofResult Prove(string candidate, string reference)
    {
        var facts = RequestFacts.From(Now);
        return PolicyProver.GrantsNoMoreThan(Set(candidate), facts, Set(reference), facts);
    }

    private static PolicySet Set(string statements) =>
        new([PolicyDocument.Parse($$"""{"Version":"2012-10-17","Statement":[{{statements}}]}""")]);

    private static string Allow(string action, string resource, string condition = "{}") =>
        $$"""{"Effect":"Allow","Action":"{{action}}","Resource":"{{resource}}","Condition":{{condition}}}""";
}
