using System.Reflection;
using System.Text.RegularExpressions;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Roles;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Documentation;

/// <summary>The policy of docs/security.md keeps everybody but the role that repairs from writing the module's tags.</summary>
public partial class SecurityPageTests
{
    private const string Repairer = "arn:aws:iam::123456789012:role/LambdaRoleRepair";
    private const string Other = "arn:aws:iam::123456789012:role/Developer";

    private static readonly PolicySet Policies = new(
        [PolicyDocument.Parse(PolicyOfThePage()),
            PolicyDocument.Parse("""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}""")]);

    /// <summary>Every tag that the code knows: one that is new must come into the policy, or it can be written in other letters.</summary>
    public static TheoryData<string> Tags => [.. typeof(RoleSpec).Assembly.GetTypes()
        .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static))
        .Where(member => member.IsLiteral && member.FieldType == typeof(string))
        .Select(member => (string)member.GetRawConstantValue()!)
        .Where(value => KeyOfOurs().IsMatch(value)).Distinct()];

    [Theory]
    [MemberData(nameof(Tags))]
    public void A_tag_of_ours_is_the_repairers_alone(string tag)
    {
        foreach (var action in new[] { "iam:CreateRole", "iam:TagRole", "iam:UntagRole" })
        {
            foreach (var key in new[] { tag, tag.ToUpperInvariant(), "L" + tag[1..], "lambda-role-audit:new" })
            {
                Assert.Equal(PolicyVerdict.Denied, Decide(action, Other, key));
                Assert.Equal(PolicyVerdict.Denied, Decide(action, Other, "team", key));
                Assert.Equal(PolicyVerdict.Denied, Decide(action, "arn:aws:iam::999999999999:role/LambdaRoleRepair", key));
                Assert.Equal(PolicyVerdict.Denied, Decide(action, "arn:aws:iam::123456789012:user/LambdaRoleRepair", key));
                Assert.Equal(PolicyVerdict.Allowed, Decide(action, Repairer, key));
            }
        }
    }

    [Fact]
    public void Other_tags_and_roles_without_tags_are_everybodys()
    {
        foreach (var action in new[] { "iam:CreateRole", "iam:TagRole", "iam:UntagRole" })
        {
            Assert.Equal(PolicyVerdict.Allowed, Decide(action, Other, "team", "my-lambda-role-audit:function-arn"));
            Assert.Equal(PolicyVerdict.Allowed, Decide(action, Other));
        }
    }

    private static PolicyVerdict Decide(string action, string principal, params string[] tagKeys) =>
        PolicyEvaluator.Evaluate(Policies, new PolicyRequest(
            action, "arn:aws:iam::123456789012:role/orders",
            new RequestContext([new("aws:TagKeys", tagKeys), new("aws:PrincipalArn", [principal])]))).Verdict;

    private static string PolicyOfThePage() =>
        Assert.Single(
            JsonBlock().Matches(File.ReadAllText(Path.Combine(TestEnvironment.RepositoryRoot, "docs", "security.md")))).Groups[1].Value;

    [GeneratedRegex("^```json\r?$(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex JsonBlock();

    [GeneratedRegex("^lambda-role-audit:[a-z-]+$")]
    private static partial Regex KeyOfOurs();
}
