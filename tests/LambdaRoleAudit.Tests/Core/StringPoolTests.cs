using System.Text;
using LambdaRoleAudit.Inventory;

namespace LambdaRoleAudit.Tests.Core;

public class StringPoolTests
{
    [Fact]
    public void The_same_text_is_the_same_string_as_bytes_and_as_characters()
    {
        var pool = new StringPool();
        var first = pool.Get("python3.13"u8);
        Assert.Same(first, pool.Get("python3.13"u8));
        Assert.Same(first, pool.Get("python3.13".AsSpan()));
        Assert.Equal("", pool.Get(ReadOnlySpan<byte>.Empty));
    }

    [Fact]
    public void However_many_texts_each_comes_back_as_it_was()
    {
        var pool = new StringPool();
        for (var round = 0; round < 2; round++)
            for (var i = 0; i < 60_000; i++)
            {
                var text = $"text-é-{i}"[(i % 2 * 7)..];
                Assert.Equal(text, pool.Get(Encoding.UTF8.GetBytes(text)));
                Assert.Equal(text, pool.Get(text.AsSpan()));
            }
    }
}
