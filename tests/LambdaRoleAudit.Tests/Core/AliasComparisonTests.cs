using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Repair;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Core;

/// <summary>Two versions are equal if nothing but the role, and what names a version, differs.</summary>
public class AliasComparisonTests
{
    [Fact]
    public void A_version_is_equal_to_its_function()
    {
        var latest = Configuration();
        var version = (JsonObject)latest.DeepClone();
        foreach (var (name, value) in new (string, JsonNode)[]
        {
            ("Role", "arn:aws:iam::123456789012:role/another"), ("Version", "7"), ("RevisionId", "another"),
            ("FunctionArn", "arn:aws:lambda:eu-west-1:123456789012:function:f:7"), ("LastModified", "2026-01-01T00:00:00.000+0000"),
            ("State", "Inactive"), ("StateReason", "idle"), ("StateReasonCode", "Idle"), ("LastUpdateStatus", "Successful"),
            ("LastUpdateStatusReason", "r"), ("LastUpdateStatusReasonCode", "c"), ("ConfigSha256", "x"), ("Description", "build 12"),
            ("MasterArn", "arn:aws:lambda:us-east-1:123456789012:function:f:1"),
        }) version[name] = value;
        version["SnapStart"] = new JsonObject { ["ApplyOn"] = "None", ["OptimizationStatus"] = "On" };
        Assert.True(Compare(latest, version).IsEqual);
    }

    [Theory]
    [InlineData("Runtime", "\"python3.14\"")]
    [InlineData("Handler", "\"other.handler\"")]
    [InlineData("MemorySize", "512")]
    [InlineData("Timeout", "31")]
    [InlineData("CodeSha256", "\"another\"")]
    [InlineData("CodeSize", "1")]
    [InlineData("Layers", """[{"Arn":"arn:aws:lambda:eu-west-1:123456789012:layer:l:1","CodeSize":1}]""")]
    [InlineData("VpcConfig", """{"SubnetIds":["subnet-2"],"SecurityGroupIds":["sg-1"],"VpcId":"vpc-1"}""")]
    [InlineData("FileSystemConfigs", """[{"Arn":"arn:aws:elasticfilesystem:eu-west-1:123456789012:access-point/a"}]""")]
    [InlineData("Architectures", """["arm64"]""")]
    [InlineData("EphemeralStorage", """{"Size":1024}""")]
    [InlineData("TracingConfig", """{"Mode":"Active"}""")]
    [InlineData("DeadLetterConfig", """{"TargetArn":"arn:aws:sqs:eu-west-1:123456789012:d"}""")]
    [InlineData("KMSKeyArn", "\"arn:aws:kms:eu-west-1:123456789012:key/k\"")]
    [InlineData("ImageConfigResponse", """{"ImageConfig":{"Command":["a"]}}""")]
    [InlineData("LoggingConfig", """{"LogFormat":"JSON","LogGroup":"/aws/lambda/f"}""")]
    [InlineData("SnapStart", """{"ApplyOn":"PublishedVersions","OptimizationStatus":"Off"}""")]
    [InlineData("RuntimeVersionConfig", """{"RuntimeVersionArn":"arn:aws:lambda:eu-west-1::runtime:r"}""")]
    [InlineData("DurableConfig", """{"RetentionPeriodInDays":1,"ExecutionTimeout":5}""")]
    [InlineData("AddedByAwsNextYear", """{"Deep":[{"er":false}]}""")]
    public void Any_field_counts(string name, string value)
    {
        var other = Configuration();
        other[name] = JsonNode.Parse(value);
        var compared = Compare(Configuration(), other);
        Assert.Equal([name], compared.Differences);
        Assert.Empty(compared.Unknown);
    }

    [Fact]
    public void Environment_variables_are_named_and_their_values_are_not()
    {
        var other = Configuration();
        other["Environment"]!["Variables"]!["STAGE"] = "canary-value";
        other["Environment"]!["Variables"]!["EMPTY"] = "";
        var compared = Compare(Configuration(), other);
        Assert.Equal(["environment variable EMPTY", "environment variable STAGE"], compared.Differences);
        var read = Read(other);
        foreach (var text in new[] { $"{read}", $"{read.Settings}", JsonSerializer.Serialize(read), $"{compared}" })
        {
            Assert.DoesNotContain("canary-value", text, StringComparison.Ordinal);
            Assert.DoesNotContain("sandbox-secret", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_Lambda_could_not_return_is_unknown()
    {
        var other = Configuration();
        other["Environment"] = new JsonObject
        {
            ["Error"] = new JsonObject { ["ErrorCode"] = "AccessDeniedException", ["Message"] = "kms" },
        };
        var compared = Compare(Configuration(), other);
        Assert.Equal(["Environment"], compared.Unknown);
        Assert.Empty(compared.Differences);
        Assert.False(compared.IsEqual);
        // Both unreadable is not equal either.
        Assert.False(Compare(other, other).IsEqual);
        var bare = Configuration();
        bare.Remove("CodeSha256");
        Assert.Equal(["CodeSha256"], Compare(bare, bare).Unknown);
    }

    /// <summary>What Lambda leaves out in one answer and writes as empty in another is the same.</summary>
    [Fact]
    public void Empty_is_absent()
    {
        var other = Configuration();
        other["KMSKeyArn"] = "";
        other["Layers"] = new JsonArray();
        other["DeadLetterConfig"] = new JsonObject { ["TargetArn"] = null };
        Assert.True(Compare(Configuration(), other).IsEqual);
        other["Layers"] = new JsonArray(new JsonObject());
        Assert.Equal(["Layers"], Compare(Configuration(), other).Differences);
    }

    /// <summary>For random configurations: equal if and only if the JSON is, in whatever order its fields are.</summary>
    [Fact]
    public void Equal_means_the_same_json()
    {
        var leaf = Gen.OneOf(
            Gen.Choose(0, 3).Select(number => $"{number}"),
            Gen.Elements("true", "\"\"", "false", "\"a\"", "\"b\"", "\"a\\u0000b\"", "1.5"));
        Gen<string> Json(int depth) => depth == 0 ? leaf : Gen.OneOf(
            leaf,
            Gen.ArrayOf(Json(depth - 1)).Select(items => $"[{string.Join(',', items.Take(3))}]"),
            Gen.ArrayOf(Gen.Elements("x", "y", "z").Zip(Json(depth - 1)))
                .Select(fields => string.Join(
                    ',', fields.DistinctBy(field => field.Item1).Select(field => $"\"{field.Item1}\":{field.Item2}")))
                .Select(text => $"{{{text}}}"));
        var pairs = Json(2).Zip(Json(2)).ToArbitrary();
        Prop.ForAll(pairs, pair =>
        {
            var (one, other) = (JsonNode.Parse(pair.Item1)!, JsonNode.Parse(pair.Item2)!);
            var (first, second) = (Configuration(), Configuration());
            first["Later"] = one.DeepClone();
            second["Later"] = other.DeepClone();
            // The oracle: what is empty is taken off, and then the framework compares.
            return Compare(first, second).IsEqual == JsonNode.DeepEquals(Pruned(one, true), Pruned(other, true))
                && Compare(first, Reversed(first)).IsEqual;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(400));
    }

    private static JsonNode? Pruned(JsonNode? node, bool isField)
    {
        switch (node)
        {
            case JsonObject fields:
                var left = new JsonObject();
                foreach (var field in fields)
                    if (Pruned(field.Value, true) is { } value) left[field.Key] = value;
                return isField && left.Count == 0 ? null : left;
            case JsonArray items:
                return isField && items.Count == 0 ? null : new JsonArray([.. items.Select(item => Pruned(item, false))]);
            default:
                return isField && node!.ToJsonString() == "\"\"" ? null : node!.DeepClone();
        }
    }

    private static JsonObject Reversed(JsonObject json) => new(json.Reverse().Select(field => KeyValuePair.Create(
        field.Key, field.Value is JsonObject inner ? Reversed(inner) : field.Value?.DeepClone())));

    private static JsonObject Configuration()
    {
        var account = Estate.NewAccount();
        var function = Estate.AddFunction(account, "eu-west-1", "f", Estate.AddRole(account, "/", "r"), inVpc: false);
        return (JsonObject)function.Configuration.DeepClone();
    }

    private static FunctionVersion Read(JsonObject configuration) => FunctionVersionReader.Read(
        new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["Configuration"] = configuration.DeepClone() })),
        "eu-west-1");

    private static AliasComparison Compare(JsonObject one, JsonObject other) => AliasComparison.Of(Read(one), Read(other));
}
