using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Core;

public class FunctionInventoryBuilderTests
{
    private readonly List<Problem> _problems = [];
    private readonly FunctionInventoryBuilder _builder;

    public FunctionInventoryBuilderTests() => _builder = new FunctionInventoryBuilder(_problems.Add);

    [Fact]
    public void A_function_read_twice_counts_once()
    {
        _builder.Add(Functions.On("r1", "f1"));
        _builder.Add(Functions.On("r1", "f1"));
        Assert.Single(_builder.Build().Functions);
        Assert.Empty(_problems);
    }

    [Fact]
    public void Two_roles_for_one_function_are_said()
    {
        _builder.Add(Functions.On("r1", "f1"));
        _builder.Add(Functions.On("r2", "f1"));
        Assert.Equal(Functions.RoleArn("r2"), Assert.Single(_builder.Build().Functions).Role);
        Assert.Equal("ConflictingFunction", Assert.Single(_problems).ErrorId);
        Assert.False(_builder.Build().IsComplete);
    }

    [Fact]
    public void A_name_alone_twice_is_ambiguous()
    {
        var nameless = new LambdaFunction
        {
            FunctionName = "f1", FunctionArn = "", Role = Functions.RoleArn("r1"), Region = "", AccountId = Functions.Account,
            Version = LambdaFunction.Latest,
        };
        _builder.Add(nameless);
        Assert.Empty(_problems);
        _builder.Add(nameless);
        Assert.Equal("AmbiguousFunction", Assert.Single(_problems).ErrorId);
        Assert.False(_builder.Build().IsComplete);
    }

    [Fact]
    public void One_bad_role_does_not_cost_the_rest()
    {
        _builder.Add(Functions.On("arn:aws:iam::123456789012:user/not-a-role", "f1"));
        _builder.Add(Functions.On("r1", "f2"));
        Assert.Equal("f2", Assert.Single(_builder.Build().Functions).FunctionName);
        Assert.Equal("InvalidRoleArn", Assert.Single(_problems).ErrorId);
    }

    [Theory]
    [InlineData("arn:aws:iam::123456789012:role/a:b")]
    [InlineData("arn:aws:iam::123456789012:role/")]
    [InlineData("arn:aws:iam::123456789012:role/path/")]
    [InlineData("arn:aws:iam::12345678901x:role/r")]
    [InlineData("arn:aws:sts::123456789012:role/r")]
    public void A_bad_role_is_seen_after_a_good_one_too(string role)
    {
        Assert.False(Arn.TryParseRole(role, out _));
        _builder.Add(Functions.On("r1", "f1"));
        _builder.Add(Functions.On(role, "f2"));
        Assert.Equal("InvalidRoleArn", Assert.Single(_problems).ErrorId);
        Assert.Equal(1, _builder.Count);
    }

    [Theory]
    [InlineData("arn:aws:lambda:us-east-1:123456789012:function:f:1:2")]
    [InlineData("arn:aws:lambda:us-east-1:123456789012:function:")]
    [InlineData("arn:aws:lambda:us-east-1:123456789012:function::1")]
    [InlineData("arn:aws:lambda:us-east-1:12345:function:f")]
    public void A_bad_function_arn_is_seen_after_a_good_one_too(string arn)
    {
        _builder.Add(Functions.On("r1", "f1"));
        _builder.Add(new LambdaFunction
        {
            FunctionName = "f",
            FunctionArn = arn,
            Role = Functions.RoleArn("r1"),
            Region = "",
            AccountId = "",
            Version = LambdaFunction.Latest
        });
        Assert.Equal("InvalidFunctionArn", Assert.Single(_problems).ErrorId);
        Assert.Equal(1, _builder.Count);
    }

    [Fact]
    public void An_unread_region_makes_the_inventory_incomplete()
    {
        _builder.AddUnreadRegion("eu-west-1", InputErrors.FileNotFound.About("x", ("path", "x")));
        var inventory = _builder.Build();
        Assert.Equal(["eu-west-1"], inventory.UnreadRegions);
        Assert.False(inventory.IsComplete);
    }
}
