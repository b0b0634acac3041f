using System.Text.Json;
using System.Xml.Linq;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Repair;
using LambdaRoleAudit.Reports;
using LambdaRoleAudit.Roles;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Cmdlets;

/// <summary>Text that others wrote never reaches a terminal or a report raw: every stream, every view, every format.</summary>
public sealed class InjectionTests : IDisposable
{
    private readonly ModuleSession _session = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lra-test-");

    public InjectionTests()
    {
        _session.SetLocation(_folder.FullName);
        _session.SetVariable("evil", HostileText.Value);
    }

    /// <summary>Every type that a cmdlet gives, or that is in one.</summary>
    public static TheoryData<Type> Shown =>
    [
        typeof(SharedLambdaRole), typeof(LambdaFunction), typeof(FunctionConfiguration), typeof(ExecutionRole), typeof(RolePolicy),
        typeof(RoleComparison), typeof(PermissionWitness),
        typeof(RoleAssignment), typeof(MappingVerification), typeof(LambdaRoleRepairStep), typeof(InlinePolicy), typeof(PlanIssue),
        typeof(RoleRepairResult), typeof(LambdaRoleRepair), typeof(RepairedFunction), typeof(LambdaRoleFinding),
        typeof(LambdaRoleUsage), typeof(LambdaTemplateRepairStep), typeof(Declaration), typeof(TemplateEdit),
    ];

    [Theory]
    [MemberData(nameof(Shown))]
    public void In_a_view(Type type)
    {
        var hostile = HostileText.Make(type);
        _session.SetVariable("x", hostile);
        foreach (var (view, script) in new[] { ("table", "$x"), ("list", "$x | Format-List"), ("text", "\"$x\"") })
        {
            var screen = _session.Render(script, 400);
            HostileText.AssertVisible(screen, $"{type.Name} as {view}");
            // A class without a text of its own is its type's name.
            if (!screen.StartsWith("LambdaRoleAudit.Model.", StringComparison.Ordinal))
                Assert.Contains("\\u001B[31m", screen, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void No_type_is_left_out()
    {
        var given =
            _session.Run("(Get-Command -Module LambdaRoleAudit).OutputType.Name").Output.Select(name => name.ToString().Split('.')[^1])
                .Where(name => name is not ("FileInfo" or "String")).Distinct();
        Assert.Empty(given.Except(Shown.Select(type => type.Data.Name)));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void In_a_report(ReportFormat format)
    {
        object[] items = [
            .. new[] { typeof(LambdaRoleFinding), typeof(SharedLambdaRole), typeof(LambdaRoleRepairStep), typeof(RoleRepairResult),
                typeof(LambdaTemplateRepairStep) }.Select(HostileText.Make)];
        // Some formats take only what has an account.
        items[0] = (LambdaRoleFinding)items[0] with
        {
            FunctionArn = $"arn:aws:lambda:eu-west-1:123456789012:function:{HostileText.Value}",
            RoleArn = $"arn:aws:iam::123456789012:role/{HostileText.Value}"
        };
        _session.SetVariable("items", items);
        var path = Path.Combine(_folder.FullName, $"report.{format}");
        _session.Run($"$items | Export-LambdaRoleReport '{path}' -Format {format}").AssertClean();
        var text = File.ReadAllText(path);
        HostileText.AssertVisible(text, format.ToString());
        Assert.Contains("u001B[31m", text.Replace("&#91;", "[", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
        if (format == ReportFormat.JUnit) Assert.NotEmpty(XDocument.Parse(text).Descendants("testcase"));
        if (format == ReportFormat.Csv) Assert.Equal(items.Length + 1, text.TrimEnd().Split('\n').Length);
        if (format is not (ReportFormat.Json or ReportFormat.Sarif or ReportFormat.Asff or ReportFormat.Ocsf)) return;
        using var json = JsonDocument.Parse(text);
        // JSON is for programs: the value is the true one, but for half a pair, which is no text.
        if (format == ReportFormat.Json)
            Assert.Equal(HostileText.Value.Replace('\ud800', '\ufffd'), json.RootElement[0].GetProperty("Evidence").GetString());
        else HostileText.AssertVisible(string.Join('\n', Texts(json.RootElement)), $"a reader of {format}");
    }

    public static TheoryData<ReportFormat> Formats => [.. Enum.GetValues<ReportFormat>()];

    /// <summary>What a command says of its parameters, of objects and of files.</summary>
    [Theory]
    [InlineData(
        "error", "Set-LambdaExecutionRole -FunctionName $evil -RoleName r -EndpointUrl http://127.0.0.1:9 -AccessKey a -SecretKey b")]
    [InlineData(
        "error", "Set-LambdaExecutionRole -FunctionName f -RoleName $evil -EndpointUrl http://127.0.0.1:9 -AccessKey a -SecretKey b")]
    [InlineData("error", "[pscustomobject]@{ FunctionName = $evil; Role = $evil } | Get-SharedLambdaRole")]
    [InlineData(
        "error",
        "Compare-LambdaExecutionRole -ReferencePolicy '{ \"Statement\": [{ \"Effect\": \"\\u001b[31m\\u009b\\u202e\" }] }' "
        + "-DifferencePolicy '{}'")]
    [InlineData("error", "Get-SharedLambdaRole -EndpointUrl http://127.0.0.1:9 -ProfileName $evil")]
    [InlineData("error", "$step | Repair-LambdaExecutionRole -WhatIf")]
    [InlineData("warning", "$ready | Repair-LambdaExecutionRole -WhatIf")]
    [InlineData("screen", "$ready | Repair-LambdaExecutionRole -WhatIf")]
    [InlineData(
        "verbose",
        "$ready | Repair-LambdaExecutionRole -Verbose -Confirm:$false -EndpointUrl http://127.0.0.1:9 -AccessKey a -SecretKey b "
        + "-TimeoutSec 1")]
    [InlineData("screen", "Test-LambdaExecutionRole -BaselinePath baseline.json -Rule LRA-201 AT")]
    [InlineData("information", "Test-LambdaExecutionRole -BaselinePath baseline.json -Rule LRA-201 AT")]
    public async Task In_a_stream(string stream, string script)
    {
        await using var server = await Sandboxes.StartAsync(quotas: false);
        var step = (LambdaRoleRepairStep)HostileText.Make(typeof(LambdaRoleRepairStep));
        _session.SetVariable("step", step);
        // A step whose content, hash and name agree, as a hostile account makes it.
        var ready = step with { Blockers = [], PlanVersion = LambdaRoleRepairStep.CurrentVersion, Region = "us-east-1" };
        ready = ready with { ContentHash = RepairStepBuilder.SpecOf(ready).Content.Hash };
        _session.SetVariable("ready", ready with
        {
            TargetRoleName = RoleNaming.Bound(
                ready.RoleNamePrefix, ready.FunctionName, ready.Region, ready.FunctionArn, ready.SourceRoleArn, ready.ContentHash),
        });
        await File.WriteAllTextAsync(
            Path.Combine(_folder.FullName, "baseline.json"),
            JsonSerializer.Serialize(
                new[]
                {
                    new { RuleId = "LRA-201", Status = "Fail", RoleArn = Functions.RoleArn("gone"), FunctionName = HostileText.Value,
                        Evidence = "" }
                }), TestContext.Current.CancellationToken);
        Check(stream, ModuleSession.Fill(script, server));
    }

    /// <summary>IAM takes C1 controls in a policy.</summary>
    [Fact]
    public async Task In_the_preview_of_a_role()
    {
        await using var server = await Sandboxes.StartAsync();
        _session.SetVariable(
            "document",
            "{ \"Version\": \"2012-10-17\",\n\"Statement\": [{ \"Effect\": \"Allow\", \"Action\": \"s3:GetObject\", \"Resource\": "
            + "\"arn:aws:s3:::a\u009b31m/*\" }] }");
        Check("screen", $"New-LambdaExecutionRole -RoleName r -PolicyDocument $document -WhatIf {ModuleSession.At(server)}", "\\u009B31m");
        Assert.Contains("\n      \"Statement\"", _session.Screen, StringComparison.Ordinal);
    }

    /// <summary>What AWS, or who answers in its place, says.</summary>
    [Theory]
    [InlineData("ValidationException", "Get-SharedLambdaRole")]
    [InlineData("InvalidInput", "Get-LambdaExecutionRole -RoleName r -SkipFunction")]
    [InlineData("MalformedPolicyDocument", "New-LambdaExecutionRole -RoleName r -Confirm:$false")]
    public async Task In_an_error_of_AWS(string code, string command)
    {
        await using var server = await HostileAws.StartAsync(code, HostileText.Value);
        Check("error", $"{command} {ModuleSession.At(server.Url)}", "\\u009B2J");
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Delete(recursive: true);
    }

    private void Check(string stream, string script, string mark = "\\u001B[31m")
    {
        var shown = ShownStreams.Run(_session, script);
        Assert.Contains(shown, line => line.Stream == stream && line.Text.Contains(mark, StringComparison.Ordinal));
        foreach (var (name, text) in shown) HostileText.AssertVisible(text, $"{name} of {script}");
    }

    private static IEnumerable<string> Texts(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => [element.GetString()!],
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Texts),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Texts(property.Value)),
        _ => [],
    };
}
