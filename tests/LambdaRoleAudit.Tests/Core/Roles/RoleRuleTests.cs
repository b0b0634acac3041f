using FsCheck;
using FsCheck.Fluent;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Tests.Core.Roles;

/// <summary>Names, references, owners and specifications.</summary>
public class RoleRuleTests
{
    [Fact]
    public void A_function_s_role_name_is_always_one_that_IAM_takes_and_always_the_same()
    {
        var names = Gen.Elements("abcXYZ019_-".ToCharArray()).ArrayOf().Select(letters => new string(letters))
            .Where(name => name.Length is > 0 and <= 64);
        Prop.ForAll(names.ToArbitrary(), name =>
        {
            var arn = $"arn:aws:lambda:ap-southeast-1:123456789012:function:{name}";
            foreach (var made in (string[])[RoleNaming.For(name, "ap-southeast-1", arn), RoleNaming.Hashed(name, "ap-southeast-1", arn)])
            {
                Assert.True(RoleNames.IsValid(made), made);
                Assert.NotEqual(made, RoleNaming.Hashed(name, "ap-southeast-1", arn + "x"));
            }

            Assert.Equal(RoleNaming.For(name, "ap-southeast-1", arn), RoleNaming.For(name, "ap-southeast-1", arn));
        }).QuickCheckThrowOnFailure();
        Assert.Equal("f-us-east-1-role", RoleNaming.For("f", "us-east-1", "arn:aws:lambda:us-east-1:123456789012:function:f"));
        Assert.Equal(64, RoleNaming.For(new string('a', 64), "us-east-1", "x").Length);
    }

    [Theory]
    [InlineData("f", "f", null, null, null)]
    [InlineData("f:3", "f", null, null, "3")]
    [InlineData("f:$LATEST", "f", null, null, null)]
    [InlineData("function:f", "f", null, null, null)]
    [InlineData("123456789012:function:f", "f", null, "123456789012", null)]
    [InlineData("arn:aws:lambda:us-east-1:123456789012:function:f", "f", "us-east-1", "123456789012", null)]
    [InlineData("arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:f:live", "f", "us-gov-west-1", "123456789012", "live")]
    public void Functions_are_named_in_every_form_that_Lambda_takes(
        string text, string name, string? region, string? account, string? qualifier)
    {
        Assert.True(FunctionReference.TryParse(text, out var reference));
        Assert.Equal(new FunctionReference(name, region, account, qualifier), reference);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("arn:aws:s3:::bucket")]
    [InlineData("arn:aws:lambda:us-east-1:12:function:f")]
    [InlineData(null)]
    public void What_is_no_function_is_refused(string? text) => Assert.False(FunctionReference.TryParse(text, out _));

    [Theory]
    [InlineData("aws:cloudformation:stack-name", "shop", "CloudFormation")]
    [InlineData("lambda:createdBy", "SAM", "sam")]
    [InlineData("managed-by", "Terraform 1.9", "terraform")]
    [InlineData("ManagedBy", "OpenTofu", "opentofu")]
    [InlineData("Terraform", "true", "terraform")]
    [InlineData("provisioner", "serverless", "serverless")]
    [InlineData("team", "terraform", null)]
    [InlineData("sampling", "on", null)]
    [InlineData("owner", "orders", null)]
    public void Deployment_tools_are_known_by_their_tags(string key, string value, string? tool) =>
        Assert.Equal(tool, FunctionOwner.Find(new Dictionary<string, string> { [key] = value })?.Tool);

    public static TheoryData<string, RoleSpec> Broken()
    {
        var good = Good();
        const string document = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}""";
        RoleSpec Inline(string text) => good with { InlinePolicies = [new InlinePolicy("p", text)] };
        return new TheoryData<string, RoleSpec>
        {
            { "InvalidRoleName", good with { RoleName = new string('r', 65) } },
            { "InvalidRoleName", good with { RoleName = "a/b" } },
            { "InvalidPath", good with { Path = "team" } },
            { "InvalidDescription", good with { Description = new string('d', 1001) } },
            { "InvalidDescription", good with { Description = "snow \u2744" } },
            { "InvalidMaxSessionDuration", good with { MaxSessionDuration = 60 } },
            { "TooManyTags", good with { Tags = Enumerable.Range(0, 50).ToDictionary(i => $"k{i}", _ => "v") } },
            { "InvalidTag", good with { Tags = new Dictionary<string, string> { ["aws:x"] = "v" } } },
            { "InvalidTag", good with { Tags = new Dictionary<string, string> { ["k"] = new('v', 257) } } },
            { "TooManyPolicies",
                good with { AttachedPolicyArns = [.. Enumerable.Range(0, 26).Select(i => $"arn:aws:iam::123456789012:policy/p{i}")] } },
            { "InvalidPolicyArn", good with { AttachedPolicyArns = ["AWSLambdaBasicExecutionRole"] } },
            { "PolicyOfAnotherPartition",
                good with { AttachedPolicyArns = ["arn:aws-cn:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"] } },
            { "PolicyOfAnotherPartition", good with { PermissionsBoundaryArn = "arn:aws-us-gov:iam::aws:policy/PowerUserAccess" } },
            { "InvalidPolicyName", good with { InlinePolicies = [new InlinePolicy("a b", document)] } },
            { "PoliciesTooLarge", Inline(document.Replace("\"*\"", $"\"{new string('x', 10_240)}\"", StringComparison.Ordinal)) },
            { "InvalidPolicyDocument", Inline("{}") },
            { "InvalidPolicyDocument", Inline("""{"Version":"2012-10-17","Statement":[]}""") },
            { "InvalidPolicyDocument", Inline(document.Replace("s3:GetObject", "GetObject", StringComparison.Ordinal)) },
            { "InvalidPolicyDocument", Inline(document.Replace("\"*\"", "\"\u2744\"", StringComparison.Ordinal)) },
            { "InvalidPolicyDocument", Inline(document.Replace("\"Effect\"", "\"Sid\":\"a-b\",\"Effect\"", StringComparison.Ordinal)) },
            { "InvalidPolicyDocument", Inline(document.Replace("\"Effect\"", "\"Principal\":\"*\",\"Effect\"", StringComparison.Ordinal)) },
            { "InvalidPolicyDocument", Inline(document.Replace(",\"Resource\":\"*\"", "", StringComparison.Ordinal)) },
            { "InvalidPolicyDocument",
                Inline(document.Replace("\"Resource\"", "\"Ressource\":\"*\",\"Resource\"", StringComparison.Ordinal)) },
            { "InvalidPolicyDocument",
                Inline(
                    """{"Version":"2012-10-17","Statement":[{"Sid":"A","Effect":"Allow","Action":"s3:*","Resource":"*"},{"Sid":"A","Effect":"Allow","Action":"sqs:*","Resource":"*"}]}""") },
            { "InvalidPolicyDocument",
                Inline(
                    """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringSounds":{"a":"b"}}}]}""") },
            { "InvalidPolicyDocument", good with { TrustPolicy = document } },
        };
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public void What_IAM_would_refuse_is_found_before_any_call(string errorId, RoleSpec spec)
    {
        var problems = RoleSpecChecks.Find(spec, "aws").ToList();
        Assert.Contains(errorId, problems.Select(problem => problem.ErrorId));
        Assert.All(problems, problem => Assert.True(problem.RecommendedAction.Length > 10));
    }

    [Fact]
    public void What_is_right_is_let_through()
    {
        Assert.Empty(RoleSpecChecks.Find(Good(), "aws"));
        Assert.Empty(RoleSpecChecks.Find(
            Good() with
            {
                TrustPolicy = TrustPolicies.ForAccount("123456789012"),
                Path = "/a/b/",
                MaxSessionDuration = 43200,
                Tags = Enumerable.Range(0, 49).ToDictionary(i => $"k{i}", _ => "")
            }, "aws"));
    }

    [Fact]
    public void Every_difference_between_specifications_is_named()
    {
        var good = Good();
        (RoleSpec Other, string Named)[] others =
        [
            (good with { Path = "/x/" }, "path"), (good with { Description = "d" }, "description"),
            (good with { TrustPolicy = TrustPolicies.ForAccount("123456789012") }, "trust policy"),
            (good with { AttachedPolicyArns = ["a"] }, "policy a"),
            (good with { InlinePolicies = [new InlinePolicy("a", "b")] }, "inline policy a"),
            (good with { Tags = new Dictionary<string, string> { ["a"] = "b" } }, "tag a"),
            (good with { PermissionsBoundaryArn = "a" }, "permissions boundary a"),
            (good with { MaxSessionDuration = 3600 }, "session duration"), (good with { RoleName = "s" }, "role name"),
            (good with { FunctionArn = "f" }, "function ARN"), (good with { SourceRoleArn = "s" }, "source role"),
        ];
        foreach (var (other, named) in others)
        {
            Assert.Contains(named, Assert.Single(other.DifferencesFrom(good)), StringComparison.Ordinal);
            Assert.NotEmpty(good.DifferencesFrom(other));
        }

        Assert.Empty((good with { RoleName = good.RoleName.ToUpperInvariant(), RepairId = "another" }).DifferencesFrom(good));
    }

    private static RoleSpec Good() => new() { RoleName = "r", Path = "/", TrustPolicy = TrustPolicies.Lambda };
}
