using System.Text;
using LambdaRoleAudit.Accounts;

namespace LambdaRoleAudit.Tests.Core;

[Trait("Speed", "Slow")]
public class Utf8SetTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void However_many_texts_each_has_one_number_and_comes_back_as_it_was(bool foldCase)
    {
        var set = new Utf8Set(foldCase);
        var numbers = new Dictionary<string, int>();
        for (var round = 0; round < 2; round++)
            for (var i = 0; i < 60_000; i++)
            {
                var text = $"text-é-{i}{new string('x', i % 300)}"[(i % 2 * 7)..];
                var number = set.GetOrAdd(Encoding.UTF8.GetBytes(text), out var isNew);
                Assert.Equal(numbers.TryAdd(text, number), isNew);
                Assert.Equal(numbers[text], number);
                Assert.Equal(text, set.String(number));
            }

        Assert.Equal(numbers.Count, set.Count);
        Assert.Equal(-1, set.Find("nobody"u8));
        Assert.Same(set.String(5), set.String(5));
    }

    [Fact]
    public void Spellings_that_differ_in_case_share_their_first()
    {
        var set = new Utf8Set(foldCase: true);
        var first = set.GetOrAdd("Team-Role"u8, out _);
        var other = set.GetOrAdd("team-role"u8, out var isNew);
        var third = set.GetOrAdd("TEAM-ROLE"u8, out _);
        var stranger = set.GetOrAdd("team-role2"u8, out _);
        Assert.True(isNew);
        Assert.Equal(
            [first, first, first, stranger], [set.Canonical(first), set.Canonical(other), set.Canonical(third), set.Canonical(stranger)]);
        Assert.Equal("team-role", set.String(other));
    }
}
