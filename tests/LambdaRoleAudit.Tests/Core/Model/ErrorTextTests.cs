using System.Globalization;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Tests.Core.Model;

public class ErrorTextTests
{
    private static readonly ErrorText Text = new(
        "Id", ProblemKind.NotFound, "Role {role} of '{function}' was not found.", "Check {role}, or use -Tag @{ team = 'x' }.");

    [Fact]
    public void Values_fill_the_holes_of_both_texts()
    {
        var cause = new InvalidOperationException();
        var problem = Text.About("target", cause, ("function", "f"), ("role", "r"));
        Assert.Equal(
            new Problem(
                "Id", ProblemKind.NotFound, "Role r of 'f' was not found.", "Check r, or use -Tag @{ team = 'x' }.", "target", cause),
            problem);
        Assert.Equal(["function", "role"], Text.Holes.Order());
    }

    [Fact]
    public void Braces_in_a_value_are_not_holes()
    {
        var problem = Text.About(null, ("role", "{function}{role}"), ("function", "{{role}}"));
        Assert.Equal("Role {function}{role} of '{{role}}' was not found.", problem.Message);
    }

    /// <summary>An error that is being reported never becomes another one.</summary>
    [Fact]
    public void What_is_missing_keeps_its_name_and_what_is_unknown_is_ignored()
    {
        var problem = Text.About(null, ("other", "x"), ("function", null));
        Assert.Equal("Role {role} of '' was not found.", problem.Message);
    }

    [Fact]
    public void Numbers_are_the_same_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("sv-SE");
            Assert.StartsWith("Role -1.5 of ", Text.About(null, ("role", -1.5), ("function", "f")).Message, StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
