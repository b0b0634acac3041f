using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>Small inputs of every kind that users hand over, each right.</summary>
public static class SampleInputs
{
    public const string Trust =
        """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}""";

    public const string Policy =
        """{"Version":"2012-10-17","Statement":[{"Sid":"a","Effect":"Allow","Action":["s3:GetObject","logs:*"],"Resource":"arn:aws:s3:::b/*","Condition":{"StringEquals":{"aws:RequestedRegion":"eu-west-1"}}}]}""";

    /// <summary>An object that list-functions gives.</summary>
    public static JsonObject Function(string name, string role, string region = "us-east-1", string account = Functions.Account) => new()
    {
        ["FunctionName"] = name,
        ["FunctionArn"] = $"arn:aws:lambda:{region}:{account}:function:{name}",
        ["Runtime"] = "python3.13",
        ["Role"] = $"arn:aws:iam::{account}:role/{role}",
        ["Handler"] = "a.b",
        ["LastModified"] = "2026-04-01T12:34:56.789+0000",
        ["Version"] = "$LATEST",
        ["TracingConfig"] = new JsonObject { ["Mode"] = "PassThrough" },
        ["Architectures"] = new JsonArray("arm64"),
    };

    /// <summary>A page of list-functions.</summary>
    public static JsonObject Page(params JsonObject[] functions) => new() { ["Functions"] = new JsonArray([.. functions]) };

    /// <summary>A role of get-account-authorization-details.</summary>
    public static JsonObject Role(string name, string account = Functions.Account, string policy = Policy) => new()
    {
        ["Path"] = "/",
        ["RoleName"] = name,
        ["RoleId"] = "AROAEXAMPLE",
        ["Arn"] = $"arn:aws:iam::{account}:role/{name}",
        ["CreateDate"] = "2026-01-01T00:00:00+00:00",
        ["AssumeRolePolicyDocument"] = JsonNode.Parse(Trust),
        ["InstanceProfileList"] = new JsonArray(),
        ["RolePolicyList"] = new JsonArray(new JsonObject { ["PolicyName"] = "p", ["PolicyDocument"] = JsonNode.Parse(policy) }),
        ["AttachedManagedPolicies"] = new JsonArray(new JsonObject { ["PolicyName"] = "m", ["PolicyArn"] = "arn:aws:iam::aws:policy/m" }),
        ["Tags"] = new JsonArray(new JsonObject { ["Key"] = "team", ["Value"] = "orders" }),
        ["RoleLastUsed"] = new JsonObject { ["LastUsedDate"] = "2026-02-01T00:00:00+00:00", ["Region"] = "us-east-1" },
    };

    /// <summary>A page of get-account-authorization-details.</summary>
    public static JsonObject Roles(params JsonObject[] roles) => new()
    {
        ["RoleDetailList"] = new JsonArray([.. roles]),
        ["Policies"] = new JsonArray(new JsonObject
        {
            ["Arn"] = "arn:aws:iam::aws:policy/m",
            ["PolicyVersionList"] = new JsonArray(new JsonObject
            {
                ["VersionId"] = "v1", ["IsDefaultVersion"] = true, ["Document"] = JsonNode.Parse(Policy)
            }),
        }),
        ["IsTruncated"] = false,
    };

    /// <summary>An event source mapping.</summary>
    public static JsonObject Mapping(string uuid, string function, string region = "us-east-1") => new()
    {
        ["UUID"] = uuid,
        ["FunctionArn"] = Functions.Arn(function, region),
        ["EventSourceArn"] = $"arn:aws:sqs:{region}:{Functions.Account}:jobs",
        ["State"] = "Enabled",
        ["LastModified"] = "2026-04-01T12:34:56+00:00",
        ["DestinationConfig"] = new JsonObject
        {
            ["OnFailure"] = new JsonObject { ["Destination"] = "arn:aws:sqs:us-east-1:123456789012:dead" }
        },
    };

    /// <summary>A page of list-event-source-mappings.</summary>
    public static JsonObject Mappings(params JsonObject[] mappings) => new() { ["EventSourceMappings"] = new JsonArray([.. mappings]) };

    /// <summary>An item of AWS Config.</summary>
    public static JsonObject ConfigItem(string name, string role, JsonNode time, bool isText) => new()
    {
        ["configurationItemCaptureTime"] = time,
        ["configurationItemStatus"] = "OK",
        ["resourceType"] = "AWS::Lambda::Function",
        ["arn"] = Functions.Arn(name),
        ["awsRegion"] = "us-east-1",
        ["configuration"] = isText ? Configuration(name, role).ToJsonString() : Configuration(name, role),
    };

    /// <summary>A step of a plan.</summary>
    public static LambdaRoleRepairStep Step(string name) => new()
    {
        RepairId = "r-1",
        FunctionName = name,
        FunctionArn = Functions.Arn(name),
        Region = "us-east-1",
        RevisionId = "rev-1",
        SourceRoleArn = Functions.RoleArn("shared"),
        Strategy = RepairStrategy.Copy,
        TargetRoleName = $"{name}-role",
        ContentHash = new string('0', 64),
        TargetPath = "/",
        TrustPolicy = Trust,
        Description = "a role",
        MaxSessionDuration = 3600,
        AttachedPolicyArns = ["arn:aws:iam::aws:policy/m"],
        InlinePolicies = [new InlinePolicy("p", Policy)],
        Tags = new SortedDictionary<string, string> { ["team"] = "orders" },
        Proof = "Proven",
        Warnings = [new PlanIssue("Vpc", "The function is in a VPC.")],
    };

    /// <summary>A plan, as ConvertTo-Json writes it: enumerations as numbers.</summary>
    public static byte[] Plan(params string[] names) => JsonSerializer.SerializeToUtf8Bytes(names.Select(Step));

    /// <summary>A finding of a baseline.</summary>
    public static JsonObject Finding(string name) => new()
    {
        ["RuleId"] = "LRA-203",
        ["Severity"] = 2,
        ["Status"] = 0,
        ["Title"] = "t",
        ["FunctionName"] = name,
        ["FunctionArn"] = Functions.Arn(name),
        ["RoleArn"] = Functions.RoleArn("shared"),
        ["Evidence"] = "e",
    };

    /// <summary>A suppression.</summary>
    public static JsonObject Suppression(string name) => new()
    {
        ["RuleId"] = "LRA-203",
        ["FunctionName"] = name,
        ["RoleName"] = "shared",
        ["Reason"] = "reviewed",
        ["Expires"] = "2999-01-31",
    };

    public static byte[] Utf8(JsonNode json) => Encoding.UTF8.GetBytes(json.ToJsonString());

    private static JsonObject Configuration(string name, string role) => new()
    {
        ["functionName"] = name,
        ["functionArn"] = Functions.Arn(name),
        ["role"] = Functions.RoleArn(role),
        ["version"] = "$LATEST",
    };
}
