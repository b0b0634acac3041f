using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Tests.Core.Policies;

public class PolicyReaderTests
{
    [Theory]
    [InlineData("", "$")]
    [InlineData("   ", "$")]
    [InlineData("not JSON", "$")]
    [InlineData("""{"Version":"2012-10-17","Statement":[{"Effect":"Allow",""", "$")]
    [InlineData("[]", "$")]
    [InlineData("null", "$")]
    [InlineData("""{"Version":"2012-10-17"}""", "$")]
    [InlineData("""{"Version":"2012-10-18","Statement":[]}""", "$.Version")]
    [InlineData("""{"Version":20121017,"Statement":[]}""", "$.Version")]
    [InlineData("""{"Statement":"Allow"}""", "$.Statement")]
    [InlineData("""{"Statement":["Allow"]}""", "$.Statement[0]")]
    [InlineData("""{"Statement":[{"Action":"s3:*","Resource":"*"}]}""", "$.Statement[0]")]
    [InlineData("""{"Statement":[{"Effect":"allow","Action":"s3:*","Resource":"*"}]}""", "$.Statement[0].Effect")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Resource":"*"}]}""", "$.Statement[0]")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"s3:*","NotAction":"s3:*","Resource":"*"}]}""", "$.Statement[0].NotAction")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*","NotResource":"*"}]}""", "$.Statement[0].NotResource")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":1,"Resource":"*"}]}""", "$.Statement[0].Action")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":["s3:*",1],"Resource":"*"}]}""", "$.Statement[0].Action[1]")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":{}}]}""", "$.Statement[0].Resource")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":[]}]}""", "$.Statement[0].Condition")]
    [InlineData(
        """{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"Bool":true}}]}""", "$.Statement[0].Condition.Bool")]
    [InlineData(
        """{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"Bool":{"a":{}}}}]}""",
        "$.Statement[0].Condition.Bool.a")]
    [InlineData(
        """{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringLike":{"a":["x",null]}}}]}""",
        "$.Statement[0].Condition.StringLike.a[1]")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"s3:*","Action":"sqs:*","Resource":"*"}]}""", "$.Statement[0].Action")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*","Principal":"me"}]}""", "$.Statement[0].Principal")]
    [InlineData("""{"Statement":[{"Sid":7,"Effect":"Allow","Action":"s3:*","Resource":"*"}]}""", "$.Statement[0].Sid")]
    public void What_is_no_policy_is_refused_with_its_place(string text, string path)
    {
        var e = Assert.Throws<PolicyFormatException>(() => PolicyDocument.Parse(text));
        Assert.Equal(path, e.JsonPath);
        Assert.StartsWith($"{path}: ", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("BytePositionInLine", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_unknown_is_kept_and_marked()
    {
        const string text =
            """{ "Version": "2012-10-17", "Comment": "x", "Statement": [{"Effect":"Allow","Action":"s3:*","Resource":"*","Until":"2030","Condition":{"StringSounds":{"a":"b"}}}] }""";
        var document = PolicyDocument.Parse(text);
        Assert.Equal(text, document.ToString());
        Assert.Equal(["$.Comment"], document.UnknownElements);
        Assert.Equal(["$.Statement[0].Until", "$.Statement[0].Condition.StringSounds"], document.Statements[0].UnknownElements);
        var decision = PolicyEvaluator.Evaluate(new PolicySet([document]), new PolicyRequest("s3:GetObject", "x", RequestContext.Empty));
        Assert.Equal(PolicyVerdict.Depends, decision.Verdict);
        Assert.Contains("$.Statement[0].Until", decision.DependsOn);
    }

    [Fact]
    public void Single_values_lists_order_case_and_Sids_make_no_difference_to_the_canonical_form()
    {
        var one = PolicyDocument.Parse(
            """{"Version":"2012-10-17","Statement":{"Sid":"","Effect":"Allow","Action":"S3:getObject","Resource":["b","a","a"],"Condition":{"stringlike":{"AWS:Username":"x"},"Bool":{"k":true}}}}""");
        var other = PolicyDocument.Parse(
            """{"Id":"7","Statement":[{"Condition":{"Bool":{"K":["true"]},"StringLike":{"aws:username":["x"]}},"Resource":["a","b"],"Action":["s3:GetObject"],"Effect":"Allow"}]}""");
        Assert.Equal(one.Canonical, other.Canonical);
        Assert.NotEqual(one.Canonical, PolicyDocument.Parse(one.Text.Replace("\"b\"", "\"B\"", StringComparison.Ordinal)).Canonical);
    }

    [Fact]
    public void A_variable_is_one_in_the_current_version_only()
    {
        const string text = """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"${aws:username}"}}""";
        var now = PolicyDocument.Parse(text);
        var then = PolicyDocument.Parse(text.Replace("2012", "2008", StringComparison.Ordinal));
        Assert.NotEqual(now.Canonical, then.Canonical);
        var asAda = new PolicyRequest("s3:GetObject", "ada", new RequestContext([new("aws:username", ["ada"])]));
        Assert.Equal(PolicyVerdict.Allowed, PolicyEvaluator.Evaluate(new PolicySet([now]), asAda).Verdict);
        Assert.Equal(PolicyVerdict.Denied, PolicyEvaluator.Evaluate(new PolicySet([then]), asAda).Verdict);
        Assert.Equal(
            PolicyVerdict.Allowed, PolicyEvaluator.Evaluate(new PolicySet([then]), asAda with { Resource = "${aws:username}" }).Verdict);
    }

    [Fact]
    public void Duplicate_Sids_are_read()
    {
        var document = PolicyDocument.Parse(
            """{"Statement":[{"Sid":"A","Effect":"Allow","Action":"s3:*","Resource":"*"},{"Sid":"A","Effect":"Deny","Action":"s3:*","Resource":"*"}]}""");
        Assert.Equal(["A", "A"], document.Statements.Select(statement => statement.Sid));
    }
}
