using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Tests.Core.Policies;

/// <summary>What the IAM user guide says of each operator and element, one case a line.</summary>
public class PolicyEvaluatorTests
{
    [Theory]
    // Present, single value.
    [InlineData("StringEquals", "a", "a", true)]
    [InlineData("StringEquals", "a", "A", false)]
    [InlineData("StringEquals", "a*", "ab", false)]
    [InlineData("StringNotEquals", "a", "b", true)]
    [InlineData("StringEqualsIgnoreCase", "a", "A", true)]
    [InlineData("StringNotEqualsIgnoreCase", "a", "A", false)]
    [InlineData("StringLike", "a*c?", "abbcd", true)]
    [InlineData("StringLike", "a*c?", "abbc", false)]
    [InlineData("StringNotLike", "a*", "b", true)]
    [InlineData("StringLike", "a${*}", "a*", true)]
    [InlineData("StringLike", "a${*}", "ab", false)]
    [InlineData("NumericEquals", "10", "10.0", true)]
    [InlineData("NumericLessThan", "10", "10", false)]
    [InlineData("NumericLessThanEquals", "10", "10", true)]
    [InlineData("NumericGreaterThan", "10", "9", false)]
    [InlineData("NumericGreaterThanEquals", "10", "11", true)]
    [InlineData("NumericEquals", "10", "ten", false)]
    [InlineData("DateLessThan", "2026-01-01T00:00:00Z", "2025-12-31T23:59:59Z", true)]
    [InlineData("DateGreaterThan", "1767225600", "2026-01-01T00:00:01Z", true)]
    [InlineData("DateEquals", "2026-01-01T01:00:00+01:00", "2026-01-01T00:00:00Z", true)]
    [InlineData("Bool", "true", "TRUE", true)]
    [InlineData("Bool", "false", "true", false)]
    [InlineData("BinaryEquals", "QmluYXJ5", "QmluYXJ5", true)]
    [InlineData("IpAddress", "203.0.113.0/24", "203.0.113.9", true)]
    [InlineData("IpAddress", "203.0.113.0/24", "203.0.114.9", false)]
    [InlineData("IpAddress", "2001:db8::/32", "2001:db8:1::1", true)]
    [InlineData("NotIpAddress", "203.0.113.0/24", "2001:db8::1", true)]
    [InlineData("ArnLike", "arn:aws:sns:*:1:topic", "arn:aws:sns:us-east-1:1:topic", true)]
    [InlineData("ArnLike", "arn:aws:sns:*:*:topic", "arn:aws:sns:us-east-1:1:2:topic", false)]
    [InlineData("ArnLike", "*", "arn:aws:sns:us-east-1:1:topic", true)]
    [InlineData("ArnEquals", "arn:aws:s3:::b/*", "arn:aws:s3:::b/c:d", true)]
    [InlineData("ArnNotLike", "arn:aws:sns:*:1:topic", "arn:aws:sqs:us-east-1:1:topic", true)]
    [InlineData("Null", "true", "x", false)]
    [InlineData("Null", "false", "x", true)]
    // Not there.
    [InlineData("StringEquals", "a", null, false)]
    [InlineData("StringNotEquals", "a", null, true)]
    [InlineData("StringEqualsIfExists", "a", null, true)]
    [InlineData("NumericNotEquals", "1", null, true)]
    [InlineData("NotIpAddress", "10.0.0.0/8", null, true)]
    [InlineData("ForAllValues:StringEquals", "a", null, true)]
    [InlineData("ForAnyValue:StringEquals", "a", null, false)]
    [InlineData("ForAnyValue:StringNotEquals", "a", null, false)]
    [InlineData("Null", "true", null, true)]
    // Many values.
    [InlineData("ForAllValues:StringLike", "a*", "a1,a2", true)]
    [InlineData("ForAllValues:StringLike", "a*", "a1,b", false)]
    [InlineData("ForAnyValue:StringLike", "a*", "a1,b", true)]
    [InlineData("ForAnyValue:StringEquals", "a", "b,c", false)]
    [InlineData("ForAllValues:StringNotEquals", "a", "b,c", true)]
    [InlineData("ForAnyValue:StringNotEquals", "a", "a,c", true)]
    // AWS does not say.
    [InlineData("ArnLike", "arn:aws:sns:*:topic", "arn:aws:sns:us-east-1:1:topic", null)]
    [InlineData("StringEquals", "a", "a,b", null)]
    [InlineData("ForAnyValue:StringEqualsIfExists", "a", null, null)]
    [InlineData("NumericEquals", "ten", "10", null)]
    [InlineData("StringSounds", "a", "a", null)]
    public void A_condition_holds_or_does_not(string @operator, string wanted, string? requested, bool? holds)
    {
        var set = Set($$$"""{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"{{{@operator}}}": {"k": "{{{wanted}}}" } } }""");
        var context = requested is null ? RequestContext.Empty : new RequestContext([new("K", requested.Split(','))]);
        var expected = holds switch { true => PolicyVerdict.Allowed, false => PolicyVerdict.Denied, null => PolicyVerdict.Depends };
        Assert.Equal(expected, PolicyEvaluator.Evaluate(set, new PolicyRequest("s3:GetObject", "x", context)).Verdict);
        Assert.Equal(
            PolicyVerdict.Depends, PolicyEvaluator.Evaluate(set, new PolicyRequest("s3:GetObject", "x", RequestContext.Unknown)).Verdict);
    }

    [Fact]
    public void A_deny_wins_and_is_named()
    {
        var set = Set(
            """{"Effect":"Allow","Action":"*","Resource":"*"}""",
            """{"Sid":"No","Effect":"Deny","Action":"S3:Delete*","Resource":"arn:aws:s3:::b"}""");
        var decision = PolicyEvaluator.Evaluate(set, new PolicyRequest("s3:deleteBucket", "arn:aws:s3:::b", RequestContext.Empty));
        Assert.Equal((PolicyVerdict.Denied, "No"), (decision.Verdict, decision.Statement!.Name));
        Assert.Equal(
            PolicyVerdict.Allowed,
            PolicyEvaluator.Evaluate(set, new PolicyRequest("s3:deleteBucket", "arn:aws:s3:::B", RequestContext.Empty)).Verdict);
    }

    [Fact]
    public void A_boundary_bounds()
    {
        var policy = Document("""{"Effect":"Allow","Action":"*","Resource":"*"}""");
        var set = new PolicySet([policy], Document("""{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}"""));
        Assert.Equal(PolicyVerdict.Allowed, Verdict(set, "s3:GetObject"));
        Assert.Equal(PolicyVerdict.Denied, Verdict(set, "iam:CreateUser"));
    }

    [Fact]
    public void A_verdict_that_hangs_names_its_keys()
    {
        var set = Set(
            """{"Effect":"Allow","Action":"*","Resource":"arn:${aws:PrincipalTag/team}","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}}""");
        var decision = PolicyEvaluator.Evaluate(
            set,
            new PolicyRequest(
                "s3:GetObject", "arn:x", new RequestContext(unknownKeys: ["aws:principaltag/team", "aws:MultiFactorAuthPresent"])));
        Assert.Equal(PolicyVerdict.Depends, decision.Verdict);
        Assert.Equal(["aws:MultiFactorAuthPresent", "aws:principaltag/team"], decision.DependsOn);
    }

    [Fact]
    public void A_variable_takes_its_value_its_default_or_nothing()
    {
        var set = Set("""{"Effect":"Allow","Action":"*","Resource":["a/${aws:username}","b/${aws:username, 'nobody'}"]}""");
        PolicyVerdict On(string resource, string? user) =>
            PolicyEvaluator.Evaluate(
                set,
                new PolicyRequest(
                    "s3:GetObject", resource,
                    user is null ? RequestContext.Empty : new RequestContext([new("aws:UserName", [user])]))).Verdict;
        Assert.Equal(PolicyVerdict.Allowed, On("a/ada", "ada"));
        Assert.Equal(PolicyVerdict.Denied, On("a/ada", "*"));
        Assert.Equal(PolicyVerdict.Allowed, On("b/nobody", null));
        Assert.Equal(PolicyVerdict.Denied, On("b/nobody", "ada"));
        Assert.Equal(PolicyVerdict.Denied, On("a/ada", null));
    }

    private static PolicyVerdict Verdict(PolicySet set, string action) =>
        PolicyEvaluator.Evaluate(set, new PolicyRequest(action, "x", RequestContext.Empty)).Verdict;

    private static PolicySet Set(params string[] statements) => new([Document(statements)]);

    private static PolicyDocument Document(params string[] statements) =>
        PolicyDocument.Parse($$"""{"Version":"2012-10-17","Statement":[{{string.Join(',', statements)}}]}""");
}
