using LambdaRoleAudit.Inventory;
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
            FunctionName = "f1", FunctionArn = "", Role = Functions.RoleArn("r1"), Region = "", AccountId = Functions.Account, Version = LambdaFunction.Latest,
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

    [Fact]
    public void An_unread_region_makes_the_inventory_incomplete()
    {
        _builder.AddUnreadRegion("eu-west-1", InputProblems.FileNotFound("x"));
        var inventory = _builder.Build();
        Assert.Equal(["eu-west-1"], inventory.UnreadRegions);
        Assert.False(inventory.IsComplete);
    }
}
