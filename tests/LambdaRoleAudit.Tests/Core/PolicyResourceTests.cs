using LambdaRoleAudit.Catalog;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Tests.Core;

/// <summary>Which resource has the policy that an ARN, or a pattern of an IAM policy, is about.</summary>
public class PolicyResourceTests
{
    private const string A = "123456789012";

    [Theory]
    [InlineData("arn:aws:s3:::b", "S3Bucket arn:aws:s3:::b")]
    [InlineData("arn:aws:s3:::b.c/key*", "S3Bucket arn:aws:s3:::b.c")]
    [InlineData("arn:aws:s3:::b/${aws:username}/*", "S3Bucket arn:aws:s3:::b")]
    [InlineData("arn:aws:s3:::b*", "")]
    [InlineData("arn:aws:s3:::b?/key", "")]
    [InlineData("arn:aws:s3:::*", "")]
    [InlineData("arn:aws-us-gov:s3:::b/k", "S3Bucket arn:aws-us-gov:s3:::b")]
    [InlineData($"arn:aws:s3:eu-west-1:{A}:accesspoint/p", $"S3AccessPoint arn:aws:s3:eu-west-1:{A}:accesspoint/p")]
    [InlineData($"arn:aws:s3:eu-west-1:{A}:accesspoint/p/object/a/b*", $"S3AccessPoint arn:aws:s3:eu-west-1:{A}:accesspoint/p")]
    [InlineData($"arn:aws:s3:eu-west-1:{A}:accesspoint/*", "")]
    [InlineData($"arn:aws:s3:us-west-2:{A}:storage-lens/x", "")]
    [InlineData($"arn:aws:kms:eu-west-1:{A}:key/mrk-1", $"KmsKey arn:aws:kms:eu-west-1:{A}:key/mrk-1")]
    [InlineData($"arn:aws:kms:eu-west-1:{A}:alias/x", "")]
    [InlineData($"arn:aws:kms:*:{A}:key/1", "")]
    [InlineData("arn:aws:kms:eu-west-1:*:key/1", "")]
    [InlineData($"arn:aws-cn:sqs:cn-north-1:{A}:q.fifo", $"SqsQueue arn:aws-cn:sqs:cn-north-1:{A}:q.fifo")]
    [InlineData($"arn:aws:sqs:eu-west-1:{A}:q*", "")]
    [InlineData($"arn:aws:sns:eu-west-1:{A}:t", $"SnsTopic arn:aws:sns:eu-west-1:{A}:t")]
    [InlineData($"arn:aws:sns:eu-west-1:{A}:t:1-2-3", $"SnsTopic arn:aws:sns:eu-west-1:{A}:t")]
    [InlineData(
        $"arn:aws:secretsmanager:eu-west-1:{A}:secret:a/b-AbCdEf",
        $"Secret arn:aws:secretsmanager:eu-west-1:{A}:secret:a/b-AbCdEf")]
    [InlineData($"arn:aws:secretsmanager:eu-west-1:{A}:secret:a-??????", "")]
    [InlineData($"arn:aws:lambda:eu-west-1:{A}:function:f", $"LambdaFunction arn:aws:lambda:eu-west-1:{A}:function:f")]
    [InlineData(
        $"arn:aws:lambda:eu-west-1:{A}:function:f:live",
        $"LambdaFunction arn:aws:lambda:eu-west-1:{A}:function:f:live|LambdaFunction arn:aws:lambda:eu-west-1:{A}:function:f")]
    [InlineData(
        $"arn:aws:lambda:eu-west-1:{A}:function:f:7",
        $"LambdaFunction arn:aws:lambda:eu-west-1:{A}:function:f:7|LambdaFunction arn:aws:lambda:eu-west-1:{A}:function:f")]
    [InlineData($"arn:aws:lambda:eu-west-1:{A}:function:f:*", $"LambdaFunction arn:aws:lambda:eu-west-1:{A}:function:f")]
    [InlineData($"arn:aws:lambda:eu-west-1:{A}:function:f:$LATEST", $"LambdaFunction arn:aws:lambda:eu-west-1:{A}:function:f")]
    [InlineData($"arn:aws:lambda:eu-west-1:{A}:function:f*", "")]
    [InlineData($"arn:aws:lambda:eu-west-1:{A}:layer:l:1", "")]
    [InlineData($"arn:aws:lambda:eu-west-1:{A}:event-source-mapping:1", "")]
    [InlineData($"arn:aws:dynamodb:eu-west-1:{A}:table/x", $"DynamoDbTable arn:aws:dynamodb:eu-west-1:{A}:table/x")]
    [InlineData($"arn:aws:dynamodb:eu-west-1:{A}:table/x/index/*", $"DynamoDbTable arn:aws:dynamodb:eu-west-1:{A}:table/x")]
    [InlineData($"arn:aws:dynamodb:eu-west-1:{A}:table/x/*", $"DynamoDbTable arn:aws:dynamodb:eu-west-1:{A}:table/x")]
    [InlineData(
        $"arn:aws:dynamodb:eu-west-1:{A}:table/x/stream/2026",
        $"DynamoDbStream arn:aws:dynamodb:eu-west-1:{A}:table/x/stream/2026")]
    [InlineData($"arn:aws:dynamodb:eu-west-1:{A}:table/x/stream/*", "")]
    [InlineData($"arn:aws:dynamodb:eu-west-1:{A}:table/x/backup/b", "")]
    [InlineData($"arn:aws:dynamodb:eu-west-1:{A}:table/*", "")]
    [InlineData($"arn:aws:kinesis:eu-west-1:{A}:stream/s", $"KinesisStream arn:aws:kinesis:eu-west-1:{A}:stream/s")]
    [InlineData($"arn:aws:kinesis:eu-west-1:{A}:stream/s/consumer/c:1", $"KinesisStream arn:aws:kinesis:eu-west-1:{A}:stream/s")]
    [InlineData($"arn:aws:ecr:eu-west-1:{A}:repository/a/b", $"EcrRepository arn:aws:ecr:eu-west-1:{A}:repository/a/b")]
    [InlineData($"arn:aws:ecr:eu-west-1:{A}:repository/a/*", "")]
    [InlineData($"arn:aws:events:eu-west-1:{A}:event-bus/default", $"EventBus arn:aws:events:eu-west-1:{A}:event-bus/default")]
    [InlineData($"arn:aws:events:eu-west-1:{A}:rule/r", "")]
    [InlineData(
        $"arn:aws:elasticfilesystem:eu-west-1:{A}:file-system/fs-1", $"FileSystem arn:aws:elasticfilesystem:eu-west-1:{A}:file-system/fs-1")]
    [InlineData($"arn:aws:elasticfilesystem:eu-west-1:{A}:access-point/fsap-1", "")]
    [InlineData($"arn:aws:ssm:eu-west-1:{A}:parameter/a/b", $"SsmParameter arn:aws:ssm:eu-west-1:{A}:parameter/a/b")]
    [InlineData($"arn:aws:ssm:eu-west-1:{A}:parameter/a/*", "")]
    [InlineData($"arn:aws:ssm:eu-west-1:{A}:document/d", "")]
    [InlineData($"arn:aws:glue:eu-west-1:{A}:catalog", $"GlueCatalog arn:aws:glue:eu-west-1:{A}:catalog")]
    [InlineData($"arn:aws:glue:eu-west-1:{A}:table/*/*", $"GlueCatalog arn:aws:glue:eu-west-1:{A}:catalog")]
    [InlineData($"arn:aws:glue:eu-west-1:{A}:job/j", "")]
    [InlineData($"arn:aws:es:eu-west-1:{A}:domain/d/*", $"OpenSearchDomain arn:aws:es:eu-west-1:{A}:domain/d")]
    [InlineData($"arn:aws:execute-api:eu-west-1:{A}:a1b2/prod/GET/x", "RestApi arn:aws:apigateway:eu-west-1::/restapis/a1b2")]
    [InlineData("arn:aws:apigateway:eu-west-1::/restapis/a1b2/stages/x", "RestApi arn:aws:apigateway:eu-west-1::/restapis/a1b2")]
    [InlineData($"arn:aws:execute-api:eu-west-1:{A}:*/prod/GET/x", "")]
    [InlineData("arn:aws:apigateway:eu-west-1::/apis/a1b2", "")]
    [InlineData($"arn:aws:backup:eu-west-1:{A}:backup-vault:V", $"BackupVault arn:aws:backup:eu-west-1:{A}:backup-vault:V")]
    [InlineData($"arn:aws:backup:eu-west-1:{A}:backup-plan:p", "")]
    [InlineData($"arn:aws:codeartifact:eu-west-1:{A}:domain/d", $"CodeArtifactDomain arn:aws:codeartifact:eu-west-1:{A}:domain/d")]
    [InlineData(
        $"arn:aws:codeartifact:eu-west-1:{A}:repository/d/r",
        $"CodeArtifactRepository arn:aws:codeartifact:eu-west-1:{A}:repository/d/r")]
    [InlineData(
        $"arn:aws:codeartifact:eu-west-1:{A}:package/d/r/npm/*/p", $"CodeArtifactRepository arn:aws:codeartifact:eu-west-1:{A}:repository/d/r")]
    [InlineData($"arn:aws:codeartifact:eu-west-1:{A}:repository/d/*", "")]
    [InlineData($"arn:aws:iot:eu-west-1:{A}:topic/t", "")]
    [InlineData($"arn:*:sqs:eu-west-1:{A}:q", "")]
    [InlineData("arn:aws:sqs:eu-west-1:1234:q", "")]
    [InlineData("*", "")]
    [InlineData("", "")]
    [InlineData("arn:aws:s3:::", "")]
    [InlineData("arn:aws:s3:::/key", "")]
    [InlineData($"arn:aws:ecr:eu-west-1:{A}:repository/", "")]
    [InlineData($"arn:aws:lambda:eu-west-1:{A}:function:", "")]
    public void The_resource_with_the_policy_is_found(string arn, string resources)
    {
        var found = PolicyResources.Find(arn);
        Assert.Equal(resources, string.Join('|', found.Select(one => $"{one.Kind} {one.ResourceArn}")));
        Assert.Equal(found.Count > 0, PolicyResources.TryResource(arn, out var kind, out var first));
        Assert.Equal(first is null ? null : kind, PolicyResources.KindOf(arn));
        if (first is null) return;
        Assert.Equal(found[0], (kind, first));
        // What is found is found again as itself.
        Assert.Equal(found[0], PolicyResources.Find(first)[0]);
        Assert.EndsWith(
            PolicyResources.NameOf(kind, first), kind == PolicyResourceKind.DynamoDbStream ? first.Split("/stream")[0] : first,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Every_kind_has_its_line_and_actions_that_exist()
    {
        Assert.Equal(Enum.GetValues<PolicyResourceKind>(), PolicyResources.All.Select(type => type.Kind));
        foreach (var type in PolicyResources.All)
        {
            Assert.NotEmpty(type.Words);
            foreach (var action in type.ListActions.Concat(type.ReadActions))
                Assert.NotNull(ActionCatalog.Find(action.Split(':')[0])?.Find(action.ToLowerInvariant()));
        }
    }

    [Fact]
    public void A_name_of_another_kind_is_refused() => Assert.Throws<ArgumentException>(
        () => PolicyResources.NameOf(PolicyResourceKind.SqsQueue, "arn:aws:s3:::b"));
}
