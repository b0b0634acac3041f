using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Core.Findings;

/// <summary>LRA-207 and LRA-208 say what the usage shows, and nothing that it does not.</summary>
public class UsageRuleTests
{
    private static readonly DateTimeOffset Day = new(2026, 7, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly ServiceCoverage Used = new("s3", null, CoverageStatus.Seen, "Seen.", 3, 3, null);
    private static readonly ServiceCoverage HalfUsed = new("s3", null, CoverageStatus.Seen, "Seen.", 3, 1, null);
    private static readonly ServiceCoverage NeverUsed = new("sqs", null, CoverageStatus.Seen, "Seen.", 20, 0, null);
    private static readonly ServiceCoverage Hidden = new("dynamodb", "AWS::DynamoDB::Table", CoverageStatus.NotLogged, "Not.", 9, 0, null);

    [Theory]
    [InlineData("LRA-207")]
    [InlineData("LRA-208")]
    public void Without_usage_they_say_nothing_not_even_that_they_passed(string ruleId) => Assert.Empty(Test(ruleId, [null]));

    [Fact]
    public void Unused_actions_are_a_finding_with_the_services_that_were_never_used()
    {
        var finding = Assert.Single(Test("LRA-207", Usage(coverage: [HalfUsed, NeverUsed, Hidden])));
        Assert.Equal(FindingStatus.Fail, finding.Status);
        Assert.StartsWith(
            "22 of 23 actions that the role allows and the records show were not used from 2026-07-01 to 2026-07-31. "
            + "Services never used: sqs. 9 actions cannot be seen (NotLogged: dynamodb).",
            finding.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_seen_is_not_unused() =>
        Assert.Equal(FindingStatus.Unknown, Assert.Single(Test("LRA-207", Usage(coverage: [Used, Hidden]))).Status);

    [Fact]
    public void A_role_whose_actions_were_all_used_passes() =>
        Assert.Equal(FindingStatus.Passed, Assert.Single(Test("LRA-207", Usage(coverage: [Used]))).Status);

    [Fact]
    public void Incomplete_usage_is_Unknown_because_a_use_can_be_missing()
    {
        var finding = Assert.Single(Test("LRA-207", Usage(coverage: [NeverUsed]) with { IsComplete = false }));
        Assert.Equal(FindingStatus.Unknown, finding.Status);
        Assert.Contains("The usage is incomplete.", finding.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void Usage_without_the_policies_or_of_another_function_is_Unknown()
    {
        Assert.Equal(FindingStatus.Unknown, Assert.Single(Test("LRA-207", Usage(coverage: null))).Status);
        Assert.Equal(
            FindingStatus.Unknown,
            Assert.Single(Test("LRA-207", Usage(coverage: [Used]) with { FunctionArn = Plant.FunctionArn + "2" })).Status);
    }

    [Fact]
    public void A_service_with_calls_that_may_be_the_functions_is_not_unused()
    {
        var unmapped = Usage(coverage: [NeverUsed]) with { Unmapped = [new UnmappedCall("sqs.amazonaws.com", "Odd", 1, Day, null)] };
        Assert.Equal(FindingStatus.Unknown, Assert.Single(Test("LRA-207", unmapped)).Status);
        var other = Usage(coverage: null) with
        {
            FunctionArn = null,
            FunctionName = null,
            Permissions = [new UsedPermission("sqs:ReceiveMessage", null, 1, 0, Day, Day, [], [], UsageAttribution.None)],
        };
        Assert.Equal(FindingStatus.Unknown, Assert.Single(Test("LRA-207", Usage(coverage: [NeverUsed]), other)).Status);
    }

    [Fact]
    public void Denied_calls_are_a_finding_with_their_number()
    {
        var usage = Usage(coverage: [Used]) with
        {
            Permissions =
            [
                new UsedPermission("s3:GetObject", "arn:aws:s3:::b/k", 5, 0, Day, Day, [], [], UsageAttribution.FunctionArn),
                new UsedPermission("sqs:SendMessage", null, 1, 12, Day, Day.AddDays(2), [], [], UsageAttribution.FunctionArn),
            ],
        };
        var finding = Assert.Single(Test("LRA-208", usage));
        Assert.Equal(FindingStatus.Fail, finding.Status);
        Assert.Equal(
            "12 calls were denied from 2026-07-01 to 2026-07-31: sqs:SendMessage on an unknown resource (12 times, last 2026-07-03, also "
            + "allowed).",
            finding.Evidence);
        Assert.Equal(FindingStatus.Passed, Assert.Single(Test("LRA-208", Usage(coverage: [Used]))).Status);
    }

    private static IEnumerable<LambdaRoleFinding> Test(string ruleId, params LambdaRoleUsage?[] usage) => new Plant().Test(
        new FindingOptions
        {
            Rules = [.. RuleCatalog.All.Where(rule => rule.RuleId == ruleId)],
            Usage = usage is [null] ? null : [.. usage.OfType<LambdaRoleUsage>()],
            IncludePassed = true,
        }).Where(finding => finding.FunctionArn == Plant.FunctionArn);

    private static LambdaRoleUsage Usage(ItemList<ServiceCoverage>? coverage) => new()
    {
        FunctionArn = Plant.FunctionArn,
        FunctionName = "planted",
        Region = Plant.Region,
        AccountId = Plant.Account,
        RoleArn = Plant.RoleArn,
        From = Day,
        To = Day.AddDays(30),
        Coverage = coverage,
        Source = UsageSource.Trail,
        IsComplete = true,
    };
}
