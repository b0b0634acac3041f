using LambdaRoleAudit.Catalog;
using LambdaRoleAudit.LeastPrivilege;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Tests.Support;
using LambdaRoleAudit.Usage;

namespace LambdaRoleAudit.Tests.Core.LeastPrivilege;

/// <summary>What a usage object, which may come from a file, says about single actions.</summary>
public sealed class ActionCoverageTests
{
    private static readonly EventClassOf Management = new(EventClass.Management, [], IsRead: true);
    private static readonly EventClassOf Data = new(EventClass.Data, ["AWS::S3::Object", "AWS::S3::AccessPoint"], IsRead: true);

    [Fact]
    public void The_kind_of_events_decides_which_service_of_the_usage_counts()
    {
        var coverage = Of(Service(null, CoverageStatus.Seen),
            Service("AWS::S3::Object, AWS::S3::AccessPoint", CoverageStatus.NotLogged, "left out"));
        Assert.Equal(CoverageStatus.Seen, coverage.Of(Action("*"), Management).Status);
        Assert.Equal((CoverageStatus.NotLogged, "left out"),
            (coverage.Of(Action("*"), Data).Status, coverage.Of(Action("*"), Data).Reason));
        Assert.Equal(CoverageStatus.NeverLogged, coverage.Of(Action("*"), Management with { Class = EventClass.NeverLogged }).Status);
        Assert.Equal(CoverageStatus.Unknown, coverage.Of(Action("*"), Management with { Class = EventClass.Unknown }).Status);
    }

    [Fact]
    public void The_most_cautious_of_several_answers_counts()
    {
        Assert.Equal(CoverageStatus.NotLogged,
            Of(Service(null, CoverageStatus.Seen), Service(null, CoverageStatus.NotLogged)).Of(Action("*"), Management).Status);
        Assert.Equal(CoverageStatus.Unknown,
            Of(Service(null, CoverageStatus.Seen), Service(null, CoverageStatus.Unknown)).Of(Action("*"), Management).Status);
        // Other actions that are never logged, or not documented, say nothing.
        Assert.Equal(
            CoverageStatus.Seen,
            Of(
                Service(null, CoverageStatus.Seen), Service(null, CoverageStatus.NeverLogged),
                Service(null, CoverageStatus.Unknown, UsageCoverage.Undocumented.Reason)).Of(Action("*"), Management).Status);
    }

    [Fact]
    public void What_the_usage_does_not_have_is_unknown()
    {
        Assert.Equal(CoverageStatus.Unknown, Of().Of(Action("*"), Management).Status);
        Assert.Equal(CoverageStatus.Unknown, new ActionCoverage(Narrowing.Quiet).Of(Action("*"), Management).Status);
    }

    [Theory]
    [InlineData("arn:aws:sqs:eu-west-1:111122223333:q", CoverageStatus.Seen)]
    [InlineData("arn:aws:sqs:eu-west-3:111122223333:q", CoverageStatus.Unknown)]
    [InlineData("arn:aws:sqs:*:111122223333:q", CoverageStatus.Unknown)]
    [InlineData("arn:aws:s3:::b/*", CoverageStatus.Unknown)]
    [InlineData("*", CoverageStatus.Unknown)]
    public void A_statement_that_reaches_regions_that_were_not_read_is_unknown(string resource, CoverageStatus status)
    {
        var usage = Narrowing.Quiet with { CoversAllRegions = false };
        var services = new[] { Service(null, CoverageStatus.Seen), Service(null, CoverageStatus.Unknown, UsageCoverage.OtherRegions) };
        Assert.Equal(status, new ActionCoverage(usage with { Coverage = services }).Of(Action(resource), Management).Status);
        Assert.Equal(CoverageStatus.Seen,
            new ActionCoverage(usage with { Coverage = services, CoversAllRegions = true }).Of(Action(resource), Management).Status);
    }

    [Fact]
    public void Without_another_answer_the_usage_object_decides()
    {
        var role = Narrowing.Role("""{"Effect":"Allow","Action":"s3:GetBucketAcl","Resource":"*"}""");
        var narrowed = RoleNarrower.Narrow(Narrowing.Input(role) with { CoverageOf = null });
        Assert.Equal("s3:GetBucketAcl", Assert.Single(Assert.Single(narrowed.KeptUnseen).Actions));
    }

    private static ActionCoverage Of(params ServiceCoverage[] services) => new(Narrowing.Quiet with { Coverage = services });

    private static ServiceCoverage Service(string? type, CoverageStatus status, string reason = "reason") =>
        new("s3", type, status, reason, 1, 0, null);

    private static GrantedAction Action(string resource) => new("s3", "s3:GetBucketAcl", PolicyDocument.Parse(
        $$$"""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"{{{resource}}}"}}""").Statements);
}
