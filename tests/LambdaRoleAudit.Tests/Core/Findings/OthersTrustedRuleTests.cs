using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Core.Findings;

/// <summary>LRA-102: who may assume the role where the trust policy names everyone and a condition says whom it means.</summary>
public sealed class OthersTrustedRuleTests
{
    [Theory]
    [InlineData("StringLike", "aws:PrincipalArn", "arn:aws:iam::123456789012:role/deploy-*", FindingSeverity.Medium)]
    [InlineData("ArnEquals", "aws:PrincipalArn", "arn:aws:iam::123456789012:user/?", FindingSeverity.Medium)]
    [InlineData("StringEquals", "aws:PrincipalAccount", "123456789012", FindingSeverity.Medium)]
    [InlineData("StringEquals", "aws:PrincipalAccount", "999999999999", FindingSeverity.High)]
    [InlineData("ArnLike", "aws:PrincipalArn", "arn:aws:iam::999999999999:role/*", FindingSeverity.High)]
    [InlineData("StringEquals", "aws:PrincipalOrgID", "o-abc", FindingSeverity.High)]
    [InlineData("StringLike", "aws:PrincipalAccount", "*", FindingSeverity.Critical)]
    [InlineData("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/admin", FindingSeverity.Critical)]
    public void Everyone_under_a_condition_is_whom_the_condition_names(string test, string key, string value, FindingSeverity severity)
    {
        var finding = Assert.Single(Found($$$""","Condition":{"{{{test}}}":{"{{{key}}}":"{{{value}}}"}}"""));
        Assert.Equal(severity, finding.Severity);
        if (severity < FindingSeverity.Critical) Assert.Equal(FindingStatus.Fail, finding.Status);
    }

    [Fact]
    public void What_else_must_hold_is_not_known()
    {
        var finding = Assert.Single(
            Found(
                ""","Condition":{"StringEquals":{"aws:PrincipalAccount":"123456789012"},"Bool":{"aws:MultiFactorAuthPresent":"true"}}"""));
        Assert.Equal((FindingStatus.Unknown, FindingSeverity.Medium), (finding.Status, finding.Severity));
        Assert.Contains("aws:MultiFactorAuthPresent", finding.Evidence, StringComparison.Ordinal);
    }

    private static List<LambdaRoleFinding> Found(string more)
    {
        var plant = new Plant
        {
            Trust =
                $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"{{more}}},{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}""",
        };
        return [.. plant.Test(new FindingOptions { Rules = [.. RuleCatalog.All.Where(rule => rule.RuleId == "LRA-102")] })];
    }
}
