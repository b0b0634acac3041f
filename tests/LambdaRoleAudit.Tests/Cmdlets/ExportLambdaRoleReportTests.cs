using System.Text.Json;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Reports;
using LambdaRoleAudit.Tests.Support;
using Markdig;
using Microsoft.CodeAnalysis.Sarif;

namespace LambdaRoleAudit.Tests.Cmdlets;

/// <summary>Each format read back by a reader that we did not write, hostile texts included.</summary>
public sealed class ExportLambdaRoleReportTests : IDisposable
{
    private static readonly NpmPackage SarifMultitool = new("@microsoft/sarif-multitool", "5.7.0");
    private static readonly NpmPackage JUnitReader = new("junit2json", "4.0.0");

    private readonly ModuleSession _session = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lra-test-");

    public ExportLambdaRoleReportTests()
    {
        _session.SetLocation(_folder.FullName);
        _session.SetVariable("findings", Findings());
    }

    [Fact]
    public void Sarif_is_read_by_Microsofts_SDK()
    {
        Export("r.sarif");
        var run = Assert.Single(SarifLog.Load(PathOf("r.sarif")).Runs);
        Assert.Equal("LambdaRoleAudit", run.Tool.Driver.Name);
        Assert.Equal(Findings().Length, run.Results.Count);
        foreach (var (result, finding) in run.Results.Zip(Findings()))
        {
            Assert.Equal(finding.RuleId, result.RuleId);
            Assert.Equal(finding.RuleId, run.Tool.Driver.Rules[result.RuleIndex].Id);
            Assert.Equal(finding.Evidence.Length > 0 ? VisibleText.Of(finding.Evidence) : finding.Title, result.Message.Text);
            Assert.Equal(finding.FunctionArn ?? finding.RoleArn, result.Locations[0].LogicalLocation.FullyQualifiedName);
            Assert.True(result.Locations[0].PhysicalLocation.ArtifactLocation.Uri.OriginalString.Length > 10);
            Assert.Equal(
                finding.Status switch
                {
                    FindingStatus.Unknown => ResultKind.Open,
                    FindingStatus.Passed => ResultKind.Pass,
                    _ => ResultKind.Fail
                }, result.Kind);
            Assert.Equal(
                finding.Status is FindingStatus.Unknown or FindingStatus.Passed ? FailureLevel.None
                    : finding.Severity switch
                    {
                        FindingSeverity.Medium => FailureLevel.Warning,
                        FindingSeverity.Low => FailureLevel.Note,
                        _ => FailureLevel.Error
                    }, result.Level);
            Assert.Equal(finding.Status == FindingStatus.Suppressed, result.Suppressions is { Count: > 0 });
        }
    }

    [Fact]
    public async Task Sarif_is_valid_by_its_schema_and_by_the_rules_of_GitHubs_code_scanning()
    {
        await SarifMultitool.RequireAsync();
        await Python.RequireAsync();
        Export("r.sarif");
        Assert.Equal("null", await SchemaAsync("r.sarif"));
        Assert.Empty(await RefusalsAsync("r.sarif"));

        var text = await File.ReadAllTextAsync(PathOf("r.sarif"), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            PathOf("broken.sarif"), text.Replace("\"kind\": \"open\"", "\"kind\": \"opened\"", StringComparison.Ordinal),
            TestContext.Current.CancellationToken);
        Assert.NotEqual("null", await SchemaAsync("broken.sarif"));
        await File.WriteAllTextAsync(
            PathOf("helpless.sarif"), text.Replace("\"help\"", "\"helps\"", StringComparison.Ordinal),
            TestContext.Current.CancellationToken);
        Assert.NotEmpty(await RefusalsAsync("helpless.sarif"));

        Task<string> SchemaAsync(string file) =>
            Python.ReadAsync(
                "schema_check.py",
                Path.Combine(SarifMultitool.Folder, "node_modules", "@microsoft", "sarif-multitool-linux", "sarif-2.1.0.json"),
                PathOf(file));

        async Task<List<string>> RefusalsAsync(string file)
        {
            // The package's own starter goes through a shell, which the quotes are for.
            var (_, output, errors) = await Programs.RunAsync(
                "node",
                [Path.Combine(SarifMultitool.Folder, "node_modules", "@microsoft", "sarif-multitool", "bin.js"), "validate", PathOf(file),
                    "--rule-kind", "\"Sarif;Ghas\"", "--output", PathOf("validation.sarif"), "--log", "ForceOverwrite"]);
            Assert.True(output.Contains("1 files scanned", StringComparison.Ordinal), output + errors);
            return [
                .. SarifLog.Load(PathOf("validation.sarif")).Runs[0].Results.Where(result =>
                    result.Level == FailureLevel.Error || result.RuleId == "SARIF2017")
                    .Select(result => $"{result.RuleId} {result.Message.Id} {string.Join(' ', result.Message.Arguments ?? [])}")];
        }
    }

    [Fact]
    public void Fingerprints_last_and_tell_findings_apart()
    {
        Export("one.sarif");
        var moved = Findings()
            .Select(finding =>
                finding with
                {
                    Evidence = finding.Evidence.Replace("2026-01-02", "2026-05-06", StringComparison.Ordinal),
                    Remedy = "other"
                }).ToArray();
        _session.SetVariable("findings", moved);
        Export("two.sarif");
        var one = Prints("one.sarif");
        Assert.Equal(one, Prints("two.sarif"));
        Assert.Equal(one.Count, one.Distinct().Count());

        List<string> Prints(string file) =>
            [.. SarifLog.Load(PathOf(file)).Runs[0].Results.Select(result => result.PartialFingerprints["lambdaRoleAudit/v1"])];
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(101)]
    [InlineData(250)]
    public async Task Asff_is_what_boto3_would_send(int count)
    {
        await Python.RequireAsync();
        var findings = Enumerable.Range(0, count)
            .Select(i =>
                Findings()[i % Findings().Length] with
                {
                    FunctionName = $"f{i}",
                    FunctionArn = $"arn:aws:lambda:eu-west-1:123456789012:function:f{i}",
                    Region = "eu-west-1"
                }).ToArray();
        findings[0] = findings[0] with { Evidence = new string('e', 5000), Remedy = new string('r', 2000) };
        _session.SetVariable("findings", findings);
        Export("r.asff.json");
        Assert.Equal("null", await Python.ReadAsync("asff_check.py", PathOf("r.asff.json")));
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(PathOf("r.asff.json"), TestContext.Current.CancellationToken));
        var batches = json.RootElement.EnumerateArray().Select(batch => batch.GetProperty("Findings").GetArrayLength()).ToList();
        Assert.Equal(count, batches.Sum());
        Assert.Equal((count + 99) / 100, batches.Count);
        Assert.Equal(
            count,
            json.RootElement.EnumerateArray().SelectMany(batch => batch.GetProperty("Findings").EnumerateArray())
                .Select(finding => finding.GetProperty("Id").GetString()).Distinct().Count());
    }

    [Fact]
    public async Task Ocsf_is_a_Compliance_Finding_by_its_class()
    {
        await Python.RequireAsync();
        Export("r.ocsf.json");
        Assert.Equal("null", await Python.ReadAsync("ocsf_check.py", PathOf("r.ocsf.json")));
        var text = await File.ReadAllTextAsync(PathOf("r.ocsf.json"), TestContext.Current.CancellationToken);
        using var json = JsonDocument.Parse(text);
        foreach (var (item, finding) in json.RootElement.EnumerateArray().Zip(Findings()))
        {
            Assert.Equal(finding.RuleId, item.GetProperty("compliance").GetProperty("control").GetString());
            Assert.Equal(
                finding.Status switch { FindingStatus.Passed => "Pass", FindingStatus.Unknown => "Unknown", _ => "Fail" },
                item.GetProperty("compliance").GetProperty("status").GetString());
            Assert.Equal(
                finding.Status switch { FindingStatus.Passed => "Resolved", FindingStatus.Suppressed => "Suppressed", _ => "New" },
                item.GetProperty("status").GetString());
            Assert.Equal(
                finding.Status == FindingStatus.Passed ? "Informational" : finding.Severity.ToString(),
                item.GetProperty("severity").GetString());
            Assert.Equal(
                new[] { finding.FunctionArn, finding.RoleArn }.Where(arn => arn is not null),
                item.GetProperty("resources").EnumerateArray().Select(resource => resource.GetProperty("uid").GetString()));
        }

        Assert.Equal(
            Findings().Length,
            json.RootElement.EnumerateArray().Select(item => item.GetProperty("finding_info").GetProperty("uid").GetString()).Distinct()
                .Count());
        foreach (var (right, wrong) in new[]
        {
            ("\"severity_id\": 5", "\"severity_id\": 7"),
            ("\"severity\": \"Critical\"", "\"severity\": \"High\""),
            ("\"message\"", "\"massage\""),
            ("\"type_uid\": 200301", "\"type_uid\": 200302")
        })
        {
            await File.WriteAllTextAsync(
                PathOf("broken.json"), text.Replace(right, wrong, StringComparison.Ordinal), TestContext.Current.CancellationToken);
            Assert.NotEqual("null", await Python.ReadAsync("ocsf_check.py", PathOf("broken.json")));
        }
    }

    [Fact]
    public async Task JUnit_is_read_by_junit2json()
    {
        await JUnitReader.RequireAsync();
        Export("r.junit.xml");
        var (code, output, errors) = await Programs.RunAsync(
            "node", [Path.Combine(AppContext.BaseDirectory, "Peers", "junit_read.mjs"), JUnitReader.Folder, PathOf("r.junit.xml")]);
        Assert.True(code == 0, errors);
        var cases = output.Trim().Split('\n').Select(line => JsonSerializer.Deserialize<string?[]>(line)!).ToList();
        Assert.Equal(
            Findings()
                .Select(finding =>
                    finding.Status switch
                    {
                        FindingStatus.Fail => "failure",
                        FindingStatus.Unknown => "error",
                        FindingStatus.Suppressed => "skipped",
                        _ => "passed"
                    }), cases.Select(one => one[2]));
        Assert.All(cases.Zip(Findings()), pair => Assert.StartsWith(pair.Second.RuleId, pair.First[0], StringComparison.Ordinal));
        Assert.Contains(
            "</script>", cases.Single(one => one[1]!.StartsWith("hostile", StringComparison.Ordinal))[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Csv_is_read_by_Python_and_no_cell_is_a_formula()
    {
        await Python.RequireAsync();
        Export("r.csv");
        var (code, output, errors) = await Programs.RunAsync(
            "python3",
            ["-c", "import csv,json,sys; print(json.dumps(list(csv.DictReader(open(sys.argv[1], encoding='utf-8-sig', newline='')))))",
                PathOf("r.csv")]);
        Assert.True(code == 0, errors);
        var rows = JsonDocument.Parse(output).RootElement.EnumerateArray().ToList();
        Assert.Equal(Findings().Select(finding => finding.RuleId), rows.Select(row => row.GetProperty("RuleId").GetString()));
        Assert.Equal($"'{VisibleText.Of(Findings()[1].Evidence)}", rows[1].GetProperty("Evidence").GetString());
        foreach (var row in rows)
            foreach (var cell in row.EnumerateObject()) Assert.DoesNotMatch("^[=+\\-@\\t\\r]", cell.Value.GetString()!);
        Assert.Equal(VisibleText.Of(Findings()[0].Evidence), rows[0].GetProperty("Evidence").GetString());
    }

    [Fact]
    public void Markdown_is_a_table_and_nothing_of_it_is_markup()
    {
        Export("r.md");
        var html = Markdown.ToHtml(File.ReadAllText(PathOf("r.md")), new MarkdownPipelineBuilder().UsePipeTables().Build());
        Assert.Equal(Findings().Length + 1, html.Split("<tr>").Length - 1);
        Assert.Equal(Findings().Length * 7, html.Split("<td>").Length - 1);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<a ", html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;/script&gt;", html, StringComparison.Ordinal);
        Assert.Contains("1 Critical Fail", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_has_every_property_of_every_object()
    {
        Export("r.json");
        using var json = JsonDocument.Parse(File.ReadAllText(PathOf("r.json")));
        foreach (var (item, finding) in json.RootElement.EnumerateArray().Zip(Findings()))
        {
            Assert.Equal(
                ["Kind", .. typeof(LambdaRoleFinding).GetProperties().Select(property => property.Name)],
                item.EnumerateObject().Select(property => property.Name));
            Assert.Equal(
                ("Finding", finding.Evidence, finding.Status.ToString()),
                (item.GetProperty("Kind").GetString(), item.GetProperty("Evidence").GetString(), item.GetProperty("Status").GetString()));
        }
    }

    [Fact]
    public async Task Everything_that_the_cmdlets_give_goes_in_mixed()
    {
        await using var server = await Sandboxes.StartAsync();
        var at = ModuleSession.At(server);
        const string all =
            "$all = @(Get-SharedLambdaRole {0}) + @(Test-LambdaExecutionRole {0}) + @(Get-LambdaRoleRepairPlan {0}) + "
            + "@(Repair-LambdaExecutionRole -FunctionName order-intake {0} -Confirm:$false) + @(Undo-LambdaRoleRepair -FunctionName * {0} "
            + "-Confirm:$false)";
        _session.Run(all.Replace("{0}", at, StringComparison.Ordinal)).AssertClean();
        foreach (var format in Enum.GetNames<ReportFormat>())
        {
            var result = _session.Run($"$all | Export-LambdaRoleReport report.{format} -Format {format}");
            Assert.Empty(result.AllErrors);
            Assert.Equal(format is "Sarif" or "Asff" or "Ocsf" ? 2 : 0, result.Warnings.Count());
            Assert.True(new FileInfo(PathOf($"report.{format}")).Length > 1000);
        }

        var kinds =
            JsonDocument.Parse(
                await File.ReadAllTextAsync(PathOf("report.Json"), TestContext.Current.CancellationToken)).RootElement.EnumerateArray()
                .Select(item => item.GetProperty("Kind").GetString()).Distinct();
        Assert.Equal(["SharedRole", "Finding", "PlanStep", "RepairResult"], kinds);
    }

    [Fact]
    public void An_empty_report_is_one_too()
    {
        foreach (var format in Enum.GetNames<ReportFormat>())
            _session.Run($"@() | Export-LambdaRoleReport empty.{format} -Format {format}").AssertClean();
        Assert.Empty(SarifLog.Load(PathOf("empty.Sarif")).Runs[0].Results);
        Assert.Equal("[]", File.ReadAllText(PathOf("empty.Asff")));
        Assert.Equal("[]", File.ReadAllText(PathOf("empty.Ocsf")));
        Assert.Contains("There was no input", File.ReadAllText(PathOf("empty.Markdown")), StringComparison.Ordinal);
        Assert.Contains("There was no input", File.ReadAllText(PathOf("empty.Html")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_says_whether_everything_was_read()
    {
        _session.Run("@() | Export-LambdaRoleReport a.sarif -ReadError @()").AssertClean();
        _session.Run("@() | Export-LambdaRoleReport a.html -ReadError @()").AssertClean();
        Assert.True(SarifLog.Load(PathOf("a.sarif")).Runs[0].Invocations[0].ExecutionSuccessful);
        Assert.Contains("it reported no errors", File.ReadAllText(PathOf("a.html")), StringComparison.Ordinal);
        foreach (var file in new[] { "b.sarif", "b.html", "b.md", "b.junit.xml" })
        {
            _session.Run(
                "Get-Item ./none -ErrorVariable no -ErrorAction SilentlyContinue; "
                + $"@() | Export-LambdaRoleReport {file} -ReadError $no");
            var text = File.ReadAllText(PathOf(file));
            Assert.Contains("This is not a clean result", text, StringComparison.Ordinal);
            Assert.Contains("none", text, StringComparison.Ordinal);
        }

        Assert.False(SarifLog.Load(PathOf("b.sarif")).Runs[0].Invocations[0].ExecutionSuccessful);
        Assert.Contains("<error ", File.ReadAllText(PathOf("b.junit.xml")), StringComparison.Ordinal);
    }

    /// <summary>No parameter is ignored without a word.</summary>
    [Theory]
    [InlineData("r.json")]
    [InlineData("r.csv")]
    [InlineData("r.asff.json -Format Asff")]
    [InlineData("r.ocsf.json -Format Ocsf")]
    public void A_format_without_a_place_for_what_was_not_read_is_told(string report)
    {
        _session.Run($"@() | Export-LambdaRoleReport {report} -ReadError @()").AssertClean();
        var told = _session.Run($"@() | Export-LambdaRoleReport {report} -Force -ReadError 'File a could not be read.'");
        Assert.Contains(told.Warnings, warning => warning.Contains("what could not be read. 1 omitted", StringComparison.Ordinal));
    }

    /// <summary>What was refused is not an empty result: no file, and an error.</summary>
    [Fact]
    public void A_report_of_refused_input_alone_is_not_written()
    {
        var result = _session.Run("1, $null | Export-LambdaRoleReport r.md");
        Assert.Equal(["NotReportable", "NotReportable", "NothingToReport"], result.ErrorIds);
        Assert.Empty(_folder.GetFiles());
    }

    /// <summary>Objects that come back from Clixml or JSON are as good as live ones.</summary>
    [Theory]
    [InlineData("$findings")]
    [InlineData("Get-SharedLambdaRole AT")]
    [InlineData("Get-LambdaExecutionRole AT")]
    [InlineData("Get-LambdaRoleRepairPlan AT")]
    [InlineData("Repair-LambdaExecutionRole -All AT -Confirm:$false")]
    [InlineData("Compare-LambdaExecutionRole aws-lambda-full-access order-events-role AT")]
    public async Task What_was_stored_makes_the_same_report(string command)
    {
        await using var server = await Sandboxes.StartAsync();
        _session.Run(
            $"$live = @({ModuleSession.Fill(command, server)}); $live | Export-LambdaRoleReport "
            + "live.csv").AssertClean();
        _session.Run(
            "$clixml = "
            + "[System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($live)); "
            + "$clixml | Export-LambdaRoleReport clixml.csv").AssertClean();
        Assert.Equal(
            await File.ReadAllTextAsync(PathOf("live.csv"), TestContext.Current.CancellationToken),
            await File.ReadAllTextAsync(PathOf("clixml.csv"), TestContext.Current.CancellationToken));
        foreach (var item in _session.Run("$live").Output.Select(item => item.BaseObject))
            Assert.IsType(item.GetType(), ReportObjects.Of(JsonSerializer.SerializeToElement(item)));
    }

    /// <summary>Each format that a person reads says at its top what it holds for.</summary>
    [Fact]
    public async Task A_report_says_what_was_looked_at_and_what_was_not()
    {
        await using var server = await Sandboxes.StartAsync(faults: "deny:ListFunctions@sa-east-1");
        _session.Run(
            $"$live = @(Test-LambdaExecutionRole {ModuleSession.At(server)} -Region us-*, sa-east-1 -AllowUnknown); 'md', 'html', 'sarif' "
            + $"| ForEach-Object {{ $live | Export-LambdaRoleReport \"r.$_\" }}").AssertClean();
        foreach (var file in new[] { "r.md", "r.sarif" })
        {
            var text = await File.ReadAllTextAsync(PathOf(file), TestContext.Current.CancellationToken);
            Assert.Contains(
                "Account 123456789012. Regions read: us-east-1, us-east-2, us-west-1, us-west-2. Not read, or not read completely: "
                + "sa-east-1.",
                text, StringComparison.Ordinal);
        }

        var page = ReportSamples.TextOf(await File.ReadAllTextAsync(PathOf("r.html"), TestContext.Current.CancellationToken));
        Assert.Contains(
            ReportSamples.Dense(
                "Account123456789012 Regions read us-east-1, us-east-2, us-west-1, us-west-2 Not read, or not completely sa-east-1"),
            page, StringComparison.Ordinal);
        var invocation = Assert.Single(SarifLog.Load(PathOf("r.sarif")).Runs[0].Invocations);
        Assert.False(invocation.ExecutionSuccessful);
        Assert.Contains("sa-east-1", Assert.Single(invocation.ToolExecutionNotifications).Message.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_that_breaks_off_leaves_the_file_as_it_was()
    {
        File.WriteAllText(PathOf("r.md"), "before");
        _session.Run("& { $findings[0]; throw 'broken' } | Export-LambdaRoleReport r.md");
        Assert.Equal("before", File.ReadAllText(PathOf("r.md")));
        Assert.Single(_folder.GetFiles());
    }

    /// <summary>What is written is handed on: a report of a hundred thousand findings is not kept until its end.</summary>
    [Theory]
    [MemberData(nameof(Streamed))]
    public void Reports_are_streamed(ReportFormat format)
    {
        using var stream = new MemoryStream();
        using var report = ReportWriter.Create(format, stream, DateTimeOffset.UnixEpoch);
        var before = stream.Length;
        for (var i = 0; i < 2000; i++) report.Write(ReportEntries.Of(Findings()[i % Findings().Length])!);
        var written = stream.Length - before;
        report.Complete();
        Assert.True(written > stream.Length / 2, $"{written} of {stream.Length} bytes");
    }

    /// <summary>All but those that say at their top what everything below covers.</summary>
    public static TheoryData<ReportFormat> Streamed =>
        [.. Enum.GetValues<ReportFormat>()
            .Where(format => format is not (ReportFormat.Html or ReportFormat.Markdown or ReportFormat.JUnit))];

    /// <summary>A disk that is full: an error with an id, and no half of a report.</summary>
    [Fact]
    public async Task A_disk_that_takes_no_more_is_an_error()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The limit is one of a Unix shell.");
        foreach (var format in Enum.GetNames<ReportFormat>())
        {
            var script =
                $"trap '' XFSZ; ulimit -f 16; export DOTNET_EnableWriteXorExecute=0; exec '{Programs.Dotnet}' "
                + $"'{TestEnvironment.TestHost}' \"Import-Module '{TestEnvironment.ModuleManifest}'\" \"1..3000 | ForEach-Object {{ "
                + $"[pscustomobject]@{{ FunctionName = 'f' + \\$_; FunctionArn = 'arn:aws:lambda:eu-west-1:123456789012:function:f' + "
                + $"\\$_; Role = 'arn:aws:iam::123456789012:role/r' + (\\$_ % 1500) }} }} | Get-SharedLambdaRole | "
                + $"Export-LambdaRoleReport '{PathOf("full")}' -Format {format}\"";
            var (_, _, errors) = await Programs.RunAsync("sh", ["-c", script]);
            Assert.StartsWith("FileUnwritable,LambdaRoleAudit.ExportLambdaRoleReportCommand", errors, StringComparison.Ordinal);
            Assert.Empty(_folder.GetFiles());
        }
    }

    [Fact]
    public void Files_are_replaced_as_PowerShell_means_it()
    {
        File.WriteAllText(PathOf("r.md"), "before");
        Assert.Equal(["FileExists"], _session.Run("$findings | Export-LambdaRoleReport r.md -NoClobber").ErrorIds);
        File.SetAttributes(PathOf("r.md"), FileAttributes.ReadOnly);
        Assert.Equal(["FileReadOnly"], _session.Run("$findings | Export-LambdaRoleReport r.md").ErrorIds);
        _session.Run("$findings | Export-LambdaRoleReport r.md -WhatIf").AssertClean();
        Assert.Equal("before", File.ReadAllText(PathOf("r.md")));
        var file = _session.Run("$findings | Export-LambdaRoleReport r.md -Force -PassThru").AssertClean().Output.Single();
        Assert.Equal(PathOf("r.md"), ((FileInfo)file.BaseObject).FullName);
        Assert.NotEqual("before", File.ReadAllText(PathOf("r.md")));
        _session.Run("$findings | Export-LambdaRoleReport -LiteralPath 'a[1].md'").AssertClean();
        Assert.True(File.Exists(PathOf("a[1].md")));
    }

    [Theory]
    [InlineData("$findings | Export-LambdaRoleReport r.txt", "FormatUnknown")]
    [InlineData("$findings | Export-LambdaRoleReport nowhere/r.md", "FileUnwritable")]
    [InlineData("$findings | Export-LambdaRoleReport . -Format Csv", "PathNotAFile")]
    [InlineData("$findings | Export-LambdaRoleReport variable:x.md", "PathNotAFile")]
    public void Bad_input_has_an_id_and_an_advice(string command, string errorId)
    {
        var result = _session.Run(command);
        Assert.Equal([errorId], result.ErrorIds);
        Assert.All(result.AllErrors, error => Assert.NotEmpty(error.ErrorDetails.RecommendedAction));
    }

    public void Dispose()
    {
        _session.Dispose();
        foreach (var file in _folder.GetFiles()) file.Attributes = FileAttributes.Normal;
        _folder.Delete(recursive: true);
    }

    private string PathOf(string file) => Path.Combine(_folder.FullName, file);

    private void Export(string file) => _session.Run($"$findings | Export-LambdaRoleReport {file}").AssertClean();

    private static LambdaRoleFinding[] Findings()
    {
        static LambdaRoleFinding Make(string rule, FindingSeverity severity, FindingStatus status, string? name, string evidence) => new()
        {
            RuleId = rule, Severity = severity, Status = status, Title = $"Title of {rule}", FunctionName = name,
            FunctionArn = name is null ? null : $"arn:aws:lambda:eu-west-1:123456789012:function:{name}",
            RoleArn = "arn:aws:iam::123456789012:role/app/r", Region = name is null ? null : "eu-west-1", Evidence = evidence,
            Remedy = "aws iam …", Compliance = ["AWS Well-Architected SEC03-BP02", "PCI"], HelpUri = $"docs/rules/{rule}.md",
            Note = status == FindingStatus.Suppressed ? "Until 2999-01-01: x" : null,
        };
        return
        [
            Make(
                "LRA-201", FindingSeverity.Critical, FindingStatus.Fail, "admin",
                "policy p, $.Statement[0]: {\"Effect\":\"Allow\",\n\"Action\":\"*\"}, \"quoted\""),
            Make(
                "LRA-202", FindingSeverity.High, FindingStatus.Fail, "hostile",
                "=cmd|'/c calc'!A1</script><script>alert(1)</script> [x](javascript:alert(1)) | a | **b** \u0001\u0000 ünïcödé 🔒"),
            Make("LRA-203", FindingSeverity.Medium, FindingStatus.Fail, "m", "@SUM(1)"),
            Make("LRA-206", FindingSeverity.Low, FindingStatus.Unknown, "u", "-1"),
            Make("LRA-301", FindingSeverity.High, FindingStatus.Suppressed, "s", "+1"),
            Make("LRA-103", FindingSeverity.Medium, FindingStatus.Passed, "p", ""),
            Make("LRA-401", FindingSeverity.Low, FindingStatus.Fail, null, "No function. Last used 2026-01-02."),
        ];
    }
}
