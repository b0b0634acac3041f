using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.ResourcePolicies;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Core.ResourcePolicies;

/// <summary>Whether a function waits for the change of a policy, and what the reason says.</summary>
public class HitJudgeTests
{
    private const string Bucket = "arn:aws:s3:::b";

    private const string NamesTheRole = """ "Effect":"Allow","Principal":{"AWS":"OLD"}""";

    private const string HasAVariable =
        """ "Effect":"Deny","Principal":"*","Condition":{"StringNotEquals":{"s3:ExistingObjectTag/o":"${aws:userid}"}}""";

    [Theory]
    [InlineData(true, false, ResourcePolicyVerdict.AllowedByRole)]
    [InlineData(false, false, ResourcePolicyVerdict.Waits)]
    [InlineData(false, true, ResourcePolicyVerdict.Waits)]
    // What is proven of one statement does not hide that another one is open.
    [InlineData(true, true, ResourcePolicyVerdict.Unclear)]
    public void A_statement_that_is_open_is_never_hidden_by_a_proof(bool isCovered, bool isOpen, ResourcePolicyVerdict verdict)
    {
        var document = PolicyPatchTests.Document(isOpen ? [NamesTheRole, HasAVariable] : [NamesTheRole]);
        var hits = StatementHit.Of(document, PolicyPatchTests.Source, PolicyPatchTests.Target);
        var grants = new PolicySet([PolicyDocument.Parse(
            $$"""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"{{(isCovered ? "s3:*" : "s3:ListBucket")}}","Resource":"*"} }""")]);
        var function = new MovingFunction(PolicyPatchTests.Source, PolicyPatchTests.Target, grants, Usage: null);
        var judged = HitJudge.Judge(PolicyResourceKind.S3Bucket, Bucket, document, hits, function, TestContext.Current.CancellationToken);
        Assert.Equal(verdict, judged.Verdict);
        Assert.Equal(verdict == ResourcePolicyVerdict.Unclear, judged.Reason.Contains("could not be determined", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("arn:aws:sqs:us-east-1:123456789012:jobs", true)]
    // Another queue whose name begins alike.
    [InlineData("arn:aws:sqs:us-east-1:123456789012:jobs2", false)]
    [InlineData("arn:aws:sqs:us-east-1:123456789012:jo*", true)]
    [InlineData(null, null)]
    public void Usage_of_a_resource_is_not_usage_of_one_whose_name_begins_alike(string? used, bool? isUsed)
    {
        var usage = UsageSamples.UsageOf(
            "f", "r", [UsageSamples.Allows("sqs", 20)], UsageSamples.Used("sqs:SendMessage", used, 3)) with
        { CoversAllRegions = true };
        Assert.Equal(isUsed, HitJudge.IsUsed(PolicyResourceKind.SqsQueue, "arn:aws:sqs:us-east-1:123456789012:jobs", usage));
    }

    /// <summary>A grant cannot be changed, so nothing waits for it, but nothing is silent about it either.</summary>
    [Fact]
    public void A_grant_that_the_source_role_can_retire_is_named()
    {
        var source = PolicyPatchTests.Source.RoleArn;
        KeyGrant[] grants =
        [
            new("retired-by-the-role", "arn:aws:iam::123456789012:role/other", ["Decrypt"], null, null, source),
            new("others", "arn:aws:iam::123456789012:role/other", ["Decrypt"], null, null, "arn:aws:iam::123456789012:role/other"),
        ];
        var key = new ResourcePolicyRecord(
            PolicyResourceKind.KmsKey, "arn:aws:kms:us-east-1:123456789012:key/k", "us-east-1", null)
        { Grants = grants };
        var function = new MovingFunction(PolicyPatchTests.Source, PolicyPatchTests.Target, Grants: null, Usage: null);
        var hit = Assert.Single(Assert.Single(PolicyHits.Of([key], [function], TestContext.Current.CancellationToken)));
        Assert.False(hit.IsWaiting);
        Assert.Contains("retired-by-the-role", Assert.Single(hit.Statements), StringComparison.Ordinal);
        Assert.Contains("retiring principal", hit.Reason, StringComparison.Ordinal);
    }
}
