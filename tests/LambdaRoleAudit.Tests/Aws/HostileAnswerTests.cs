using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Amazon.Runtime.Internal;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Aws;
using LambdaRoleAudit.Aws.Services;
using LambdaRoleAudit.Aws.Wire;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Aws;

/// <summary>
/// An endpoint that answers in bad faith: each operation ends in an error of ours, in its time, and takes no more than its bound.
/// </summary>
[Collection(EnvironmentCollection.Name)]
public sealed class HostileAnswerTests : IDisposable
{
    private const int Deep = 200_000;

    /// <summary>What a connection of this machine holds between the two programs, whatever the client reads.</summary>
    private const int InTransit = 12 << 20;

    private static readonly AwsKeys Keys = new(SandboxCredential.Default.AccessKey, SandboxCredential.Default.SecretKey, null);

    private readonly EnvironmentVariables _environment = new(("AWS_MAX_ATTEMPTS", "1"), ("AWS_ENDPOINT_URL", null));

    public HostileAnswerTests() => FallbackInternalConfigurationFactory.Reset();

    public static TheoryData<string> Operations => WireOperations.Names;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Else the tests below would show nothing.</summary>
    [Theory]
    [MemberData(nameof(Operations))]
    public async Task What_AWS_writes_is_read(string name)
    {
        var operation = WireOperations.Of(name);
        await using var server = Serve(operation, _ => HostileAnswer.Of(operation.Answer), andGoOn: true);
        await CallAsync(server, operation);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_gigabyte_is_not_taken_and_not_asked_for_again(string name)
    {
        var operation = WireOperations.Of(name);
        foreach (var isLengthTold in new[] { true, false })
        {
            await using var server = Serve(
                operation,
                _ =>
                    HostileAnswer.Gigabyte(
                        operation.IsJson ? "{\"Functions\":[" : "<GetRoleResponse>", operation.IsJson ? "{}," : "<a/>", isLengthTold));
            var e = await FailAsync(server, operation);
            Assert.Equal(AwsErrorKind.BadResponse, e.Kind);
            Assert.Contains("larger than", e.Message, StringComparison.Ordinal);
            // A list is asked for again in smaller pages, twice at most.
            var asked = server.Requests.Count(request => Is(operation, request));
            Assert.InRange(asked, 1, operation.IsList ? 3 : 1);
            Assert.InRange(server.Sent, 0, asked * (AnswerBound.Of(operation.Action).Bytes + InTransit));
        }
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_deep_answer_is_an_error(string name)
    {
        var operation = WireOperations.Of(name);
        foreach (var body in operation.IsJson
            ? new[]
            {
                string.Concat(Enumerable.Repeat("[", Deep)),
                string.Concat(Enumerable.Repeat("{\"Functions\":[", Deep)),
                $"{{\"Functions\":{new string('[', Deep)}{new string(']', Deep)}}}"
            }
            : [string.Concat(Enumerable.Repeat("<aResponse>", Deep)),
                $"<aResponse>{string.Concat(Enumerable.Repeat("<a>", Deep))}{string.Concat(Enumerable.Repeat("</a>", Deep))}</aResponse>"])
        {
            await using var server = Serve(operation, _ => HostileAnswer.Of(body));
            Assert.Equal(AwsErrorKind.BadResponse, (await FailAsync(server, operation)).Kind);
        }
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_body_that_drips_ends_with_the_time_out(string name)
    {
        var operation = WireOperations.Of(name);
        await using var server = Serve(operation, _ => HostileAnswer.Drip());
        var clock = Stopwatch.StartNew();
        var e = await FailAsync(server, operation, seconds: 0.5);
        Assert.Equal(AwsErrorKind.TimedOut, e.Kind);
        Assert.Single(server.Requests, request => Is(operation, request));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"It took {clock.Elapsed}.");
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task What_is_no_answer_is_an_error(string name)
    {
        var operation = WireOperations.Of(name);
        byte[][] bodies =
        [
            [], .. new[]
            {
                "{}",
                "[]",
                "null",
                "5",
                "\"text\"",
                "<html/>",
                "<html><body>Log in</body></html>",
                "\0\0\0\0",
                operation.Answer[..^1],
                $"{operation.Answer}{operation.Answer}",
                "{\"Functions\":{}}"
            }.Select(Encoding.UTF8.GetBytes),
            // Decoded leniently, this would be a text that nobody wrote.
            Spoil(operation), [0xFE, 0xFF, 0xD8, 0x00], Gzip(operation.Answer),
        ];
        foreach (var body in bodies)
        {
            await using var server = Serve(
                operation, _ => HostileAnswer.Of(body) with { Headers = body is [0x1F, 0x8B, ..] ? "Content-Encoding: gzip\r\n" : "" });
            Assert.Equal(
                (AwsErrorKind.BadResponse, Encoding.UTF8.GetString(body)),
                ((await FailAsync(server, operation, of: Encoding.UTF8.GetString(body))).Kind, Encoding.UTF8.GetString(body)));
        }
    }

    /// <summary>
    /// Every field of every answer, of every other kind, missing and twice: an error of ours, or an answer; nothing else.
    /// </summary>
    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_field_of_another_kind_is_never_an_exception_of_others(string name)
    {
        var operation = WireOperations.Of(name);
        var (read, refused) = (0, 0);
        foreach (var answer in operation.IsJson ? JsonVariants(operation.Answer) : XmlVariants(operation.Answer))
        {
            await using var server = Serve(operation, _ => HostileAnswer.Of(answer), andGoOn: true);
            try
            {
                await CallAsync(server, operation);
                read++;
            }
            catch (AwsCallException e)
            {
                Assert.True(e.Kind == AwsErrorKind.BadResponse, $"{e.Kind}: {e.Message}: {answer}");
                Assert.Equal("EndpointNotAws", AwsProblems.Describe(e, "read", null).ErrorId);
                refused++;
            }
        }

        // A deletion's answer says nothing that is read.
        Assert.True(refused > 0 || operation.Answer.Length < 200, $"All of {read} were taken.");
    }

    /// <summary>What decides something of a role or function must be there and be a text.</summary>
    [Theory]
    [InlineData("ListFunctions", "\"Role\":5")]
    [InlineData("ListFunctions", "\"FunctionArn\":7")]
    [InlineData("ListFunctions", "\"FunctionArn\":null")]
    [InlineData("ListFunctions", "\"Version\":5")]
    [InlineData("ListFunctions", "\"NextMarker\":5")]
    [InlineData("ListFunctions with settings", "\"Role\":5")]
    [InlineData("ListFunctions with settings", "\"NextMarker\":{}")]
    [InlineData("GetFunction", "\"State\":5")]
    [InlineData("GetFunction", "\"RevisionId\":[]")]
    [InlineData("GetFunction", "\"Role\":{}")]
    [InlineData("GetFunction", "\"Role\":\"\\ud800\"")]
    [InlineData("GetFunction", "\"LastUpdateStatus\":true")]
    [InlineData("ListEventSourceMappings", "\"UUID\":5")]
    [InlineData("ListEventSourceMappings", "\"State\":5")]
    [InlineData("ListEventSourceMappings", "\"NextMarker\":5")]
    [InlineData("GetPolicy", "\"Policy\":{}")]
    public async Task A_wrong_kind_is_told(string name, string field)
    {
        var operation = WireOperations.Of(name);
        var key = field[..(field.IndexOf(':', StringComparison.Ordinal) + 1)];
        var start = operation.Answer.IndexOf(key, StringComparison.Ordinal);
        var end = operation.Answer.AsSpan(start).IndexOfAny(",}") + start;
        Assert.True(start > 0);
        var spoiled = $"{operation.Answer[..start]}{field}{operation.Answer[end..]}";
        var twice = $"{operation.Answer[..end]},{operation.Answer[start..end]}{operation.Answer[end..]}";
        foreach (var answer in new[] { spoiled, twice })
        {
            await using var server = Serve(operation, _ => HostileAnswer.Of(answer));
            Assert.Equal(AwsErrorKind.BadResponse, (await FailAsync(server, operation, of: answer)).Kind);
        }
    }

    [Theory]
    [InlineData("GetRole", "<Arn>5</Arn>")]
    [InlineData("GetRole", "<Arn>arn:aws:iam::123456789012:role/other</Arn>")]
    [InlineData("GetRole", "<Arn><a>arn:aws:iam::123456789012:role/r</a></Arn>")]
    [InlineData("GetRole", "<MaxSessionDuration>long</MaxSessionDuration>")]
    [InlineData("GetRole", "<LastUsedDate>never</LastUsedDate>")]
    [InlineData("GetRole", "<AssumeRolePolicyDocument>%7B%FF%7D</AssumeRolePolicyDocument>")]
    [InlineData("GetAccountAuthorizationDetails", "<Arn>5</Arn>")]
    [InlineData("GetAccountAuthorizationDetails", "<IsTruncated>maybe</IsTruncated>")]
    [InlineData("GetAccountAuthorizationDetails", "<IsTruncated>true</IsTruncated>")]
    [InlineData("GetAccountAuthorizationDetails", "<PolicyDocument>%ED%A0%80</PolicyDocument>")]
    [InlineData("GetAccountAuthorizationDetails", "<RoleDetailList><role/></RoleDetailList>")]
    [InlineData("GetAccountAuthorizationDetails", "<Tags><member><Key>team</Key></member><member><Key>team</Key></member></Tags>")]
    [InlineData("GetAccountAuthorizationDetails", "<Policies><member/></Policies>")]
    [InlineData("ListRolePolicies", "<PolicyNames><name>p</name></PolicyNames>")]
    [InlineData("ListAttachedRolePolicies", "<IsTruncated>5</IsTruncated>")]
    [InlineData("GetAccountSummary", "<value>99999999999</value>")]
    [InlineData("GetCallerIdentity", "<Account>5</Account>")]
    [InlineData("GetCallerIdentity", "<Arn>arn:aws:iam::999999999999:user/u</Arn>")]
    [InlineData("DescribeRegions", "<regionName>evil.example/</regionName>")]
    public async Task A_wrong_element_is_told(string name, string element)
    {
        var operation = WireOperations.Of(name);
        var answer =
            XElement.Parse(operation.Answer.Replace(" xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"", "", StringComparison.Ordinal));
        var other = XElement.Parse(element);
        answer.Descendants(other.Name).First().ReplaceWith(other);
        var text = answer.ToString(SaveOptions.DisableFormatting);
        await using var server = Serve(operation, _ => HostileAnswer.Of(text));
        Assert.Equal(AwsErrorKind.BadResponse, (await FailAsync(server, operation, of: element)).Kind);
    }

    /// <summary>Markers that never repeat: the same page for ever, nothing for ever, and two pages in turn.</summary>
    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_list_without_end_ends(string name)
    {
        var operation = WireOperations.Of(name);
        if (!operation.IsList) return;
        var empty = operation.IsJson ? """{"Functions":[],"EventSourceMappings":[],"Versions":[],"Aliases":[],"NextMarker":null}"""
            : new string[]
            {
                "Roles", "RoleDetailList", "Policies", "AttachedPolicies", "PolicyNames", "InstanceProfiles", "ServicesLastAccessed",
            }.Aggregate(
                operation.Answer,
                (text, list) => System.Text.RegularExpressions.Regex.Replace(text, $"<{list}>.*</{list}>", $"<{list}></{list}>"));
        foreach (var (page, marker) in new (string, Func<int, string>)[]
        {
            (operation.Answer, n => $"m{n}"), (empty, n => $"m{n}"), (operation.Answer, n => $"m{n % 2}")
        })
        {
            await using var server = Serve(operation, request => HostileAnswer.Of(page
                .Replace("\"NextMarker\":null", $"\"NextMarker\":\"{marker(request.Number)}\"", StringComparison.Ordinal)
                .Replace(
                    "<IsTruncated>false</IsTruncated>", $"<IsTruncated>true</IsTruncated><Marker>{marker(request.Number)}</Marker>",
                    StringComparison.Ordinal)));
            var e = await FailAsync(server, operation);
            Assert.Equal(AwsErrorKind.BadResponse, e.Kind);
            Assert.Contains("never end", e.Message, StringComparison.Ordinal);
            Assert.InRange(server.Requests.Count, 2, 60);
        }
    }

    [Fact]
    public void A_list_has_no_more_pages_than_it_can_have()
    {
        var walk = new ListWalk(WireService.Iam, "ListRolePolicies", "us-east-1", 1000);
        var e = Assert.Throws<AwsCallException>(() =>
        {
            for (var page = 0; page < 1_000_000; page++)
            {
                walk.Saw($"p{page}");
                walk.GoOn($"m{page}");
            }
        });
        Assert.Equal(AwsErrorKind.BadResponse, e.Kind);
        Assert.Equal(AnswerBound.Of("ListRolePolicies").Pages, walk.Page - 1);
    }

    /// <summary>A page of a thousand roles may be larger than its bound in good faith: then a hundred are asked for.</summary>
    [Theory]
    [InlineData("GetAccountAuthorizationDetails", "1000", "100")]
    [InlineData("ListFunctions", "50", "5")]
    public async Task A_large_page_is_asked_for_in_smaller_ones(string name, string first, string then)
    {
        var operation = WireOperations.Of(name);
        await using var server = Serve(operation, request => request.Number == 1
            ? HostileAnswer.Gigabyte("", " ", isLengthTold: true)
            : HostileAnswer.Of(operation.Answer));
        await CallAsync(server, operation);
        Assert.Equal(
            [first, then],
            server.Requests.Select(request =>
                System.Text.RegularExpressions.Regex.Match($"{request.Line}&{request.Body}", "MaxItems=([0-9]+)").Groups[1].Value));
    }

    /// <summary>Of an error's body the beginning is enough, whatever its length and however deep.</summary>
    [Fact]
    public async Task An_errors_body_is_bounded_too()
    {
        var operation = WireOperations.Of("GetFunction");
        foreach (var body in new Func<HostileAnswer>[]
        {
            () => HostileAnswer.Gigabyte("<html>", "<b>no</b>", isLengthTold: false),
            () => HostileAnswer.Gigabyte("{\"message\":\"", "no", isLengthTold: true),
            () => HostileAnswer.Of(new string('[', Deep)),
            () => HostileAnswer.Of($"{{\"message\":{new string('[', Deep)}"),
            () => HostileAnswer.Of(string.Concat(Enumerable.Repeat("<a>", Deep))),
            () => HostileAnswer.Of([.. "{\"message\":\""u8, 0xFF, .. "\"}"u8]),
            () => HostileAnswer.Of("{\"message\":\"\\ud800\",\"__type\":\"\\udc00\"}"),
            () => HostileAnswer.Of("{\"message\":5,\"__type\":{}}"),
            () => HostileAnswer.Of($"{{\"message\":\"{new string('m', 60_000)}\",\"__type\":\"{new string('t', 4_000)}\"}}"),
        })
        {
            await using var server = HostileServer.Start(_ => body() with { Status = 400 });
            var e = await FailAsync(server, operation);
            Assert.Equal(400, e.HttpStatus);
            Assert.InRange(e.Message.Length, 1, 5000);
            Assert.InRange(e.ErrorCode?.Length ?? 0, 0, 200);
            Assert.InRange(server.Sent, 0, InTransit);
        }
    }

    /// <summary>Small on the wire and large in memory: empty elements, attributes, names.</summary>
    [Theory]
    [InlineData("<a/>", "")]
    [InlineData("", " a{0}=\"\"")]
    [InlineData("<a{0}/>", "")]
    public void What_is_read_of_XML_costs_no_more_than_its_bound(string element, string attribute)
    {
        var bound = AnswerBound.Of("GetAccountAuthorizationDetails").Bytes;
        var text = new StringBuilder("<aResponse>");
        if (attribute.Length > 0) text.Append("<a");
        for (var i = 0; text.Length < bound - 100; i++)
            text.AppendFormat(System.Globalization.CultureInfo.InvariantCulture, element.Length > 0 ? element : attribute, i);
        text.Append(attribute.Length > 0 ? "/></aResponse>" : "</aResponse>");
        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<System.Xml.XmlException>(() =>
            IamXml.Load(new MemoryStream(bytes, 0, bytes.Length, writable: false, publiclyVisible: true)));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100 << 20);
    }

    /// <summary>A role that cannot be read is told, and the functions beside it are read.</summary>
    [Fact]
    public async Task An_ARN_that_is_none_is_a_problem_and_not_another_role()
    {
        var operation = WireOperations.Of("ListFunctions");
        var answer =
            operation.Answer.Replace("arn:aws:iam::123456789012:role/r", "arn:aws:iam::12345678901:role/r", StringComparison.Ordinal);
        await using var server = Serve(operation, _ => HostileAnswer.Of(answer));
        var problems = new List<Problem>();
        var builder = new FunctionInventoryBuilder(problems.Add);
        using var session = await OpenAsync(server, 10);
        await foreach (var _ in session.Lambda("eu-west-1").ListFunctionsAsync(true, builder, Token))
        {
        }

        Assert.Equal(["InvalidRoleArn", "InvalidRoleArn"], problems.Select(problem => problem.ErrorId));
        Assert.Equal(0, builder.Count);
    }

    public void Dispose()
    {
        _environment.Dispose();
        FallbackInternalConfigurationFactory.Reset();
    }

    private static HostileServer Serve(WireOperation operation, Func<HostileRequest, HostileAnswer> answer, bool andGoOn = false) =>
        HostileServer.Start(request =>
            Is(operation, request) ? answer(request)
            : operation.Before is not null ? HostileAnswer.Of(operation.Before)
            // What is called after it, with what it answered.
            : andGoOn ? HostileAnswer.Of(WireOperations.All.First(other => other.Action == request.Action).Answer)
            : HostileAnswer.Of("not asked for"));

    private static bool Is(WireOperation operation, HostileRequest request) => operation.IsJson || request.Action == operation.Action;

    private static async Task<AwsCallException> FailAsync(
        HostileServer server, WireOperation operation, double seconds = 20, string of = "")
    {
        var exception = await Record.ExceptionAsync(() => CallAsync(server, operation, seconds));
        if (exception is not AwsCallException e)
            throw new Xunit.Sdk.XunitException(
                $"{operation}: {exception?.ToString() ?? "It passed"}: {(of.Length > 300 ? of[..300] : of)}");
        Assert.Equal(operation.Action, e.Operation);
        return e;
    }

    private static async Task CallAsync(HostileServer server, WireOperation operation, double seconds = 20)
    {
        using var session = await OpenAsync(server, seconds);
        await operation.CallAsync(session, Token);
    }

    private static Task<IAwsSession> OpenAsync(HostileServer server, double seconds) => new AwsGateway().OpenAsync(
        new AwsSessionOptions { Keys = Keys, EndpointUrl = server.Url, RequestTimeout = TimeSpan.FromSeconds(seconds) }, Token);

    /// <summary>A byte that no UTF-8 has, in the middle of the answer's longest word.</summary>
    private static byte[] Spoil(WireOperation operation)
    {
        var bytes = Encoding.UTF8.GetBytes(operation.Answer);
        var at = operation.Answer.LastIndexOf(operation.IsJson ? "\"" : "</RequestId>", StringComparison.Ordinal);
        if (at < 0) at = operation.Answer.IndexOf("</requestId>", StringComparison.Ordinal);
        bytes[at - 1] = 0xFF;
        return bytes;
    }

    private static byte[] Gzip(string text)
    {
        var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return bytes.ToArray();
    }

    private static IEnumerable<string> JsonVariants(string answer)
    {
        var count = Nodes(JsonNode.Parse(answer)!).Count();
        for (var i = 0; i < count; i++)
        {
            foreach (var other in new[]
            {
                "5", "\"x\"", "null", "[]", "{}", "true", "[null]", "[5]", "[[]]", "1e400", "99999999999999999999", "\"\\ud800\"", ""
            })
            {
                var root = JsonNode.Parse(answer)!;
                var node = Nodes(root).ElementAt(i);
                var mark = JsonValue.Create("replace-me");
                if (node.Parent is JsonObject parent) parent[node.GetPropertyName()] = mark;
                else if (node.Parent is JsonArray list) list[node.GetElementIndex()] = mark;
                else continue;
                var text = root.ToJsonString();
                yield return other.Length > 0 ? text.Replace("\"replace-me\"", other, StringComparison.Ordinal)
                    : System.Text.RegularExpressions.Regex.Replace(text, "(\"[^\"]*\":)?\"replace-me\",?", "")
                        .Replace(",}", "}", StringComparison.Ordinal).Replace(",]", "]", StringComparison.Ordinal);
            }
        }
    }

    private static IEnumerable<JsonNode> Nodes(JsonNode root)
    {
        yield return root;
        var children = root switch { JsonObject json => json.Select(property => property.Value), JsonArray list => list, _ => [] };
        foreach (var child in children.OfType<JsonNode>().SelectMany(Nodes)) yield return child;
    }

    private static IEnumerable<string> XmlVariants(string answer)
    {
        var count = XElement.Parse(answer).Descendants().Count();
        for (var i = 0; i < count; i++)
        {
            foreach (var change in new Action<XElement>[]
            {
                element => element.Remove(), element => element.AddAfterSelf(new XElement(element)), element => element.Value = "x",
                element => element.Value = "", element => element.Value = "-99999999999999999999",
                element => element.ReplaceNodes(new XElement("b", "c")), element => element.Name = "other",
                element => element.Value = "%FF%", element => element.Add(new XElement("member")), element => element.Add("text"),
            })
            {
                var root = XElement.Parse(answer);
                change(root.Descendants().ElementAt(i));
                yield return root.ToString(SaveOptions.DisableFormatting);
            }
        }
    }
}
