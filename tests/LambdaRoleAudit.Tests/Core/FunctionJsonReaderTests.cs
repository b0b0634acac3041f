using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Core;

/// <summary>Shapes are recognized, never asked for.</summary>
[Trait("Speed", "Slow")]
public class FunctionJsonReaderTests
{
    private const string One = """
        {"FunctionName":"f1","FunctionArn":"arn:aws:lambda:us-east-1:123456789012:function:f1","Runtime":"python3.13",
         "Role":"arn:aws:iam::123456789012:role/r1","Handler":"app.main","Timeout":3,"MemorySize":128,
         "LastModified":"2026-04-01T12:34:56.789+0000","Version":"$LATEST",
         "Environment":{"Variables":{"FunctionName":"phantom","Role":"arn:aws:iam::123456789012:role/phantom"}},
         "VpcConfig":{"SubnetIds":[],"SecurityGroupIds":[]},"RevisionId":"rev-1","PackageType":"Zip","Architectures":["arm64"]}
        """;

    [Fact]
    public void List_functions()
    {
        var reading = Reading.Of($$"""{"Functions":[{{One}}],"NextMarker":null}""");
        var function = Assert.Single(reading.Functions);
        Assert.Equal(("f1", "us-east-1", "123456789012", "$LATEST", Functions.RoleArn("r1")),
            (function.FunctionName, function.Region, function.AccountId, function.Version, function.Role));
        Assert.Equal(
            new FunctionConfiguration(
                "python3.13", "app.main", "Zip", "arm64", 128, 3, new DateTimeOffset(2026, 4, 1, 12, 34, 56, 789, TimeSpan.Zero), "rev-1"),
            function.Configuration);
        Assert.True(reading.IsComplete);
    }

    [Fact]
    public void Environment_variables_are_never_a_function() =>
        Assert.DoesNotContain("phantom", Reading.Of($"[{One}]").Names);

    [Fact]
    public void An_empty_list_is_an_answer() => Assert.True(Reading.Of("""{"Functions":[]}""").IsComplete);

    [Fact]
    public void Many_documents_one_after_another()
    {
        var second = One.Replace("f1", "f2", StringComparison.Ordinal);
        Assert.Equal(["f1", "f2"], Reading.Of($$"""{"Functions":[{{One}}]}  {"Functions":[{{second}}]}""" + "\n").Names);
        Assert.Equal(["f1", "f2"], Reading.Of($"{One}\n{second}").Names);
        Assert.Equal(
            ["f1", "f2"], Reading.Of($$$"""{"us-east-1":{"Functions":[{{{One}}}]},"eu-west-1":{"Functions":[{{{second}}}]}}""").Names);
    }

    [Fact]
    public void Get_function() => Assert.Equal(["f1"], Reading.Of(
        $$$"""{"Configuration":{{{One}}},"Code":{"Location":"https://example.invalid"},"Tags":{"Role":"x","FunctionName":"y"}}""").Names);

    [Fact]
    public void Objects_of_AWS_Tools_written_by_ConvertTo_Json()
    {
        // Alphabetical, with enumerations as objects, as PowerShell writes them.
        var reading = Reading.Of("""
            [{"Architectures":["x86_64"],"Environment":{"Variables":{}},"FunctionArn":"arn:aws:lambda:eu-west-1:123456789012:function:f1:3",
              "FunctionName":"f1","LastModified":"2026-04-01T12:34:56.789+0000","PackageType":{"Value":"Zip"},
              "Role":"arn:aws:iam::123456789012:role/r1","Runtime":{"Value":"nodejs22.x"},"Version":"3"}]
            """);
        var function = Assert.Single(reading.Functions);
        Assert.Equal(
            ("nodejs22.x", "Zip", "x86_64"),
            (function.Configuration!.Runtime, function.Configuration.PackageType, function.Configuration.Architecture));
        Assert.Equal(("3", Functions.Arn("f1", "eu-west-1") + ":3"), (function.Version, function.FunctionArn));
    }

    [Fact]
    public void Our_own_objects_written_by_ConvertTo_Json() => Assert.Equal(["f1"], Reading.Of(
        $$$"""[{"RoleName":"r1","FunctionCount":2,"Functions":[{"FunctionName":"f1","FunctionArn":"{{{Functions.Arn("f1")}}}","Role":"{{{Functions.RoleArn("r1")}}}","Region":"us-east-1","Configuration":{"Runtime":"x"}}]}]""").Names);

    [Fact]
    public void A_snapshot_of_AWS_Config()
    {
        var reading = Reading.Of("""
            {"fileVersion":"1.0","configurationItems":[
              {"resourceType":"AWS::IAM::Role","configuration":{"roleName":"r1","arn":"arn:aws:iam::123456789012:role/r1"},"ARN":"arn:aws:iam::123456789012:role/r1"},
              {"configurationItemVersion":"1.3","configuration":{"functionName":"f1","functionArn":"arn:aws:lambda:us-east-1:123456789012:function:f1","role":"arn:aws:iam::123456789012:role/r1"},
               "resourceType":"AWS::Lambda::Function","awsRegion":"us-east-1","configurationItemStatus":"OK"}]}
            """);
        Assert.Equal(["f1"], reading.Names);
        Assert.True(reading.IsComplete);
    }

    [Theory]
    [InlineData("2026-01-01T00:00:00.000Z", "2026-02-01T00:00:00.000Z", "new")]
    [InlineData("2026-02-01T00:00:00.000Z", "2026-01-01T00:00:00.000Z", "old")]
    public void In_a_history_of_AWS_Config_the_latest_item_counts(string oldTime, string newTime, string expected)
    {
        static string Item(string role, string time) => $$"""
            {"configurationItemCaptureTime":"{{time}}","resourceType":"AWS::Lambda::Function","arn":"{{Functions.Arn("f1")}}",
             "configuration":"{\"functionName\":\"f1\",\"functionArn\":\"{{Functions.Arn("f1")}}\",\"role\":\"{{Functions.RoleArn(role)}}\"}"}
            """;
        var reading = Reading.Of($$"""{"configurationItems":[{{Item("old", oldTime)}},{{Item("new", newTime)}}]}""");
        Assert.Equal(Functions.RoleArn(expected), Assert.Single(reading.Functions).Role);
        Assert.Empty(reading.Problems);
    }

    [Fact]
    public void A_function_that_AWS_Config_saw_deleted_is_gone()
    {
        var deleted =
            $$"""{"configurationItemCaptureTime":"2026-02-01T00:00:00Z","configurationItemStatus":"ResourceDeleted","resourceType":"AWS::Lambda::Function","arn":"{{Functions.Arn("f1")}}"}""";
        var before =
            $$$"""{"configurationItemCaptureTime":"2026-01-01T00:00:00Z","resourceType":"AWS::Lambda::Function","arn":"{{{Functions.Arn("f1")}}}","configuration":{"functionName":"f1","functionArn":"{{{Functions.Arn("f1")}}}","role":"{{{Functions.RoleArn("r1")}}}"}}""";
        Assert.Empty(Reading.Of($$"""{"configurationItems":[{{deleted}},{{before}}]}""").Functions);
        Assert.Empty(Reading.Of($$"""{"configurationItems":[{{before}},{{deleted}}]}""").Functions);
        Assert.Single(
            Reading.Of(
                $$"""{"configurationItems":[{{before.Replace("01-01", "03-01", StringComparison.Ordinal)}},{{deleted}}]}""").Functions);
    }

    [Fact]
    public void A_query_of_AWS_Config()
    {
        var row = JsonSerializer.Serialize(
            $$$"""{"awsRegion":"eu-west-1","configuration":{"functionName":"f1","role":"{{{Functions.RoleArn("r1")}}}"}}""");
        var function = Assert.Single(Reading.Of($$$"""{"Results":[{{{row}}}],"QueryInfo":{"SelectFields":[]}}""").Functions);
        Assert.Equal(("f1", "eu-west-1"), (function.FunctionName, function.Region));
    }

    [Fact]
    public void Every_encoding_that_a_shell_writes()
    {
        var text = $"[{One}]";
        Assert.Equal(["f1"], Reading.Of(Encoding.UTF8.GetPreamble().Concat(Encoding.UTF8.GetBytes(text)).ToArray()).Names);
        Assert.Equal(["f1"], Reading.Of(Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(text)).ToArray()).Names);
        Assert.Equal(
            ["f1"], Reading.Of(Encoding.BigEndianUnicode.GetPreamble().Concat(Encoding.BigEndianUnicode.GetBytes(text)).ToArray()).Names);
        Assert.Equal(["f1"], Reading.Of(Encoding.Unicode.GetBytes(text)).Names);
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionMode.Compress, leaveOpen: true)) gzip.Write(Encoding.UTF8.GetBytes(text));
        Assert.Equal(["f1"], Reading.Of(zipped.ToArray()).Names);
    }

    [Fact]
    public void A_cut_file_keeps_what_stood_before_the_cut()
    {
        var whole = $$"""{"Functions":[{{One}},{{One.Replace("f1", "f2", StringComparison.Ordinal)}}]}""";
        var reading = Reading.Of(whole[..^60]);
        Assert.Equal(["f1"], reading.Names);
        Assert.Equal("FileInvalidJson", Assert.Single(reading.Problems).ErrorId);
        Assert.Contains("1 function before", reading.Problems[0].Message, StringComparison.Ordinal);
        Assert.False(reading.IsComplete);
    }

    [Theory]
    [InlineData("", "FileEmpty")]
    [InlineData(" \r\n\t", "FileEmpty")]
    [InlineData("hello, world", "FileNotRecognized")]
    [InlineData("<html></html>", "FileNotRecognized")]
    [InlineData("{}", "FileHasNoFunctions")]
    [InlineData("[]", "FileHasNoFunctions")]
    [InlineData("""{"Roles":[{"RoleName":"r1"}]}""", "FileHasNoFunctions")]
    [InlineData("""{"EventSourceMappings":[{"FunctionArn":"arn:aws:lambda:us-east-1:123456789012:function:f1"}]}""", "FileHasNoFunctions")]
    [InlineData("{oops", "FileInvalidJson")]
    [InlineData("[1,2", "FileInvalidJson")]
    [InlineData("""[{"FunctionName":"f1"}]""", "FunctionWithoutRole")]
    [InlineData("""{"Functions":[{"FunctionArn":"arn:aws:lambda:us-east-1:123456789012:function:f1"}]}""", "FunctionWithoutRole")]
    [InlineData("""[{"FunctionName":"f1","FunctionArn":"arn:nonsense","Role":"arn:aws:iam::123456789012:role/r"}]""", "InvalidFunctionArn")]
    [InlineData("""[{"FunctionName":"f1","Role":"just-a-name"}]""", "InvalidRoleArn")]
    public void Bad_files_have_an_id_and_an_action(string text, string errorId)
    {
        var reading = Reading.Of(text);
        var problem = Assert.Single(reading.Problems);
        Assert.Equal(errorId, problem.ErrorId);
        Assert.NotEmpty(problem.RecommendedAction);
        Assert.False(reading.IsComplete);
    }

    [Fact]
    public void A_bad_file_does_not_cost_the_next_one() =>
        Assert.Equal(["f1"], Reading.Of("{oops", $"[{One}]").Names);

    [Fact]
    public void A_flood_of_one_problem_is_told_in_short()
    {
        var bad = string.Join(',', Enumerable.Range(0, 500).Select(i => $$"""{"FunctionName":"f{{i}}"}"""));
        var reading = Reading.Of($"[{bad}]");
        Assert.InRange(reading.Problems.Count, 2, 20);
        Assert.Contains("490 more", reading.Problems[^1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void However_the_stream_is_cut_into_pieces_the_functions_are_the_same()
    {
        var text = Encoding.UTF8.GetBytes(
            $$"""{"Functions":[{{One}},{"FunctionName":"f2","Handler":"é\u00e9\n","Role":"{{Functions.RoleArn("r2")}}"}]} {{One.Replace("f1", "f3", StringComparison.Ordinal)}}""");
        var expected = Collect(new MemoryStream(text));
        Assert.Equal(3, expected.Count);
        Prop.ForAll(Gen.Choose(1, 70).ToArbitrary(), size =>
            Collect(new Slow(text, size)).SequenceEqual(expected)).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_fast_way_and_the_general_way_find_the_same_in_any_JSON()
    {
        // In a list, the first object is read the general way and the others may take the fast one. Alone in a document,
        // each takes the general way. Whatever stands in an object, both must agree, broken JSON included.
        string[] names = [
            "FunctionName", "FunctionArn", "Role", "Version", "Runtime", "LastModified", "MemorySize", "Timeout", "Architectures",
            "Environment", "VpcConfig", "Description", "RevisionId", "Configuration", "Functions", "x", "arn", "resourceType"];
        string[] values = [
            "null", "true", "12", "-1.5e3", "01", "1.", "\"\"", "\"text\"", "\"a\\n\\u00e9\"", "\"bad\\q\"", "\"bad\\u12g4\"",
            "\"\\u002B\"", "\"\\u00", "\"open", "[]", "[\"x86_64\"]", "[1,{\"a\":[]}]", "{}",
            "{\"Value\":\"v\"}", "{\"FunctionName\":\"inner\",\"Role\":\"arn:aws:iam::123456789012:role/inner\"}", "{\"a\":\"}\"}",
            "[1,]", "{,}", "nul",
            "\"arn:aws:lambda:us-east-1:123456789012:function:f\"", "\"arn:aws:iam::123456789012:role/r\"",
            "\"2026-04-01T12:34:56.789+0000\""];
        string[] function = ["\"Role\":\"arn:aws:iam::123456789012:role/r\"", $"\"FunctionArn\" : \"{Functions.Arn("g")}\""];
        string Object(Random random)
        {
            var properties = Enumerable.Range(0, random.Next(1, 5))
                .Select(_ => $"\"{names[random.Next(names.Length)]}\": {values[random.Next(values.Length)]}");
            return $"{{{string.Join(',', properties.Concat(random.Next(2) == 0 ? [] : function).OrderBy(_ => random.Next()))}}}";
        }

        var agreed = 0;
        for (var seed = 0; seed < 20_000; seed++)
        {
            var text = Object(new Random(seed));
            var fast = Collect($$"""[{},{{text}}]""");
            var general = Collect($$"""[{{text}}]""");
            Assert.Equal(general, fast);
            if (general.Count == 1 && general[0].StartsWith("arn:aws:lambda", StringComparison.Ordinal)) agreed++;
        }

        Assert.True(agreed > 500, $"Only {agreed} objects were functions: the test shows little.");

        static List<string> Collect(string json)
        {
            var problems = new List<string>();
            var builder = new FunctionInventoryBuilder(problem => problems.Add(problem.ErrorId));
            try
            {
                new FunctionJsonReader(builder, "test").Read(Encoding.UTF8.GetBytes(json));
            }
            catch (JsonException)
            {
                problems.Add("broken");
            }

            return [
                .. builder.Build().Functions.Select(function =>
                    $"{function.FunctionArn}|{function.FunctionName}|{function.Role}|{function.Version}|{function.Configuration}"),
                .. problems];
        }
    }

    [Fact]
    public void Values_longer_than_the_buffer_are_read()
    {
        var text = $$"""[{"Description":"{{new string('x', 400_000)}}","FunctionName":"f1","Role":"{{Functions.RoleArn("r1")}}"}]""";
        Assert.Equal(["f1"], Reading.Of(text).Names);
    }

    [Fact]
    public void Any_JSON_that_holds_no_function_ends_without_one()
    {
        // Random trees of the very names that the reader looks for.
        string[] names = [
            "FunctionName", "FunctionArn", "Functions", "Configuration", "Results", "Runtime", "Version", "resourceType", "x"];
        JsonNode? Tree(Random random, int depth) => random.Next(depth > 4 ? 3 : 6) switch
        {
            0 => null,
            1 => random.Next(),
            2 => "text",
            3 => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Tree(random, depth + 1))]),
            _ => new JsonObject(Enumerable.Range(0, random.Next(4)).Select(_ => names[random.Next(names.Length)]).Distinct()
                .Select(name => KeyValuePair.Create(name, Tree(random, depth + 1)))),
        };
        for (var seed = 0; seed < 2000; seed++)
            Assert.Empty(Reading.Of((Tree(new Random(seed), 0) ?? new JsonObject()).ToJsonString()).Functions);
    }

    private static List<string> Collect(Stream stream)
    {
        var builder = new FunctionInventoryBuilder(problem => Assert.Fail(problem.Message));
        new FunctionJsonReader(builder, "test").Read(stream, null, CancellationToken.None);
        return [
            .. builder.Build().Functions.Select(function =>
                $"{function.FunctionArn}|{function.FunctionName}|{function.Role}|{function.Version}|{function.Configuration}")];
    }

    private sealed class Slow(byte[] data, int piece) : MemoryStream(data)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, piece));
    }
}
