using LambdaRoleAudit.Model;
using LambdaRoleAudit.Templates;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>Edits change what they say, and nothing else.</summary>
public sealed class TextEditsTests
{
    [Fact]
    public void Insertions_at_one_offset_stay_in_their_order_and_go_before_a_replacement() => Assert.Equal(
        "12aXd", TextEdits.Apply("t", "abcd", [Edit(0, "", "1"), Edit(1, "bc", "X"), Edit(0, "", "2")]));

    [Fact]
    public void An_insertion_goes_before_a_replacement_at_its_offset_whatever_their_order() => Assert.Equal(
        "aNXd", TextEdits.Apply("t", "abcd", [Edit(1, "bc", "X"), Edit(1, "", "N")]));

    [Theory]
    [InlineData(0, "b", 3, "", "another text")]
    [InlineData(3, "de", 0, "", "another text")]
    [InlineData(9, "", 0, "", "another text")]
    [InlineData(0, "ab", 1, "", "overlaps")]
    [InlineData(0, "ab", 1, "bc", "overlaps")]
    public void An_edit_that_does_not_fit_is_an_error(int offset, string old, int otherOffset, string otherOld, string reason)
    {
        var problem = Assert.Throws<ProblemException>(
            () => TextEdits.Apply("t", "abcd", [Edit(offset, old, "x"), Edit(otherOffset, otherOld, "y")])).Problem;
        Assert.Equal("TemplateEditInvalid", problem.ErrorId);
        Assert.Contains(reason, problem.Message, StringComparison.Ordinal);
    }

    private static TemplateEdit Edit(int offset, string old, string replacement) =>
        new() { Path = "t", Offset = offset, OldText = old, NewText = replacement };
}
