using System.Collections;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Tests.Core;

/// <summary>Export-Csv and string interpolation show a property as its text: a list's type name would say nothing.</summary>
public sealed class ItemListTests
{
    public static TheoryData<Type> Shown =>
    [
        typeof(SharedLambdaRole), typeof(ExecutionRole), typeof(LambdaRoleFinding), typeof(RoleComparison), typeof(RoleAssignment),
        typeof(LambdaRoleRepairStep), typeof(RoleRepairResult), typeof(LambdaRoleRepair),
    ];

    [Theory]
    [MemberData(nameof(Shown))]
    public void A_list_or_map_of_an_object_is_readable_as_text(Type type)
    {
        foreach (var property in type.GetProperties().Where(property => property.PropertyType != typeof(string)
            && typeof(IEnumerable).IsAssignableFrom(property.PropertyType)))
            Assert.True(
                property.PropertyType.IsGenericType && property.PropertyType.GetGenericTypeDefinition() == typeof(ItemList<>)
                    || property.Name == "Tags",
                $"{type.Name}.{property.Name} is {property.PropertyType}.");
    }

    [Fact]
    public void Items_are_told_with_semicolons_between_them()
    {
        ItemList<string> list = ["us-east-1", "eu-west-1"];
        Assert.Equal("us-east-1; eu-west-1", list.ToString());
        Assert.Equal("", new ItemList<string>([]).ToString());
        Assert.Equal((2, 2, "eu-west-1"), (list.Length, list.Count, list[^1]));
    }

    [Fact]
    public void Tags_are_told_as_keys_with_values()
    {
        var step = new ExecutionRole
        {
            RoleName = "r", RoleArn = "arn:aws:iam::123456789012:role/r", AccountId = "123456789012", Path = "/", Exists = true,
            IsComplete = true, Tags = new Dictionary<string, string> { ["team"] = "a", ["cost"] = "" },
        };
        Assert.Equal("cost=; team=a", step.Tags.ToString());
    }
}
