using LambdaRoleAudit.Templates;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>The names of new roles in folders of .tf files, and folders without functions.</summary>
public sealed class TerraformNameTests
{
    [Theory]
    [InlineData("\"${var.env}-lambda\"", "name_prefix = \"a-\"")]
    [InlineData("local.rn", "name_prefix = \"a-\"")]
    [InlineData("5", "name_prefix = \"a-\"")]
    [InlineData("null\n  name_prefix = \"x-\"", "name = null\n  name_prefix = \"x-\"")]
    [InlineData("var.n\n  name_prefix = var.p", "name = null\n  name_prefix = \"a-\"")]
    [InlineData("\"shared\"", "name = \"a-role\"")]
    [InlineData("\"A-ROLE\"", "name = \"a-own-role\"")]
    public void A_name_is_written_only_if_that_of_the_shared_role_is(string name, string expected)
    {
        using var folder = new PatchedFolder(("main.tf", TerraformDoubtTests.TwoFunctions(name)));
        Assert.All(folder.Steps, step => Assert.True(step.CanApply));
        Assert.Contains(
            $"resource \"aws_iam_role\" \"a_role\" {{\n  {expected}\n", folder["lambda_roles.tf"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_prefix_is_no_longer_than_IAM_takes()
    {
        var text = TerraformDoubtTests.TwoFunctions("var.n").Replace(
            "function_name = \"a\"", $"function_name = \"{new string('n', 64)}\"", StringComparison.Ordinal);
        using var folder = new PatchedFolder(("main.tf", text));
        Assert.Contains($"name_prefix = \"{new string('n', 37)}-\"\n", folder["lambda_roles.tf"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_is_neither_that_of_another_role_nor_of_another_new_one()
    {
        var text = TerraformDoubtTests.TwoFunctions("\"shared\"")
            .Replace("function_name = \"b\"", "function_name = \"A\"", StringComparison.Ordinal)
            + "resource \"aws_iam_role\" \"x\" {\n  name = \"a-Role\"\n}\n"
            + "resource \"aws_iam_role\" \"y\" {\n  name = \"a-own-role\"\n}\n";
        using var folder = new PatchedFolder(("main.tf", text));
        var names = folder.After.Roles.Select(role => role.RoleName!).ToList();
        Assert.Equal(5, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(names, name => Assert.InRange(name.Length, 1, 64));
    }

    [Fact]
    public void A_folder_without_functions_is_a_problem()
    {
        using var folder = new TestFolder(("main.tf", "resource \"aws_iam_role\" \"r\" {}\n"));
        var stack = TerraformFolderReader.Read(folder.At(""));
        Assert.Equal("TerraformNoFunctions", Assert.Single(stack.Problems).ErrorId);
        Assert.False(stack.IsComplete);
    }

    [Fact]
    public void A_function_of_which_there_are_none_is_no_problem()
    {
        using var folder = new TestFolder(("main.tf", "resource \"aws_lambda_function\" \"f\" {\n  count = 0\n}\n"));
        Assert.Empty(TerraformFolderReader.Read(folder.At("")).Problems);
    }

    [Fact]
    public void A_reason_has_one_full_stop()
    {
        using var folder = new PatchedFolder(("main.tf", TerraformDoubtTests.TwoFunctions("\"shared\"", "upper(var.x)")));
        Assert.All(folder.Stack.Functions, function => Assert.False(function.Roles[0].Reason!.EndsWith('.')));
        var problem = Assert.IsType<LambdaRoleAudit.Model.Problem>(
            TemplateSharing.Find(folder.Stack).Problems.First(one => one.ErrorId == "TemplateRoleUnknown"));
        Assert.DoesNotContain("..", problem.Message, StringComparison.Ordinal);
    }
}
