using System.Text;
using System.Text.Json.Nodes;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Input;

/// <summary>Files of functions: each entry is read or told, no name becomes another, and a list that goes on is not whole.</summary>
public class FunctionFileTests
{
    private static readonly JsonObject F1 = SampleInputs.Function("f1", "shared");
    private static readonly JsonObject F2 = SampleInputs.Function("f2", "shared");

    [Fact]
    public void A_CSV_with_a_header_alone_says_that_it_has_no_functions()
    {
        foreach (var text in new[]
        {
            "FunctionName,FunctionArn,Role", "FunctionName,FunctionArn,Role\n", "FunctionName;Role\r\n;\r\n;\r\n"
        })
        {
            var reading = Reading.Of(text);
            Assert.Equal("FileHasNoFunctions", Assert.Single(reading.Problems).ErrorId);
            Assert.False(reading.IsComplete);
        }
    }

    /// <summary>What jq, --query and other tools make of AWS's names.</summary>
    [Theory]
    [InlineData(
        """{"Functions":[{"Name":"a","Role":"arn:aws:iam::123456789012:role/shared"},{"Name":"b","Role":"arn:aws:iam::123456789012:role/shared"}]}""", 2)]
    [InlineData("""{"Functions":[["a","arn:aws:iam::123456789012:role/shared"]]}""", 1)]
    [InlineData("""{"Functions":["a","b",null,17]}""", 4)]
    [InlineData("""{"Functions":[null]}""", 1)]
    [InlineData("""{"Functions":[{}]}""", 1)]
    [InlineData(
        """{"Results":["{}","not JSON",null,"{\"configuration\":{\"functionName\":\"f\",\"role\":\"arn:aws:iam::123456789012:role/r\"}}"]}""", 3)]
    public void An_entry_that_names_no_function_is_counted_and_told(string text, int entries)
    {
        var reading = Reading.Of(text);
        var problem = Assert.Single(reading.Problems, problem => problem.ErrorId == "EntriesWithoutFunction");
        Assert.StartsWith(FormattableString.Invariant($"{entries} "), problem.Message, StringComparison.Ordinal);
        Assert.Contains("entry 1 of", problem.Message, StringComparison.Ordinal);
        Assert.False(reading.IsComplete);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("17")]
    [InlineData("[]")]
    [InlineData("{\"Name\":\"x\"}")]
    public void So_is_one_in_a_list_without_a_name_beside_functions(string entry)
    {
        var reading = Reading.Of($"[{F1},{entry},{F2}]");
        Assert.Equal(["f1", "f2"], reading.Names);
        Assert.Contains("entry 2 of", Assert.Single(reading.Problems).Message, StringComparison.Ordinal);
        Assert.False(reading.IsComplete);
    }

    [Fact]
    public void Items_of_AWS_Config_of_other_types_are_no_fault() => Assert.True(Reading.Of(
        $$$"""{"configurationItems":[{"resourceType":"AWS::IAM::Role","configuration":{"roleName":"r"}},{{{SampleInputs.ConfigItem("f1", "r", "2026-01-01T00:00:00Z", true)}}}]}""").IsComplete);

    [Fact]
    public void Names_of_Ansible_are_known()
    {
        var reading = Reading.Of(
            $$"""{"functions":[{"function_name":"a","function_arn":"{{Functions.Arn("a")}}","role":"{{Functions.RoleArn("r")}}"}]}""");
        Assert.Equal(Functions.Arn("a"), Assert.Single(reading.Functions).FunctionArn);
        Assert.True(reading.IsComplete);
    }

    [Theory]
    [InlineData("\"Role\":17", "Role is not a string")]
    [InlineData("\"Role\":{}", "Role is not a string")]
    [InlineData("\"Role\":[\"arn:aws:iam::123456789012:role/r\"]", "Role is not a string")]
    [InlineData("\"Role\":\"arn:aws:iam::123456789012:role/r\",\"Role\":\"arn:aws:iam::123456789012:role/other\"", "Role appears twice")]
    [InlineData("\"FunctionArn\":true,\"Role\":\"arn:aws:iam::123456789012:role/r\"", "FunctionArn is not a string")]
    public void A_function_that_is_told_wrongly_is_not_guessed(string properties, string expected)
    {
        foreach (var before in new[] { "", F1.ToJsonString() + "," })
        {
            var reading = Reading.Of($$"""{"Functions":[{{before}}{"FunctionName":"bad",{{properties}}},{{F2}}]}""");
            Assert.Equal(before.Length == 0 ? ["f2"] : ["f1", "f2"], reading.Names);
            var problem = Assert.Single(reading.Problems);
            Assert.Equal("FunctionEntryInvalid", problem.ErrorId);
            Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
            Assert.Contains("'bad' in 'functions.json'", problem.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>Blanks, bytes that are no text, half a surrogate pair, look-alikes: none of it is a role of its own.</summary>
    [Theory]
    [InlineData("shared ")]
    [InlineData(" shared")]
    [InlineData("sha\u00A0red")]
    [InlineData("shared\\n")]
    [InlineData("shared\\u0000")]
    [InlineData("shar\\ud800ed")]
    [InlineData("shar\u0435d")]
    [InlineData("sha\uFFFDred")]
    [InlineData("sha:red")]
    [InlineData("shared/")]
    public void A_role_that_no_role_can_be_is_told(string name)
    {
        foreach (var text in new[]
        {
            $$"""{"Functions":[{{F1}},{"FunctionName":"bad","Role":"{{Functions.RoleArn(name)}}"}]}""",
            $"FunctionName,Role\nf1,{Functions.RoleArn("shared")}\nbad,"
            + $"{Functions.RoleArn(name.Replace("\\n", "\t", StringComparison.Ordinal))}\n"
        })
        {
            var reading = Reading.Of(text);
            Assert.Equal(["f1"], reading.Names);
            Assert.Equal("InvalidRoleArn", Assert.Single(reading.Problems).ErrorId);
        }
    }

    [Theory]
    [InlineData(new byte[] { 0xFF })]
    [InlineData(new byte[] { 0xC0, 0xAF })]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })]
    public void Bytes_that_are_no_text_make_no_other_role(byte[] bytes)
    {
        foreach (var place in new[] { "role/sha", "function:f", "arn:aws", "iam::12345" })
        {
            // The first of a list is read another way than the others.
            foreach (var before in new[] { "", F2.ToJsonString() + "," })
            {
                var text = $$"""{"Functions":[{{before}}{{F1}}]}""";
                var at = text.LastIndexOf(place, StringComparison.Ordinal) + place.Length;
                byte[] data = [.. Encoding.UTF8.GetBytes(text[..at]), .. bytes, .. Encoding.UTF8.GetBytes(text[at..])];
                var reading = Reading.Of(data);
                Assert.Equal(before.Length == 0 ? [] : ["f2"], reading.Names);
                Assert.Contains(Assert.Single(reading.Problems).ErrorId, new[] { "InvalidRoleArn", "InvalidFunctionArn" });
            }
        }
    }

    [Fact]
    public void An_item_whose_configuration_is_broken_does_not_cost_the_others()
    {
        var items = new JsonObject
        {
            ["configurationItems"] = new JsonArray(
                SampleInputs.ConfigItem("f1", "r", "2026-01-01T00:00:00Z", true),
                SampleInputs.ConfigItem("f2", "r", "2026-01-01T00:00:00Z", true),
                SampleInputs.ConfigItem("f3", "r", "2026-01-01T00:00:00Z", true))
        };
        items["configurationItems"]![1]!["configuration"] = "{\"functionName\":\"f2\",\"role\":\"arn:aws:iam::123456789012:role/r\",";
        var reading = Reading.Of(items.ToJsonString());
        Assert.Equal(["f1", "f3"], reading.Names);
        var problem = Assert.Single(reading.Problems);
        Assert.Equal("FunctionEntryInvalid", problem.ErrorId);
        Assert.Contains(Functions.Arn("f2"), problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NextMarker", "\"abc\"")]
    [InlineData("NextToken", "\"abc\"")]
    [InlineData("Marker", "\"abc\"")]
    [InlineData("IsTruncated", "true")]
    public void A_list_that_goes_on_is_not_whole(string name, string value)
    {
        foreach (var text in new[]
        {
            $$"""{"Functions":[{{F1}},{{F2}}],"{{name}}":{{value}}}""", $$"""{"{{name}}":{{value}},"Functions":[{{F1}},{{F2}}]}"""
        })
        {
            var reading = Reading.Of(text);
            Assert.Equal(["f1", "f2"], reading.Names);
            Assert.Equal("FileCutShort", Assert.Single(reading.Problems).ErrorId);
            Assert.Contains("us-east-1", reading.Problems[0].Message, StringComparison.Ordinal);
            Assert.False(reading.IsComplete);
        }
    }

    [Theory]
    [InlineData("NextMarker", "null")]
    [InlineData("NextMarker", "\"\"")]
    [InlineData("IsTruncated", "false")]
    public void One_that_does_not_is(string name, string value) =>
        Assert.True(Reading.Of($$"""{"Functions":[{{F1}}],"{{name}}":{{value}}}""").IsComplete);

    [Fact]
    public void A_page_that_its_next_page_follows_is_whole_in_one_file_or_in_many()
    {
        var (first, last) = ($$"""{"Functions":[{{F1}}],"NextMarker":"x"}""", $$"""{"Functions":[{{F2}}]}""");
        Assert.True(Reading.Of($"[{first},{last}]").IsComplete);
        Assert.True(Reading.Of($"{first}\n{last}").IsComplete);
        Assert.True(Reading.Of(first, last).IsComplete);
        Assert.True(Reading.Of(first, """{"Functions":[]}""").IsComplete);
        var reading = Reading.Of(last, first);
        Assert.False(reading.IsComplete);
        Assert.Single(reading.Problems);
    }

    /// <summary>The next page of one region is none of another's.</summary>
    [Fact]
    public void Each_region_has_a_list_of_its_own()
    {
        var cut = $$"""{"Functions":[{{F1}}],"NextMarker":"x"}""";
        var other = $$"""{"Functions":[{{SampleInputs.Function("f3", "shared", "eu-west-1")}}]}""";
        foreach (var reading in new[] { Reading.Of(cut, other), Reading.Of(other, cut) })
        {
            Assert.False(reading.IsComplete);
            Assert.Contains("of us-east-1", Assert.Single(reading.Problems).Message, StringComparison.Ordinal);
        }
    }

    /// <summary>AWS CLI 1 writes times as numbers, 2 as text; AWS Config gives the newest first.</summary>
    [Theory]
    [InlineData("1700000000.0", "1600000000.0")]
    [InlineData("1700000000", "1600000000.123")]
    [InlineData("1700000000000", "1600000000000")]
    [InlineData("\"1700000000.5\"", "\"1600000000.5\"")]
    [InlineData("\"2023-11-14T22:13:20.000000+00:00\"", "1600000000.0")]
    [InlineData("1700000000.0", "\"2020-09-13T12:26:40Z\"")]
    [InlineData("\"\\/Date(1700000000000)\\/\"", "\"\\/Date(1600000000000)\\/\"")]
    [InlineData("1.7e9", "1.6e9")]
    public void In_a_history_the_newest_item_counts_however_its_time_is_written(string newer, string older)
    {
        foreach (var isText in new[] { false, true })
        {
            string[] items = [Item("f1", "shared", newer), Item("f1", "old", older), Item("f2", "shared", older)];
            foreach (var order in new[] { items, [.. items.Reverse()] })
            {
                var reading = Reading.Of($$"""{"configurationItems":[{{string.Join(',', order)}}]}""");
                Assert.All(reading.Functions, function => Assert.Equal(Functions.RoleArn("shared"), function.Role));
                Assert.Empty(reading.Problems);
            }

            string Item(string name, string role, string time) =>
                SampleInputs.ConfigItem(name, role, "@time@", isText).ToJsonString().Replace("\"@time@\"", time, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_function_in_two_files_is_one_and_the_newer_counts()
    {
        var older = SampleInputs.Function("f1", "old");
        older["LastModified"] = "2020-01-01T00:00:00.000+0000";
        foreach (var reading in new[] { Reading.Of($"[{F1}]", $"[{older}]"), Reading.Of($"[{older}]", $"[{F1}]") })
        {
            Assert.Equal(Functions.RoleArn("shared"), Assert.Single(reading.Functions).Role);
            Assert.Empty(reading.Problems);
        }
    }

    /// <summary>A quote without an end over a large file: neither minutes nor the whole file in memory.</summary>
    [Fact]
    public void A_quote_without_an_end_ends_soon()
    {
        var text = new StringBuilder("FunctionName,Role\nf1,").Append(Functions.RoleArn("r")).Append("\n\"");
        for (var i = 0; i < 200_000; i++) text.Append("f,arn:aws:iam::123456789012:role/r\n");
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var reading = Reading.Of(text.ToString());
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), $"{watch.Elapsed}");
        Assert.Equal(["f1"], reading.Names);
        Assert.Equal("FileInvalidCsv", Assert.Single(reading.Problems).ErrorId);
        Assert.Contains("line 3", reading.Problems[0].Message, StringComparison.Ordinal);
    }
}
