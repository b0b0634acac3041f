using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Roles;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Core.Roles;

public class CreatedPolicyTests
{
    private const string Role = "arn:aws-cn:iam::123456789012:role/team/x/orders-us-east-1-0123456789abcdef";

    [Theory]
    [InlineData("arn:aws-cn:iam::123456789012:policy/team/x/orders-us-east-1-0123456789abcdef-1", true)]
    [InlineData("arn:aws-cn:iam::123456789012:policy/team/x/orders-us-east-1-0123456789abcdef-25", true)]
    [InlineData("arn:aws-cn:iam::123456789012:policy/team/x/orders-us-east-1-0123456789abcdef-0", false)]
    [InlineData("arn:aws-cn:iam::123456789012:policy/team/x/orders-us-east-1-0123456789abcdef-01", false)]
    [InlineData("arn:aws-cn:iam::123456789012:policy/team/x/orders-us-east-1-0123456789abcdef", false)]
    [InlineData("arn:aws-cn:iam::123456789012:policy/team/x/orders-us-east-1-0123456789abcdef-1-1", false)]
    [InlineData("arn:aws-cn:iam::123456789012:policy/team/orders-us-east-1-0123456789abcdef-1", false)]
    [InlineData("arn:aws-cn:iam::210987654321:policy/team/x/orders-us-east-1-0123456789abcdef-1", false)]
    [InlineData("arn:aws:iam::123456789012:policy/team/x/orders-us-east-1-0123456789abcdef-1", false)]
    [InlineData("arn:aws-cn:iam::aws:policy/team/x/orders-us-east-1-0123456789abcdef-1", false)]
    public void Is_known_by_name_path_account_and_partition(string policy, bool expected) =>
        Assert.Equal(expected, CreatedPolicy.Is(Role, policy));

    [Fact]
    public void A_role_that_no_repair_named_has_none() =>
        Assert.False(CreatedPolicy.Is("arn:aws:iam::123456789012:role/orders", "arn:aws:iam::123456789012:policy/orders-1"));

    [Theory]
    [InlineData(1)]
    [InlineData(12)]
    public void Its_name_has_its_number(int number)
    {
        var name = CreatedPolicy.NameOf(Arn.NameIn(Role), number);
        Assert.Equal(number, CreatedPolicy.NumberOf(name));
        Assert.True(CreatedPolicy.Is(Role, CreatedPolicy.ArnOf(Role, name)));
    }

    [Fact]
    public void The_content_has_their_documents_and_numbers_and_not_their_names()
    {
        var content = new RoleContent("/", TrustPolicies.Lambda, null, [], []);
        RoleContent With(params (string Name, string Action)[] policies) => content with
        {
            CreatedPolicies = [.. policies.Select(policy => new InlinePolicy(policy.Name, NarrowedRoles.Allow(policy.Action)))],
        };

        var hash = With(("x-1", "s3:*"), ("x-2", "sqs:*")).Hash;
        Assert.Equal(hash, With(("y-2", "sqs:*"), ("y-1", "s3:*")).Hash);
        Assert.NotEqual(hash, With(("x-1", "sqs:*"), ("x-2", "s3:*")).Hash);
        Assert.NotEqual(hash, With(("x-1", "s3:*")).Hash);
        Assert.NotEqual(content.Hash, With(("x-1", "s3:*")).Hash);
        Assert.NotEqual(With(("x-1", "s3:*")).Hash, (content with { InlinePolicies = With(("x-1", "s3:*")).CreatedPolicies }).Hash);
        // Roles that were created before there were such policies keep their names.
        Assert.Equal(content.Hash, With().Hash);
        Assert.Equal(
            ["another document in policy x-1", "no longer policy x-2"],
            With(("x-1", "s3:Get*")).DifferencesFrom(With(("x-1", "s3:*"), ("x-2", "sqs:*"))));
        Assert.Equal(["policy x-2"], With(("x-1", "s3:*"), ("x-2", "sqs:*")).Beyond(With(("x-1", "s3:*"))));
    }

    [Fact]
    public void What_IAM_would_reject_is_found_before_any_call()
    {
        var spec = NarrowedRoles.SpecOf(NarrowedRoles.State().Accounts.Values.Single(), "a", Shared());
        Assert.Empty(RoleSpecChecks.Find(spec, "aws"));
        var large = NarrowedRoles.Allow($"s3:{new string('x', 6_144)}");
        Assert.Equal(
            "PolicyTooLarge",
            Assert.Single(RoleSpecChecks.Find(spec with { CreatedPolicies = [new InlinePolicy("x-1", large)] }, "aws")).ErrorId);
        var many = Enumerable.Range(1, 24).Select(number => $"arn:aws:iam::123456789012:policy/p{number}").ToList();
        Assert.Equal("TooManyPolicies", Assert.Single(RoleSpecChecks.Find(spec with { AttachedPolicyArns = many }, "aws")).ErrorId);
        Assert.Empty(RoleSpecChecks.Find(spec with { AttachedPolicyArns = [.. many.Take(23)] }, "aws"));
    }

    private static Sandbox.State.RoleState Shared() => NarrowedRoles.State().Accounts.Values.Single().Roles["shared"];
}
