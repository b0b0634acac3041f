using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Reports;
using LambdaRoleAudit.Sandbox.Workloads;
using LambdaRoleAudit.Tests.Support;
using static LambdaRoleAudit.Tests.Support.ReportSamples;
using static LambdaRoleAudit.Tests.Support.UsageSamples;
using UsedPermission = LambdaRoleAudit.Model.UsedPermission;

namespace LambdaRoleAudit.Tests.Core.Reports;

/// <summary>What reports say about the use of roles, as it is in the files.</summary>
public sealed partial class UsageContentTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lra-test-");

    [Fact]
    public void The_verdict_says_what_is_used_of_what_is_allowed()
    {
        var html = Html(Orders());
        Assert.Contains("<h1>4 functions on 1 role used 7 actions; the role allows 133.</h1>", html, StringComparison.Ordinal);
        var text = TextOf(html);
        Assert.Contains(
            Dense("Nobody used 1 of the 8 allowed services. For 2, the records do not show all calls"), text, StringComparison.Ordinal);
        Assert.Contains(Dense("43 calls were denied."), text, StringComparison.Ordinal);
        Assert.Contains(
            "used at least 7 actions", Html(Orders().Select(usage => usage with { IsComplete = false })), StringComparison.Ordinal);
        Assert.DoesNotContain(
            "allows", Heading().Match(Html(UsageOf("a", "r", null, Used("s3:GetObject")))).Value, StringComparison.Ordinal);
    }

    /// <summary>Each kind of cell, as a reader with a screen reader has it, and by its form.</summary>
    [Fact]
    public void A_cell_says_what_was_used_of_what_is_allowed_and_what_cannot_be_seen()
    {
        var cells = Cells(Html(Orders()));
        Assert.Equal("used|1/3 allowed actions used", cells["order-intake", "s3"]);
        Assert.Equal("used|2/3 allowed actions used; denied calls: ⊘2", cells["order-archive", "s3"]);
        Assert.Equal("used part|1/41 allowed actions used; the records do not show the calls of 22", cells["order-intake", "dynamodb"]);
        Assert.Equal("idle part|0/41 allowed actions used; the records do not show the calls of 22", cells["order-report", "dynamodb"]);
        Assert.Equal("idle|0/61 allowed actions used", cells["order-report", "lambda"]);
        Assert.Equal("hidden|? 2 allowed actions, not visible in the records", cells["order-invoice", "xray"]);
        Assert.Equal("foreign| not allowed by the role's policies; denied calls: ⊘41", cells["order-intake", "ssm"]);
        Assert.Equal("none|· not allowed", cells["order-report", "ssm"]);
        Assert.Equal("used|1/2 allowed actions used", cells["Other sessions", "sns"]);
        Assert.Equal(
            ["s3 2", "dynamodb 1", "kms 1", "sqs 1", "sns others", "ssm not allowed", "lambda nobody",
                "iam not visible", "xray not visible"],
            Total().Matches(Html(Orders())).Select(cell => $"{cell.Groups["service"]} {Tags().Replace(cell.Groups["text"].Value, "")}"));
    }

    /// <summary>The numbers in the cells and the permissions are those of the objects.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Numbers_are_those_of_the_objects(int seed)
    {
        var usages = await OfWorkloadAsync(
            Workload.Random(seed, new WorkloadOptions
            {
                Days = 1, Functions = 14, CallsPerFunction = 6, NoiseShare = 0.3,
                Selectors = Sandbox.State.TrailSelectors.OfTypes("AWS::S3::Object", "AWS::SQS::Queue"),
            }),
            _folder);
        var html = Html(usages);
        Assert.Equal(Permissions(usages), ShownPermissions(html));
        var cells = Cells(html);
        var found = 0;
        foreach (var usage in usages.Where(usage => usage.FunctionName is not null))
        {
            foreach (var service in usage.Permissions.Select(permission => permission.Action.Split(':')[0])
                .Concat(usage.Coverage!.Select(part => part.Service)).Distinct())
            {
                // A wide role has columns for services that are used.
                if (!cells.TryGet(usage.FunctionArn!, service, out var cell)) continue;
                found++;
                var used = usage.Permissions
                    .Where(permission => permission.Action.StartsWith($"{service}:", StringComparison.Ordinal)).ToList();
                var count = used.Where(permission => permission.Count > 0).DistinctBy(permission => permission.Action).Count();
                var granted = usage.Coverage!.Where(part => part.Service == service).Sum(part => part.GrantedActionCount);
                var isHidden = count == 0 && granted > 0
                    && usage.Coverage!.Where(part => part.Service == service).All(part => part.Status != CoverageStatus.Seen);
                var start = granted == 0 && count == 0 ? (used.Count > 0 ? "" : "·")
                    : isHidden ? "?" : granted == 0 ? $"{count}" : $"{count}/{granted}";
                Assert.StartsWith(start + " ", cell.Split('|')[1], StringComparison.Ordinal);
                var denied = used.Sum(permission => permission.DeniedCount);
                Assert.EndsWith(denied > 0 ? $"⊘{denied}" : "", cell, StringComparison.Ordinal);
                Assert.Equal(denied > 0, cell.Contains('⊘', StringComparison.Ordinal));
            }
        }

        Assert.InRange(found, 50, 5000);
        // Services that nobody used are named with the number of their actions.
        var text = TextOf(html);
        foreach (var role in usages.GroupBy(usage => usage.RoleArn))
        {
            var unused = role.First().Coverage!.GroupBy(part => part.Service).Where(service =>
                service.All(part => part.Status == CoverageStatus.Seen)
                && !role.SelectMany(usage => usage.Permissions)
                    .Any(one => one.Count > 0 && one.Action.StartsWith($"{service.Key}:", StringComparison.Ordinal))).ToList();
            if (unused.Count > 0) Assert.Contains(
                Dense($"Nobody used: {unused.Count} service{(unused.Count == 1 ? "" : "s")}"), text, StringComparison.Ordinal);
            foreach (var service in unused)
                Assert.Contains(
                    Dense($"{service.Key} {service.Sum(part => part.GrantedActionCount)} action"), text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Rows_of_the_table_are_functions_permissions_and_unmapped_calls()
    {
        var html = Html(Orders());
        var data = JsonDocument.Parse(DataBlock().Match(html).Groups["json"].Value).RootElement;
        var items = data.GetProperty("items").EnumerateArray().Select(number => number.GetInt32()).ToList();
        // Five objects, nine permissions, one unmapped call.
        Assert.Equal(15, data.GetProperty("rows").GetArrayLength());
        Assert.Equal(15, items.Where((_, at) => at % 3 == 2).Count(rows => rows > 0));
        Assert.Equal(15, Elements().Count(html));
    }

    [Fact]
    public void What_the_records_lack_is_said()
    {
        var text = TextOf(Html(Orders()[0] with
        {
            UnreadLogRegions = ["sa-east-1"],
            RegionsWithoutRecords = ["eu-north-1"],
            DaysWithoutRecords = ["2026-10-03"],
            CoversAllRegions = false,
            IsComplete = false,
            Unread = ["logs/2026/10/03/x.json.gz"],
        }));
        foreach (var sentence in new[]
        {
            "from the S3 bucket of a trail, from 2026-08-28 00:00 to 2026-11-26 00:00 UTC, of 2 regions: eu-west-1, us-east-1.",
            "Regions whose records were not read: sa-east-1.", "Calls in other regions are not in the records.",
            "Regions without records of any principal: eu-north-1.", "1 day without records: 2026-10-03.",
            "Not read: logs/2026/10/03/x.json.gz.",
        })
            Assert.Contains(Dense(sentence), text, StringComparison.Ordinal);
    }

    /// <summary>Functions of the role that the usage does not have can use what nobody else uses.</summary>
    [Fact]
    public void Functions_without_usage_are_named()
    {
        var text = TextOf(Html(Orders()[0], Shared("orders-role", ("order-intake", "eu-west-1"), ("order-mail", "us-east-1"))));
        Assert.Contains(
            Dense("1 other function of the role is not in the usage, so what nobody uses here can be used there: "
                + "order-mail (us-east-1)."), text,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Shared_roles_come_first()
    {
        var html = Html([UsageOf("alone", "a-role", [Allows("s3", 3)]), .. Orders()]);
        Assert.Equal(["orders-role", "a-role"], Roles().Matches(html).Select(role => role.Groups["name"].Value));
    }

    [Fact]
    public void Markup_in_names_stays_text()
    {
        const string evil = "</script><img src=x onerror=\"pwned=1\">'\"&<!--";
        var html = Html(
            UsageOf(
                evil, evil, [new ServiceCoverage(evil, evil, CoverageStatus.Unknown, evil, 3, 0, null)],
                Used($"{evil}:{evil}", evil, 1, 1)) with
            {
                Region = evil,
                FunctionArn = evil,
                LogRegions = [evil],
                UnreadLogRegions = [evil],
                Unread = [evil],
                IsComplete = false,
                DaysWithoutRecords = [evil],
                RegionsWithoutRecords = [evil],
                Unmapped = [new UnmappedCall(evil, evil, 1, DateTimeOffset.UnixEpoch, evil)],
            },
            UsageOf(null, evil, null, Used(evil, evil) with { Regions = [evil] }));
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<!--", html, StringComparison.Ordinal);
        Assert.Equal(2, Regex.Count(html, "</script>"));
        Assert.DoesNotMatch("onerror=\"", html);
    }

    /// <summary>A thousand functions on a role that allows everything: the page stays small, and says what it leaves out.</summary>
    [Fact]
    public void A_wide_role_of_many_functions_stays_readable()
    {
        var html = Html(Admin(1000, 450, 12));
        Assert.InRange(html.Length, 500_000, 4_000_000);
        Assert.Equal(24, Regex.Count(html, "<th scope=col( class=nobody)?><span>"));
        Assert.Equal(40, Regex.Count(html, "<tr><th scope=row><a href=\"#use-1-"));
        Assert.Contains("960 other functions", html, StringComparison.Ordinal);
        var text = TextOf(html);
        Assert.Contains(Dense("Nobody used: 360 services"), text, StringComparison.Ordinal);
        Assert.Contains(Dense("The report is large. From here on, a function is one line."), text, StringComparison.Ordinal);
        foreach (var usage in Admin(1000, 1, 0)) Assert.Contains(usage.FunctionName!, text, StringComparison.Ordinal);
        foreach (var service in Admin(1, 450, 0).Single().Coverage!) Assert.Contains(service.Service, text, StringComparison.Ordinal);
        // Each permission is still a row of the table.
        Assert.Equal(
            13_000, JsonDocument.Parse(DataBlock().Match(html).Groups["json"].Value).RootElement.GetProperty("rows").GetArrayLength());
    }

    [Fact]
    public void Csv_has_every_permission_call_and_service()
    {
        var usages = Orders();
        var lines = Write(ReportFormat.Csv, usages).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            1 + usages.Sum(usage => 1 + usage.Permissions.Count + usage.Unmapped.Count + usage.Coverage!.Count), lines.Length);
        var denied = Assert.Single(
            lines, line => line.StartsWith("UsedPermission,usage,,Denied,ssm:GetParameter,", StringComparison.Ordinal));
        Assert.Contains("order-intake", denied, StringComparison.Ordinal);
        Assert.Contains(",arn:aws:ssm:eu-west-1:123456789012:parameter/orders/key,", denied, StringComparison.Ordinal);
        Assert.EndsWith(",0,41,2026-09-07T00:00:00.000Z,2026-11-25T19:00:00.000Z", denied, StringComparison.Ordinal);
        Assert.Single(lines, line => line.StartsWith("UsedPermission,usage,,PartlyDenied,s3:ListBucket,", StringComparison.Ordinal));
        Assert.Single(
            lines, line => line.StartsWith("UnmappedCall,usage,,Unmapped,s3.amazonaws.com PreflightRequest,", StringComparison.Ordinal));
        Assert.Equal(5, lines.Count(line => line.StartsWith("ServiceCoverage,usage,,NeverLogged,xray,", StringComparison.Ordinal)));
        Assert.Single(lines, line => line.StartsWith("Usage,usage,,Unattributed,", StringComparison.Ordinal));
        Assert.Single(lines, line => line.StartsWith("Usage,usage,,NoUseSeen,", StringComparison.Ordinal));
    }

    /// <summary>JSON has the objects themselves, and a report of what is read back is the same.</summary>
    [Fact]
    public async Task Json_has_the_whole_object_and_is_read_back()
    {
        var usages = await OfWorkloadAsync(
            Workload.Random(4, new WorkloadOptions { Days = 1, Functions = 9, NoiseShare = 0.3 }), _folder);
        var json = Write(ReportFormat.Json, usages);
        using var document = JsonDocument.Parse(json);
        Assert.Equal(usages.Count, document.RootElement.GetArrayLength());
        Assert.Equal(
            ["Kind", .. typeof(LambdaRoleUsage).GetProperties().Select(property => property.Name)],
            document.RootElement[0].EnumerateObject().Select(property => property.Name));
        Assert.Equal("Usage", document.RootElement[0].GetProperty("Kind").GetString());
        var restored = document.RootElement.EnumerateArray().Select(ReportObjects.Of).Cast<LambdaRoleUsage>().ToList();
        Assert.Equal(json, Write(ReportFormat.Json, restored));
        Assert.Equal(Write(ReportFormat.Csv, usages), Write(ReportFormat.Csv, restored));
        Assert.Equal(Permissions(usages), Permissions(restored));
    }

    [Fact]
    public void Markdown_has_every_permission()
    {
        var text = WebUtility.HtmlDecode(Write(ReportFormat.Markdown, Orders()));
        foreach (var permission in Orders().SelectMany(usage => usage.Permissions))
            Assert.Contains(permission.Action, text, StringComparison.Ordinal);
        Assert.Contains(
            "| ssm:GetParameter | arn:aws:ssm:eu-west-1:123456789012:parameter/orders/key: 0 calls, 41 denied, last on 2026-11-25 |",
            text, StringComparison.Ordinal);
        Assert.Contains("CloudTrail records of account 123456789012", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ReportFormat.Sarif)]
    [InlineData(ReportFormat.JUnit)]
    [InlineData(ReportFormat.Asff)]
    [InlineData(ReportFormat.Ocsf)]
    public void Formats_of_findings_leave_it_out_and_say_so(ReportFormat format)
    {
        using var bytes = new MemoryStream();
        using var report = ReportWriter.Create(format, bytes, DateTimeOffset.UnixEpoch);
        foreach (var usage in Orders()) report.Write(ReportEntries.Of(usage)!);
        report.Complete();
        Assert.Equal([new("Usage", 5)], report.LeftOut);
        Assert.DoesNotContain("order-intake", System.Text.Encoding.UTF8.GetString(bytes.ToArray()), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string Write(ReportFormat format, IEnumerable<LambdaRoleUsage> usages)
    {
        using var bytes = new MemoryStream();
        using (var report = ReportWriter.Create(format, bytes, DateTimeOffset.UnixEpoch))
        {
            foreach (var usage in usages) report.Write(ReportEntries.Of(usage)!);
            report.Complete();
        }

        return System.Text.Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static List<string> Permissions(IEnumerable<LambdaRoleUsage> usages) =>
    [
        .. usages.SelectMany(usage => usage.Permissions.Select(one => string.Create(
            CultureInfo.InvariantCulture,
            $"{usage.FunctionName} {usage.Region} {one.Action} {one.ResourceArn ?? "an unknown resource"} "
            + $"{one.Count:N0} {one.DeniedCount:N0}")))
            .Order(StringComparer.Ordinal),
    ];

    private static List<string> ShownPermissions(string html) =>
    [
        .. FunctionParts().Matches(html).SelectMany(function => PermissionRows().Matches(function.Groups["body"].Value).Select(row =>
            WebUtility.HtmlDecode($"{function.Groups["name"].Value} {function.Groups["region"].Value} {row.Groups["action"].Value} "
                + $"{row.Groups["resource"].Value} {row.Groups["calls"].Value} "
                + $"{(row.Groups["denied"].Success ? row.Groups["denied"].Value : "0")}")))
            .Order(StringComparer.Ordinal),
    ];

    private static CellTable Cells(string html)
    {
        var table = new CellTable();
        foreach (var row in Rows().Matches(html).Cast<Match>())
        {
            var name = row.Groups["name"].Value;
            foreach (var cell in CellMarkup().Matches(row.Groups["cells"].Value).Cast<Match>())
                table.Add(
                    name, row.Groups["region"].Value, cell.Groups["service"].Value,
                    $"{cell.Groups["kind"].Value}|{WebUtility.HtmlDecode(Tags().Replace(cell.Groups["text"].Value, ""))}");
        }

        return table;
    }

    private sealed class CellTable
    {
        private readonly Dictionary<(string, string), string> _cells = [];

        public string this[string name, string service] => _cells.TryGetValue((name, service), out var other)
            ? other : _cells[($"arn:aws:lambda:eu-west-1:123456789012:function:{name}", service)];

        public void Add(string name, string region, string service, string text) =>
            _cells.TryAdd((region.Length == 0 ? name : $"arn:aws:lambda:{region}:123456789012:function:{name}", service), text);

        public bool TryGet(string arn, string service, out string text) => _cells.TryGetValue((arn, service), out text!);
    }

    [GeneratedRegex("<h1>.*?</h1>")]
    private static partial Regex Heading();

    [GeneratedRegex("<tr><th scope=row><a href=\"[^\"]*\">(?<name>[^<]*)</a>(?: <small>(?<region>[^<]*)</small>)?</th>(?<cells>.*?)</tr>")]
    private static partial Regex Rows();

    [GeneratedRegex("<td class=\"cell (?<kind>[a-z ]+)\" data-label=\"(?<service>[^\"]*)\">(?<text>.*?)</td>")]
    private static partial Regex CellMarkup();

    [GeneratedRegex("<td class=\"by [a-z]*\" data-label=\"(?<service>[^\"]*)\">(?<text>.*?)</td>")]
    private static partial Regex Total();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();

    [GeneratedRegex(
        "<details class=fn id=[^>]*><summary><b>(?:Other sessions|(?<name>[^<]*))</b>(?: (?<region>[^ <]+))? "
        + "<em>(?<body>.*?)</details>", RegexOptions.Singleline)]
    private static partial Regex FunctionParts();

    [GeneratedRegex(
        "<tr class=e><td>(?<action>[^<]*)<td class=ev>(?<resource>[^<]*)<td>(?<calls>[0-9,]+)"
        + "<td>(?:–|<b class=high>⊘ (?<denied>[0-9,]+)</b>)<td>")]
    private static partial Regex PermissionRows();

    [GeneratedRegex("<details class=\"role [a-z]+\" id=usage-[0-9]+(?: open)?><summary><h4>(?<name>[^<]*)</h4>")]
    private static partial Regex Roles();

    [GeneratedRegex("<script type=\"application/json\" id=\"data\">(?<json>.*?)</script>")]
    private static partial Regex DataBlock();

    [GeneratedRegex("<(?:p|tr) class=e>")]
    private static partial Regex Elements();
}
