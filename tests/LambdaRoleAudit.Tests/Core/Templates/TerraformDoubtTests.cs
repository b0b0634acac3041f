using LambdaRoleAudit.Templates;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>Folders of .tf files in which a new role could lack a permission, or would not be used: no step is made.</summary>
public sealed class TerraformDoubtTests
{
    private const string Policy = "resource \"aws_iam_role_policy\" \"p\" {\n  policy = \"{}\"\n";

    [Theory]
    [InlineData("local.rn", "role = local.rn", "locals { rn = upper(var.x) }")]
    [InlineData("local.rn", "role = local.rn.a", "locals { rn = var.x }")]
    [InlineData("\"${var.env}-lambda\"", "role = \"${var.env}-lambda\"", "")]
    [InlineData("var.rn", "role = var.rn", "")]
    [InlineData("\"shared\"", "role = var.rn", "")]
    [InlineData("\"shared\"", "role = \"SHARED\"", "")]
    [InlineData("\"shared\"", "role = data.aws_iam_role.look.id", "data \"aws_iam_role\" \"look\" {\n  name = \"shared\"\n}")]
    [InlineData("var.rn", "role = data.aws_iam_role.look.name", "data \"aws_iam_role\" \"look\" {\n  name = aws_iam_role.shared.name\n}")]
    [InlineData("\"shared\"", "role = aws_iam_instance_profile.i.role",
        "resource \"aws_iam_instance_profile\" \"i\" {\n  role = aws_iam_role.shared.name\n}")]
    [InlineData("upper(var.x)", "role = \"x\"", "")]
    public void A_policy_of_a_role_that_is_not_certainly_another_blocks(string name, string role, string more) =>
        AssertBlocked("PolicyAttachmentUnclear", ("main.tf", TwoFunctions(name) + $"{Policy}  {role}\n}}\n{more}\n"));

    [Theory]
    [InlineData("\"shared\"", "\"other\"")]
    [InlineData("var.rn", "aws_iam_role.other.name")]
    public void A_policy_of_another_role_is_left_alone(string name, string role)
    {
        using var folder = new PatchedFolder(
            ("main.tf", TwoFunctions(name) + $"{Policy}  role = {role}\n}}\nresource \"aws_iam_role\" \"other\" {{}}\n"));
        Assert.All(folder.Steps, step => Assert.True(step.CanApply));
        Assert.DoesNotContain("aws_iam_role_policy", folder["lambda_roles.tf"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("main_override.tf", "resource \"aws_lambda_function\" \"a\" {\n  role = var.x\n}\n")]
    [InlineData("more.tf.json", "{}")]
    [InlineData("more.tofu", "")]
    public void A_file_that_is_not_read_blocks_the_steps_of_its_module(string file, string text) =>
        AssertBlocked("FilesNotRead", ("main.tf", TwoFunctions("\"shared\"")), (file, text));

    [Theory]
    [InlineData("role = aws_iam_role.shared.name", "")]
    [InlineData("role = local.x.name", "locals { x = aws_iam_role.shared }")]
    [InlineData("role = \"shared\"", "")]
    [InlineData("role = aws_lambda_function.a.role", "")]
    [InlineData("role = data.aws_iam_role.d.name", "data \"aws_iam_role\" \"d\" {\n  name = aws_iam_role.shared.name\n}")]
    public void A_module_that_is_not_read_and_gets_the_role_blocks(string argument, string more) =>
        AssertBlocked("PolicyAttachmentUnclear", ("main.tf", TwoFunctions("\"shared\"")
            + $"module \"m\" {{\n  source = \"x/y/z\"\n  {argument}\n}}\n{more}\n"));

    [Fact]
    public void A_module_that_is_not_read_and_gets_no_role_does_not_block()
    {
        using var folder = new PatchedFolder(("main.tf", TwoFunctions("\"shared\"")
            + "module \"m\" {\n  source = \"x/y/z\"\n  name = aws_lambda_function.a.function_name\n}\n"));
        Assert.All(folder.Steps, step => Assert.True(step.CanApply));
    }

    [Theory]
    [InlineData("[role]")]
    [InlineData("all")]
    [InlineData("[tags, \"role\"]")]
    public void Changes_of_the_role_that_are_ignored_block(string ignored) => AssertBlocked("RoleChangesIgnored",
        ("main.tf", TwoFunctions("\"shared\"").Replace(
            "# more", $"lifecycle {{\n  ignore_changes = {ignored}\n  }}", StringComparison.Ordinal)));

    [Fact]
    public void Other_changes_can_be_ignored()
    {
        using var folder = new PatchedFolder(("main.tf", TwoFunctions("\"shared\"").Replace(
            "# more", "lifecycle {\n  ignore_changes = [tags, role_x]\n  }", StringComparison.Ordinal)));
        Assert.All(folder.Steps, step => Assert.True(step.CanApply));
    }

    internal static string TwoFunctions(string name, string role = "aws_iam_role.shared.arn") => string.Concat("ab".Select(c =>
        $"resource \"aws_lambda_function\" \"{c}\" {{\n  function_name = \"{c}\"\n  role = {role}\n  # more\n}}\n"))
        + $"resource \"aws_iam_role\" \"shared\" {{\n  name = {name}\n}}\n";

    private static void AssertBlocked(string issue, params (string Path, string Text)[] files)
    {
        using var folder = new PatchedFolder(files);
        Assert.Equal(2, folder.Steps.Count);
        Assert.All(folder.Steps, step =>
        {
            Assert.Equal(issue, Assert.Single(step.Blockers).Id);
            Assert.Equal("Unknown", step.Proof);
            Assert.False(step.CanApply);
            Assert.Contains("resource \"aws_iam_role\"", step.Snippet, StringComparison.Ordinal);
        });
    }
}
