using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Repair;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>A kind of input that users hand over: a right one, and how it is read.</summary>
/// <param name="Name">What to call it.</param>
/// <param name="Sample">A right one.</param>
/// <param name="List">The list that its entries are in; empty where it is a list; null where entries are not counted.</param>
/// <param name="Read">Reads it: how many entries could be read, and how many it told that could not.</param>
public sealed record InputKind(string Name, byte[] Sample, string? List, Func<byte[], (int Readable, int Told)> Read)
{
    /// <summary>How many entries a sample has.</summary>
    public const int Entries = 5;

    private static readonly string[] Names = [.. Enumerable.Range(1, Entries).Select(i => $"f{i}")];

    /// <summary>All kinds.</summary>
    public static IReadOnlyList<InputKind> All { get; } =
    [
        new("list-functions", SampleInputs.Utf8(SampleInputs.Page([.. Names.Select(name => SampleInputs.Function(name, "shared"))])),
            "Functions", Functions),
        new("functions of ConvertTo-Json",
            SampleInputs.Utf8(new JsonArray([.. Names.Select(name => SampleInputs.Function(name, "shared"))])), "", Functions),
        new("CSV",
            Encoding.UTF8.GetBytes(
                "FunctionName,FunctionArn,Role,Description\n"
                    + string.Concat(
                        Names.Select(name => $"{name},{Support.Functions.Arn(name)},{Support.Functions.RoleArn("shared")},\"a, b\"\n"))),
            null, Functions),
        new("AWS Config snapshot", SampleInputs.Utf8(Items(isText: false)), "configurationItems", Functions),
        new("AWS Config history", SampleInputs.Utf8(Items(isText: true)), "configurationItems", Functions),
        new("AWS Config query",
            SampleInputs.Utf8(new JsonObject
            {
                ["Results"] = new JsonArray([
                    .. Names.Select(name =>
                        (JsonNode)SampleInputs.ConfigItem(name, "shared", "2026-01-01T00:00:00Z", false).ToJsonString())])
            }), null, Functions),
        new("get-account-authorization-details", SampleInputs.Utf8(SampleInputs.Roles([.. Names.Select(name => SampleInputs.Role(name))])),
            "RoleDetailList", Roles),
        new("list-functions for rules",
            SampleInputs.Utf8(SampleInputs.Page([.. Names.Select(name => SampleInputs.Function(name, "shared"))])), "Functions",
            FunctionsForRules),
        new("list-roles",
            SampleInputs.Utf8(new JsonObject { ["Roles"] = new JsonArray([.. Names.Select(name => SampleInputs.Role(name))]) }), null,
            Roles),
        new("list-event-source-mappings",
            SampleInputs.Utf8(SampleInputs.Mappings([.. Names.Select(name => SampleInputs.Mapping($"u-{name}", name))])),
            "EventSourceMappings", Mappings),
        new("get-policy",
            SampleInputs.Utf8(new JsonObject
            {
                ["Policy"] =
                    """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"lambda:InvokeFunction","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f1"}]}""",
                ["RevisionId"] = "r"
            }), null, Roles),
        new("plan", SampleInputs.Plan(Names), "", Plan),
        new("baseline", SampleInputs.Utf8(new JsonArray([.. Names.Select(SampleInputs.Finding)])), "", Baseline),
        new("suppressions",
            SampleInputs.Utf8(new JsonObject { ["Suppressions"] = new JsonArray([.. Names.Select(SampleInputs.Suppression)]) }),
            "Suppressions", Suppressions),
        new("policy document", Encoding.UTF8.GetBytes(SampleInputs.Policy), null, Policy),
        new("template parameters", """{"QueueName":"jobs"}"""u8.ToArray(), null, Template),
    ];

    private static JsonObject Items(bool isText) => new()
    {
        ["configurationItems"] = new JsonArray([
            .. Names.Select(name => SampleInputs.ConfigItem(name, "shared", "2026-01-01T00:00:00Z", isText))]),
    };

    private static (int, int) Functions(byte[] data)
    {
        var told = new List<Problem>();
        var builder = new FunctionInventoryBuilder(told.Add);
        var reader = new FunctionFileReader(builder);
        reader.Read(new MemoryStream(data), "input", null, CancellationToken.None);
        reader.Complete();
        var inventory = builder.Build();
        // What is shown is made here.
        Assert.All(inventory.Functions, function => Assert.True(Arn.TryParseRole(function.Role, out _)));
        return (inventory.Count, told.Sum(Count));
    }

    private static (int, int) FunctionsForRules(byte[] data) => Account(data, account => account.Functions.Count());

    private static (int, int) Roles(byte[] data) => Account(data, account => account.Roles.Count);

    private static (int, int) Account(byte[] data, Func<LambdaRoleAudit.Accounts.Account, int> count)
    {
        var told = new List<Problem>();
        var reader = new AccountFileReader(told.Add);
        reader.Add(new MemoryStream(data), "input");
        var account = reader.BuildAsync(needsRoles: true, CancellationToken.None).GetAwaiter().GetResult();
        return (count(account), told.Sum(Count));
    }

    private static (int, int) Mappings(byte[] data)
    {
        Account(data, _ => 0);
        var told = new List<Problem>();
        var mappings = new EventSourceMappingFiles(told.Add);
        try
        {
            using var json = JsonDocument.Parse(data);
            mappings.Add(
                [.. json.RootElement.GetProperty("EventSourceMappings").EnumerateArray()
                    .Select((item, i) => new FileEntry("input", "EventSourceMappings", i + 1, item))], false, "input");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            // The document around the list is broken, which the reader of files says.
            return (0, Entries);
        }

        return (mappings.All.Count(), told.Count);
    }

    private static (int, int) Plan(byte[] data) => Whole(told =>
        RepairPlanReader.Read(InputFiles.ReadUtf8(new MemoryStream(data), "input", InputFiles.LargestPlan), "input", told.Add).Count);

    private static (int, int) Baseline(byte[] data) => Whole(told =>
        FindingBaseline.Read(InputFiles.ReadUtf8(new MemoryStream(data), "input", InputFiles.LargestBaseline), "input", told.Add).Count);

    private static (int, int) Suppressions(byte[] data) => Whole(told =>
        SuppressionReader.Read(InputFiles.ReadUtf8(new MemoryStream(data), "input", InputFiles.LargestPlan), "input", told.Add).Count);

    private static (int, int) Policy(byte[] data)
    {
        try
        {
            _ = PolicyDocument.Parse(InputFiles.ReadText(new MemoryStream(data), "input", InputFiles.LargestPolicy)).Canonical;
        }
        catch (Exception e) when (e is PolicyFormatException or ProblemException)
        {
            // It says so.
        }

        return (0, 0);
    }

    private static (int, int) Template(byte[] data) => Whole(_ =>
    {
        using var json = ParseOrNull(data);
        if (json?.RootElement.ValueKind != JsonValueKind.Object) return 0;
        TemplateParameters.Check(
            "SQSPollerPolicy",
            json.RootElement.EnumerateObject().Select(property => KeyValuePair.Create(NameOf(property), property.Value.ValueKind switch
            {
                JsonValueKind.String => (object?)TextOf(property.Value),
                JsonValueKind.Number => property.Value.TryGetDouble(out var number) ? number : null,
                JsonValueKind.True => true,
                _ => property.Value,
            })));
        return 1;
    });

    private static JsonDocument? ParseOrNull(byte[] data)
    {
        try
        {
            return JsonDocument.Parse(data);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Half a surrogate pair too, which a JSON reader does not give and PowerShell does.</summary>
    private static string TextOf(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return "jobs\ud800";
        }
    }

    private static string NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return "\ud800";
        }
    }

    /// <summary>A file that is refused whole tells of all its entries.</summary>
    private static (int, int) Whole(Func<List<Problem>, int> read)
    {
        var told = new List<Problem>();
        try
        {
            return (read(told), told.Count);
        }
        catch (ProblemException)
        {
            return (0, Entries);
        }
    }

    /// <summary>How many entries a problem stands for; none where it is about something else.</summary>
    private static int Count(Problem problem) => problem.ErrorId switch
    {
        "EntriesWithoutFunction" => int.Parse(problem.Message.Split(' ')[0], CultureInfo.InvariantCulture),
        "FunctionWithoutRole" or "FunctionEntryInvalid" or "InvalidRoleArn" or "InvalidFunctionArn" => 1,
        "FileEntryInvalid" => problem.Message.Contains("of Policies", StringComparison.Ordinal) ? 0 : 1,
        "FileHasNoFunctions" or "FileNotRecognized" or "FileInvalidJson" or "FileInvalid" => Entries,
        _ => 0,
    };
}
