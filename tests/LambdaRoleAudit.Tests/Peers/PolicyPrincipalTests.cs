using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Peers;

/// <summary>boto3 and the Sandbox about principals that do not exist.</summary>
[Trait("Speed", "Slow")]
public class PolicyPrincipalTests
{
    [Fact]
    public async Task A_role_that_does_not_exist_is_refused_and_one_that_is_deleted_shows_its_id()
    {
        await Python.RequireAsync();
        await using var server = await Sandboxes.StartAsync(PolicyEstate.NewState());
        var answer = await Python.RunAsync(
            "policy_principals.py", server.Url,
            [.. new[]
            {
                PolicyResourceKind.KmsKey, PolicyResourceKind.Secret, PolicyResourceKind.DynamoDbTable, PolicyResourceKind.KinesisStream,
                PolicyResourceKind.SsmParameter,
            }.Select(PolicyEstate.ArnOf)]);
        Assert.Equal(
            new Dictionary<string, string?>
            {
                ["s3"] = "MalformedPolicy", ["kms"] = "MalformedPolicyDocumentException", ["sqs"] = "InvalidAttributeValue",
                ["sns"] = "InvalidParameter", ["secretsmanager"] = "MalformedPolicyDocumentException", ["dynamodb"] = "ValidationException",
                ["kinesis"] = "InvalidArgumentException", ["ecr"] = "InvalidParameterException", ["events"] = "ValidationException",
                ["efs"] = "InvalidPolicyException", ["ssm"] = "MalformedResourcePolicyDocumentException",
                ["glue"] = "InvalidInputException", ["opensearch"] = "ValidationException", ["apigateway"] = "BadRequestException",
                ["backup"] = "InvalidParameterValueException", ["codeartifact"] = "ValidationException",
                ["lambda"] = "InvalidParameterValueException", ["iam"] = "MalformedPolicyDocument", ["s3 with the id"] = "MalformedPolicy",
            },
            answer.GetProperty("refused").EnumerateObject().ToDictionary(one => one.Name, one => one.Value.GetString()));
        Assert.All(answer.GetProperty("shown").EnumerateObject(), one => Assert.Equal("AROA", one.Value.GetString()));
        Assert.Equal(7, answer.GetProperty("shown").EnumerateObject().Count());
    }
}
