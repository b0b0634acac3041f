using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Core.Findings;

/// <summary>LRA-302: whether a resource policy's condition fixes whose resource may call.</summary>
public sealed class ConfusedDeputyRuleTests
{
    private const string Own = Plant.Account;

    /// <summary>Values that leave the account open: anybody has such a resource.</summary>
    [Theory]
    [InlineData("sns.amazonaws.com", "ArnLike", "AWS:SourceArn", "arn:aws:sns:eu-west-1:*:alerts")]
    [InlineData("events.amazonaws.com", "ArnEquals", "aws:SourceArn", "arn:aws:events:*:*:rule/daily")]
    [InlineData("events.amazonaws.com", "ArnLike", "aws:SourceArn", "arn:aws:events:eu-west-1:12345678901?:rule/daily")]
    [InlineData("execute-api.amazonaws.com", "StringLike", "aws:SourceArn", "arn:aws:execute-api:*:*:*")]
    [InlineData("s3.amazonaws.com", "ArnLike", "aws:SourceArn", "arn:aws:s3:::*")]
    [InlineData("s3.amazonaws.com", "ArnLike", "aws:SourceArn", "arn:aws:s3:::incoming")]
    [InlineData("s3.amazonaws.com", "StringEquals", "aws:SourceArn", "arn:aws:s3:::incoming")]
    [InlineData("logs.amazonaws.com", "StringLike", "aws:SourceArn", "arn:aws:*")]
    [InlineData("logs.amazonaws.com", "ArnLike", "aws:SourceArn", "arn:aws:*")]
    [InlineData("logs.amazonaws.com", "ArnLike", "aws:SourceArn", "*")]
    [InlineData("ses.amazonaws.com", "StringLike", "AWS:SourceAccount", "12*")]
    [InlineData("ses.amazonaws.com", "StringLike", "AWS:SourceAccount", "????????????")]
    [InlineData("iot.amazonaws.com", "StringLike", "aws:SourceOrgID", "o-*")]
    [InlineData("iot.amazonaws.com", "ForAnyValue:StringLike", "aws:SourceOrgPaths", "*/r-1/*")]
    [InlineData("config.amazonaws.com", "Null", "aws:SourceAccount", "false")]
    [InlineData("alexa-appkit.amazon.com", "StringLike", "lambda:EventSourceToken", "amzn1.ask.skill.*")]
    public void A_condition_that_leaves_the_account_open_does_not_hold_a_service(string service, string test, string key, string value)
    {
        var finding = Assert.Single(Found(Statement($$"""{"Service":"{{service}}"}""", Condition(test, key, value))));
        Assert.Equal((FindingStatus.Fail, FindingSeverity.Medium), (finding.Status, finding.Severity));
        Assert.Contains("--source-account", finding.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ArnLike", "AWS:SourceArn", "arn:aws:sns:eu-west-1:123456789012:*")]
    [InlineData("ArnLike", "AWS:SourceArn", "arn:aws:execute-api:*:123456789012:*/*/*/*")]
    [InlineData("StringLike", "AWS:SourceArn", "arn:aws:events:*:123456789012:rule/*")]
    [InlineData("StringEquals", "AWS:SourceAccount", "123456789012")]
    [InlineData("StringLike", "AWS:SourceAccount", "123456789012")]
    [InlineData("StringEquals", "aws:SourceOrgID", "o-abc")]
    [InlineData("ForAnyValue:StringLike", "aws:SourceOrgPaths", "o-abc/r-1/*")]
    [InlineData("StringEquals", "lambda:EventSourceToken", "amzn1.ask.skill.0")]
    [InlineData("StringEquals", "AWS:SourceAccount", "${aws:ResourceAccount}")]
    public void A_condition_that_fixes_the_account_does(string test, string key, string value) =>
        Assert.Empty(Found(Statement("""{"Service":"sns.amazonaws.com"}""", Condition(test, key, value))));

    /// <summary>The bucket's name, and whose it is.</summary>
    [Fact]
    public void A_bucket_needs_its_account_besides() => Assert.Empty(Found(Statement(
        """{"Service":"s3.amazonaws.com"}""",
        $$$"""{"ArnLike":{"aws:SourceArn":"arn:aws:s3:::incoming"},"StringEquals":{"aws:SourceAccount":"{{{Own}}}"}}""")));

    [Fact]
    public void One_open_value_among_several_is_enough() => Assert.Equal(FindingStatus.Fail, Assert.Single(Found(Statement(
        """{"Service":"sns.amazonaws.com"}""",
        $$$"""{"ArnLike":{"aws:SourceArn":["arn:aws:sns:eu-west-1:{{{Own}}}:a","arn:aws:sns:eu-west-1:*:b"]}}"""))).Status);

    [Fact]
    public void Anyone_on_anybodys_behalf_is_High() => Assert.Equal((FindingStatus.Fail, FindingSeverity.High), Found(
        Statement("\"*\"", Condition("ArnLike", "aws:SourceArn", "arn:aws:iot:*:*:rule/*")))
        .Select(finding => (finding.Status, finding.Severity)).Single());

    /// <summary>Conditions that may hold for anybody or not.</summary>
    [Theory]
    [InlineData("StringEqualsIfExists", "aws:SourceAccount", "123456789012")]
    [InlineData("ForAllValues:StringEquals", "aws:SourceAccount", "123456789012")]
    [InlineData("StringEquals", "aws:SourceVpce", "vpce-1")]
    [InlineData("ArnLike", "aws:SourceArn", "arn:aws:*:123456789012:*")]
    public void What_is_not_decided_is_Unknown(string test, string key, string value) =>
        Assert.Equal(
            FindingStatus.Unknown,
            Assert.Single(Found(Statement("""{"Service":"sns.amazonaws.com"}""", Condition(test, key, value)))).Status);

    [Fact]
    public void A_deny_of_others_holds_a_service_too()
    {
        var allow = Statement("""{"Service":"s3.amazonaws.com"}""");
        Assert.Empty(Found(allow, Statement("\"*\"", Condition("StringNotEquals", "aws:SourceAccount", Own), "Deny")));
        Assert.Single(Found(allow, Statement("\"*\"", Condition("StringNotLike", "aws:SourceAccount", "1*"), "Deny")));
        Assert.Single(Found(
            allow, Statement("""{"Service":"sns.amazonaws.com"}""", Condition("StringNotEquals", "aws:SourceAccount", Own), "Deny")));
        Assert.Single(Found(
            allow, Statement("\"*\"", Condition("StringNotEquals", "aws:SourceAccount", Own), "Deny", "lambda:InvokeFunctionUrl")));
    }

    /// <summary>Both permissions of a function URL, as the console and SAM write them since October 2025.</summary>
    [Fact]
    public void A_function_URL_that_is_open_on_purpose_is_not_this() => Assert.Empty(Found(
        Statement("\"*\"", Condition("StringEquals", "lambda:FunctionUrlAuthType", "NONE"), action: "lambda:InvokeFunctionUrl"),
        Statement("""{"AWS":"*"}""", """{"Bool":{"lambda:InvokedViaFunctionUrl":true}}""")));

    /// <summary>Where the key is not there, or must not be true, anyone calls the function itself.</summary>
    [Theory]
    [InlineData("Bool", "lambda:InvokedViaFunctionUrl", "false")]
    [InlineData("BoolIfExists", "lambda:InvokedViaFunctionUrl", "true")]
    [InlineData("StringEqualsIfExists", "lambda:FunctionUrlAuthType", "NONE")]
    [InlineData("StringEquals", "lambda:FunctionUrlAuthType", "AWS_IAM")]
    public void Other_calls_by_anyone_are(string test, string key, string value) =>
        Assert.NotEmpty(Found(Statement("\"*\"", Condition(test, key, value))));

    private static List<LambdaRoleFinding> Found(params string[] statements)
    {
        var plant = new Plant { ResourcePolicy = $$"""{"Version":"2012-10-17","Statement":[{{string.Join(',', statements)}}]}""" };
        return [.. plant.Test(new FindingOptions { Rules = [.. RuleCatalog.All.Where(rule => rule.RuleId == "LRA-302")] })];
    }

    private static string Statement(
        string principal, string? condition = null, string effect = "Allow", string action = "lambda:InvokeFunction") =>
        $$$"""{"Effect":"{{{effect}}}","Principal":{{{principal}}},"Action":"{{{action}}}","Resource":"{{{Plant.FunctionArn}}}"{{{(condition is null ? "" : $",\"Condition\":{condition}")}}}}""";

    private static string Condition(string test, string key, string value) => $$$"""{"{{{test}}}":{"{{{key}}}":"{{{value}}}"}}""";
}
