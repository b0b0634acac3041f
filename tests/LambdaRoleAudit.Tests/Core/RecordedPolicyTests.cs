using System.Text.Json.Nodes;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.ResourcePolicies;

namespace LambdaRoleAudit.Tests.Core;

/// <summary>What AWS Config recorded of a policy: a missing property is not a missing policy.</summary>
public class RecordedPolicyTests
{
    private const string Path = "supplementaryConfiguration.BucketPolicy.policyText";
    private const string Policy = """{"Version":"2012-10-17","Statement":[]}""";

    [Fact]
    public void Parts_can_be_objects_or_JSON_texts()
    {
        var text = new JsonObject { ["policyText"] = Policy };
        foreach (var part in (JsonNode[])[text.DeepClone(), text.ToJsonString()])
            Assert.Equal(Policy, RecordedPolicy.TryParse(Item("supplementaryConfiguration", "BucketPolicy", part), Path)?.Document);
        Assert.Equal(
            Policy, RecordedPolicy.TryParse(Item("configuration", "Policy", JsonNode.Parse(Policy)!), "configuration.Policy")?.Document);
    }

    [Fact]
    public void Null_is_no_policy_and_a_missing_property_is_not()
    {
        var none = RecordedPolicy.TryParse(
            Item("supplementaryConfiguration", "BucketPolicy", new JsonObject { ["policyText"] = null }), Path);
        Assert.NotNull(none);
        Assert.Null(none.Document);
        Assert.Null(RecordedPolicy.TryParse(Item("supplementaryConfiguration", "BucketPolicy", new JsonObject()), Path));
        Assert.Null(RecordedPolicy.TryParse(Item("supplementaryConfiguration", "Other", new JsonObject()), Path));
        Assert.Null(RecordedPolicy.TryParse(Item("supplementaryConfiguration", "BucketPolicy", new JsonArray()), Path));
        Assert.Null(RecordedPolicy.TryParse(Item("supplementaryConfiguration", "BucketPolicy", "{"), Path));
        Assert.Null(RecordedPolicy.TryParse(Item("configuration", "Policy", ""), "configuration.Policy"));
    }

    [Theory]
    [InlineData("configurationItemStatus", "ResourceNotRecorded")]
    [InlineData("configurationItemStatus", "ResourceDeletedNotRecorded")]
    [InlineData("configurationItemStatus", null)]
    [InlineData("configurationItemCaptureTime", null)]
    [InlineData("configurationItemCaptureTime", "yesterday")]
    [InlineData("arn", null)]
    public void An_item_that_is_not_current_is_not_used(string property, string? value)
    {
        var item = JsonNode.Parse(Item("configuration", "Policy", Policy))!;
        Assert.NotNull(RecordedPolicy.TryParse(item.ToJsonString(), "configuration.Policy"));
        item[property] = value;
        Assert.Null(RecordedPolicy.TryParse(item.ToJsonString(), "configuration.Policy"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"arn\":1}")]
    [InlineData("{\"arn\":\"a\",\"arn\":\"b\"}")]
    public void What_AWS_Config_does_not_write_is_not_used(string result) => Assert.Null(RecordedPolicy.TryParse(result, Path));

    [Theory]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*"}]}""", true)]
    [InlineData("""{"Statement":[{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":"s3:*"}]}""", true)]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:role/x"}}]}""", false)]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:role\/x"}}]}""", false)]
    [InlineData("""{"Statement":[{"Effect":"Allow","NotPrincipal":{"AWS":"arn:aws:sts::123456789012:assumed-role/x/y"}}]}""", false)]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":{"AWS":"AROAEXAMPLE"}}]}""", false)]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":"*","Condition":{"StringEquals":{"AWS:UserId":"x"}}}]}""", false)]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":"*","Resource":"arn:aws:s3:::b/${aws:PrincipalTag/team}/*"}]}""", false)]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:\u0072ole/x"}}]}""", false)]
    public void A_text_that_can_tell_roles_apart_is_read_again(string text, bool isAlike) =>
        Assert.Equal(isAlike, CallerText.TreatsRolesAlike(text));

    private static string Item(string part, string name, JsonNode? value) => new JsonObject
    {
        ["arn"] = "arn:aws:s3:::orders",
        ["configurationItemStatus"] = "OK",
        ["configurationItemCaptureTime"] = "2026-11-01T12:00:00.000Z",
        [part] = new JsonObject { [name] = value },
    }.ToJsonString();
}
