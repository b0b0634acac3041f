using FsCheck;
using FsCheck.Fluent;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Core;

public class SharedRolesTests
{
    private static readonly Selection Everything = Selection.Everything;

    [Fact]
    public void Two_functions_on_one_role_share_it_and_one_does_not()
    {
        var role = Assert.Single(Find(Functions.On("r1", "f1"), Functions.On("r1", "f2"), Functions.On("r2", "f3")));
        Assert.Equal(("r1", 2), (role.RoleName, role.FunctionCount));
        Assert.Equal(("Lambda-006", "High"), (role.RuleId, role.Severity));
        Assert.Equal(["PCI", "APRA", "MAS", "AWS Well-Architected Framework: Security pillar"], role.Compliance);
    }

    [Fact]
    public void Sharing_across_regions_is_sharing()
    {
        var role = Assert.Single(Find(Functions.On("r1", "same-name", "us-east-1"), Functions.On("r1", "same-name", "eu-west-1")));
        Assert.Equal(["eu-west-1", "us-east-1"], role.Regions);
    }

    [Fact]
    public void Versions_of_one_function_do_not_share() =>
        Assert.Empty(Find(Functions.On("r1", "f1"), Functions.On("r1", "f1", version: "1"), Functions.On("r1", "f1", version: "2")));

    [Fact]
    public void A_version_on_another_functions_role_shares_it()
    {
        var role = Assert.Single(Find(Functions.On("r1", "f1"), Functions.On("r2", "f2"), Functions.On("r1", "f2", version: "1")));
        Assert.Equal(["f1", "f2:1"], role.Functions.Select(function => function.ToString()));
        Assert.Equal(2, role.FunctionCount);
    }

    [Theory]
    [InlineData("app-role", "app-role2")]
    [InlineData("app-role", "app_role")]
    [InlineData("team/app-role", "app-role")]
    [InlineData("arn:aws:iam::123456789012:role/r", "arn:aws:iam::210987654321:role/r")]
    [InlineData("arn:aws:iam::123456789012:role/r", "arn:aws-cn:iam::123456789012:role/r")]
    public void Roles_that_are_nearly_the_same_are_not(string one, string other) =>
        Assert.Empty(Find(Functions.On(one, "f1"), Functions.On(other, "f2")));

    [Fact]
    public void Role_names_are_unique_without_regard_to_case()
    {
        var role = Assert.Single(Find(Functions.On("Team-Role", "f1"), Functions.On("team-role", "f2")));
        Assert.Equal(2, role.FunctionCount);
    }

    [Fact]
    public void Most_shared_first_then_by_name() => Assert.Equal(["b", "a", "c"], Find(
        Functions.On("c", "1"), Functions.On("c", "2"), Functions.On("a", "3"), Functions.On("a", "4"),
        Functions.On("b", "5"), Functions.On("b", "6"), Functions.On("b", "7")).Select(role => role.RoleName));

    [Fact]
    public void Versions_are_in_the_order_of_their_numbers() => Assert.Equal(
        ["f1", "f1:2", "f1:10", "f2"],
        Assert.Single(Find(
            Functions.On("r", "f1", version: "10"), Functions.On("r", "f2"), Functions.On("r", "f1", version: "2"),
            Functions.On("r", "f1")))
            .Functions.Select(function => function.ToString()));

    [Fact]
    public void Filters_show_less_and_compare_everything()
    {
        LambdaFunction[] functions = [
            Functions.On("r1", "f1"), Functions.On("r1", "f2"), Functions.On("r2", "f3"), Functions.On("r2", "f4")];
        var role = Assert.Single(Find(Choose.Function("f1"), functions));
        Assert.Equal(["f1", "f2"], role.Functions.Select(function => function.FunctionName));
        Assert.Equal("r2", Assert.Single(Find(Choose.Role("r2"), functions)).RoleName);
        Assert.Empty(Find(Everything, 3, functions));
    }

    [Fact]
    public void What_is_incomplete_says_so_in_every_result()
    {
        var told = 0;
        var builder = new FunctionInventoryBuilder(_ => told++);
        builder.Add(Functions.On("r", "f1"));
        builder.Add(Functions.On("r", "f2"));
        builder.AddUnreadRegion("eu-west-1", InputErrors.FileNotFound.About("x", ("path", "x")));
        var inventory = builder.Build();
        Assert.Equal(1, told);
        var role = Assert.Single(SharedRoles.Find(Account.OfFunctions(inventory, isScoped: false), Everything));
        Assert.False(role.IsComplete);
        Assert.Equal(["eu-west-1"], role.UnreadRegions);
    }

    [Fact]
    public void For_any_estate_the_answer_is_that_of_a_plain_count_and_does_not_hang_on_order()
    {
        var function =
            from role in Gen.Choose(0, 5)
            from name in Gen.Choose(0, 8)
            from region in Gen.Elements("us-east-1", "eu-west-1")
            from version in Gen.Elements("$LATEST", "1")
            select Functions.On($"r{role}", $"f{name}", region, version);
        var estate = function.ListOf().Select(list => list.DistinctBy(f => f.FunctionArn).ToArray());
        Prop.ForAll(estate.ToArbitrary(), functions =>
        {
            var expected = functions.GroupBy(f => f.Role)
                .Select(group => (group.Key, Count: group.Select(f => f.FunctionName + f.Region).Distinct().Count()))
                .Where(role => role.Count >= 2).ToHashSet();
            var found = Find(functions);
            var backwards = Find([.. Enumerable.Reverse(functions)]);
            return found.Select(role => (role.RoleArn, role.FunctionCount)).ToHashSet().SetEquals(expected)
                && found.Select(Text).SequenceEqual(backwards.Select(Text));
        }).QuickCheckThrowOnFailure();
    }

    private static string Text(SharedLambdaRole role) =>
        $"{role.RoleArn} {role.FunctionCount} {string.Join(',', role.Regions)} "
        + $"{string.Join(',', role.Functions.Select(function => function.FunctionArn))}";

    private static IReadOnlyList<SharedLambdaRole> Find(params LambdaFunction[] functions) => Find(Everything, functions);

    private static IReadOnlyList<SharedLambdaRole> Find(Selection selection, params LambdaFunction[] functions) =>
        Find(selection, SharedRoles.DefaultMinimum, functions);

    private static IReadOnlyList<SharedLambdaRole> Find(Selection selection, int minimum, params LambdaFunction[] functions)
    {
        var builder = new FunctionInventoryBuilder(problem => Assert.Fail(problem.Message));
        foreach (var function in functions) builder.Add(function);
        return SharedRoles.Find(Account.OfFunctions(builder.Build(), isScoped: false), selection, minimum);
    }
}
