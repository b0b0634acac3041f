using LambdaRoleAudit.Templates;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>Folders of .tf files in which a declared role is named in more than one way.</summary>
public sealed class TerraformTwoNamesTests
{
    private const string Look = "data \"aws_iam_role\" \"look\" {\n  name = ";
    private const string Me = "arn:aws:iam::${data.aws_caller_identity.me.account_id}:role/";

    [Theory]
    [InlineData("local.r.arn", "locals { r = aws_iam_role.shared }")]
    [InlineData("local.l[0]", "locals { l = [aws_iam_role.shared.arn] }")]
    [InlineData("local.l[0].arn", "locals { l = [aws_iam_role.shared] }")]
    [InlineData("data.aws_iam_role.look.arn", Look + "\"shared\"\n}")]
    [InlineData("data.aws_iam_role.look.arn", Look + "aws_iam_role.shared.name\n}")]
    [InlineData("\"" + Me + "shared\"", "")]
    public void A_role_that_is_named_in_two_ways_is_one_role(string role, string more)
    {
        var stack = Read(role, more);
        Assert.All(stack.Functions, function => Assert.Equal(
            (RoleTie.Declared, "aws_iam_role.shared"), (Assert.Single(function.Roles).Tie, function.Roles[0].Key)));
        Assert.Equal(["a", "b"], TerraformJsonReaderTests.Sharing(stack));
    }

    [Theory]
    [InlineData("\"arn:aws:iam::123456789012:role/shared\"", "")]
    [InlineData("\"" + Me + "SHARED\"", "")]
    [InlineData("\"" + Me + "p/shared\"", "")]
    [InlineData("local.r.arn", "locals { r = merge({}, {}) }")]
    [InlineData("local.r.arn", "locals { r = data.aws_iam_role.look }")]
    [InlineData("local.l[1]", "locals { l = [aws_iam_role.shared.arn] }")]
    [InlineData("data.aws_iam_role.look.arn", Look + "var.x\n}")]
    [InlineData("data.aws_iam_role.look.arn", Look + "upper(var.x)\n}")]
    [InlineData("aws_lambda_function.a.role", "")]
    public void A_role_that_can_be_a_declared_one_is_unknown(string role, string more)
    {
        var use = Assert.Single(Read(role, more).Functions.Single(function => function.FunctionName == "b").Roles);
        Assert.Equal(RoleTie.Unknown, use.Tie);
        Assert.Contains("it can be a role of the folder", use.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"" + Me + "other\"", "")]
    [InlineData("data.aws_iam_role.look.arn", Look + "\"other\"\n}")]
    [InlineData("local.r.arn", "locals { r = var.r }")]
    public void Another_role_stays_another(string role, string more) =>
        Assert.Equal(RoleTie.Imported, Read(role, more).Functions.Single(function => function.FunctionName == "b").Roles[0].Tie);

    private static DeclaredStack Read(string role, string more)
    {
        using var folder = new TestFolder(("main.tf", TerraformFolderReaderTests.Function("a", "aws_iam_role.shared.arn")
            + TerraformFolderReaderTests.Function("b", role) + "resource \"aws_iam_role\" \"shared\" {\n  name = \"shared\"\n}\n" + more));
        return TerraformFolderReader.Read(folder.At(""));
    }
}
