using System.Text.Json;
using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Cmdlets;

/// <summary>Findings as a user has them.</summary>
public sealed class TestLambdaExecutionRoleTests : IDisposable
{
    private readonly ModuleSession _session = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lra-test-");

    [Fact]
    public async Task Every_rule_finds_what_is_there_and_the_good_function_has_nothing()
    {
        await using var server = await Sandboxes.StartAsync(DefectiveEstate.Make());
        var found = Findings(_session.Run($"Test-LambdaExecutionRole {ModuleSession.At(server)}").AssertClean());
        Assert.All(found, finding => Assert.Equal(FindingStatus.Fail, finding.Status));
        // Without -Usage, the rules about usage say nothing.
        Assert.Equal(
            RuleCatalog.All.Where(rule => !rule.NeedsUsage).Select(rule => rule.RuleId).Order(),
            found.Select(finding => finding.RuleId).Distinct().Order());
        Assert.DoesNotContain(found, finding => finding.FunctionName == "good");
        Assert.Equal(
            ["Lambda-006", "LRA-202", "LRA-205", "LRA-301", "LRA-302", "LRA-206"],
            found.Where(finding => finding.FunctionName == "worker").Select(finding => finding.RuleId));
        Assert.Equal("left-role", found.Single(finding => finding.FunctionName is null).RoleArn!.Split('/')[^1]);
        Assert.All(found, finding =>
        {
            Assert.NotEmpty(finding.Evidence);
            Assert.NotEmpty(finding.Remedy!);
            Assert.True(File.Exists(Path.Combine(TestEnvironment.RepositoryRoot, finding.HelpUri)), $"{finding.HelpUri} is missing");
        });
        // A remedy that is said of a role names the function that it is read at.
        Assert.Contains(
            "New-LambdaExecutionRole -FunctionName twin -Region us-east-1",
            found.Single(finding => finding is { FunctionName: "twin", RuleId: "LRA-202" }).Remedy, StringComparison.Ordinal);
    }

    /// <summary>
    /// Each thing that can be denied, denied: what failed before fails still or is Unknown, and never passes or goes without
    /// a word; and the rules that hang on it say Unknown.
    /// </summary>
    [Theory]
    [InlineData("deny:ListEventSourceMappings", "LRA-206,LRA-301")]
    [InlineData("deny:GetPolicy@eu-west-1", "LRA-302")]
    [InlineData("deny:GetAccountAuthorizationDetails", "LRA-103,LRA-401")]
    [InlineData("deny:ListRoles", "LRA-103,LRA-401")]
    [InlineData("deny:ListFunctions@us-east-1", "LRA-401,Lambda-006")]
    [InlineData(
        "deny:GetAccountAuthorizationDetails,deny:GetRole",
        "LRA-101,LRA-102,LRA-103,LRA-104,LRA-201,LRA-202,LRA-203,LRA-204,LRA-205,LRA-206,LRA-301,LRA-401")]
    [InlineData(
        "deny:GetAccountAuthorizationDetails,deny:ListRolePolicies",
        "LRA-101,LRA-102,LRA-103,LRA-104,LRA-201,LRA-202,LRA-203,LRA-204,LRA-205,LRA-206,LRA-301,LRA-401")]
    [InlineData(
        "deny:GetAccountAuthorizationDetails,deny:ListAttachedRolePolicies",
        "LRA-101,LRA-102,LRA-103,LRA-104,LRA-201,LRA-202,LRA-203,LRA-204,LRA-205,LRA-206,LRA-301,LRA-401")]
    [InlineData(
        "deny:GetAccountAuthorizationDetails,deny:GetRolePolicy",
        "LRA-101,LRA-102,LRA-103,LRA-104,LRA-201,LRA-202,LRA-203,LRA-204,LRA-205,LRA-206,LRA-301,LRA-401")]
    [InlineData(
        "deny:GetAccountAuthorizationDetails,deny:GetPolicyVersion", "LRA-103,LRA-201,LRA-202,LRA-203,LRA-204,LRA-205,LRA-301,LRA-401")]
    public async Task What_is_denied_makes_findings_unknown_and_never_silent(string faults, string unknown)
    {
        await using var healthy = await Sandboxes.StartAsync(DefectiveEstate.Make());
        var before = Findings(_session.Run($"Test-LambdaExecutionRole {ModuleSession.At(healthy)}").AssertClean());
        await using var server = await Sandboxes.StartAsync(DefectiveEstate.Make(), faults);
        var result = _session.Run($"Test-LambdaExecutionRole {ModuleSession.At(server)} -IncludePassed");
        var after = Findings(result);
        Assert.True(
            result.AllErrors.Any() || faults.Contains("GetPolicy@", StringComparison.Ordinal), "Nothing was said of what was denied.");
        Assert.Equal(
            unknown.Split(','),
            after.Where(finding => finding.Status == FindingStatus.Unknown).Select(finding => finding.RuleId).Distinct()
                .Order(StringComparer.Ordinal));
        foreach (var failed in before)
        {
            var now =
                after.Where(finding =>
                    finding.RuleId == failed.RuleId && (failed.RuleId == "LRA-401" || finding.FunctionArn == failed.FunctionArn)).ToList();
            // A function of a region that was not read is not there: the error names the region.
            if (now.Count == 0 && failed.Region == "us-east-1" && faults.Contains("@us-east-1", StringComparison.Ordinal)) continue;
            Assert.True(now.Count > 0, $"{failed.RuleId} of {failed.FunctionName} went without a word.");
            Assert.All(
                now,
                finding =>
                    Assert.True(
                        finding.Status is FindingStatus.Fail or FindingStatus.Unknown,
                        $"{finding.RuleId} of {finding.FunctionName} is {finding.Status}"));
        }
    }

    /// <summary>The rule's estate after the rule's remedy: each function on a role made for it, the old roles deleted.</summary>
    [Fact]
    public async Task An_estate_that_follows_the_rule_has_no_finding()
    {
        var state = Estate.Rule();
        var account = state.Accounts.Values.Single();
        await using var server = await Sandboxes.StartAsync(state, quotas: false);
        var at = ModuleSession.At(server);
        var old = account.Roles.Keys.ToList();
        foreach (var function in RepairObserver.Functions(account).ToList())
        {
            var region = function.FunctionArn.Split(':')[3];
            _session.Run(
                $"New-LambdaExecutionRole -FunctionName {function.FunctionName} -Region {region} -RoleName "
                + $"{function.FunctionName}-{region}-new {at} | Set-LambdaExecutionRole -FunctionName {function.FunctionName} -Region "
                + $"{region} {at} -Confirm:$false").AssertClean();
        }

        Assert.NotEmpty(_session.Run($"Test-LambdaExecutionRole {at}").AssertClean().Output);
        foreach (var name in old) account.Roles.Remove(name);
        Assert.Empty(_session.Run($"Test-LambdaExecutionRole {at}").AssertClean().Output);
    }

    [Fact]
    public async Task What_is_shown_can_be_chosen_and_what_is_not_needed_is_not_read()
    {
        await using var server = await Sandboxes.StartAsync(DefectiveEstate.Make());
        var at = ModuleSession.At(server);
        Assert.Equal(
            ["worker"],
            Findings(_session.Run($"Test-LambdaExecutionRole WORK* {at}").AssertClean()).Select(finding => finding.FunctionName)
                .Distinct());
        Assert.Equal(
            ["worker", "twin"],
            Findings(_session.Run($"Test-LambdaExecutionRole -RoleName shared-role {at}").AssertClean())
                .Select(finding => finding.FunctionName).Distinct());
        Assert.Equal(
            ["worker", "twin"],
            Findings(_session.Run($"Get-SharedLambdaRole {at} | Test-LambdaExecutionRole {at}").AssertClean())
                .Select(finding => finding.FunctionName).Distinct());
        Assert.Equal(
            ["admin"],
            Findings(
                _session.Run($"[pscustomobject]@{{ FunctionName = 'admin'; Role = 'x' }} | Test-LambdaExecutionRole {at}").AssertClean())
                .Select(finding => finding.FunctionName).Distinct());
        Assert.Equal(
            ["LRA-401"],
            Findings(_session.Run($"Test-LambdaExecutionRole -RoleName left-role {at}").AssertClean()).Select(finding => finding.RuleId));
        Assert.Empty(_session.Run($"@() | Test-LambdaExecutionRole {at}").AssertClean().Output);
        Assert.All(
            Findings(_session.Run($"Test-LambdaExecutionRole -MinimumSeverity High {at}").AssertClean()),
            finding => Assert.True(finding.Severity >= FindingSeverity.High));

        await using var fresh = await Sandboxes.StartAsync(DefectiveEstate.Make());
        var some = Findings(
            _session.Run($"Test-LambdaExecutionRole -Rule LRA-1*, Lambda-006 -ExcludeRule LRA-103 {ModuleSession.At(fresh)}")
                .AssertClean());
        Assert.Equal(
            ["LRA-101", "LRA-102", "LRA-104", "Lambda-006"],
            some.Select(finding => finding.RuleId).Distinct().Order(StringComparer.Ordinal));
        Assert.DoesNotContain(
            fresh.Calls.Keys,
            call => call.Operation is "ListEventSourceMappings" || (call.Operation == "GetPolicy" && call.Region == "eu-west-1"));
    }

    [Theory]
    [InlineData("-Rule LRA-999", "NoSuchRule")]
    [InlineData("-ExcludeRule Lambda-7", "NoSuchRule")]
    [InlineData("-SuppressionPath nowhere.json", "FileNotFound")]
    [InlineData("-SuppressionPath other.json", "InvalidSuppression")]
    [InlineData("-BaselinePath other.json", "InvalidBaseline")]
    [InlineData("-BaselinePath broken.json", "InvalidBaseline")]
    [InlineData("nobody", "FunctionNotFound")]
    public async Task Bad_input_has_an_id_and_an_advice(string arguments, string errorId)
    {
        _session.SetLocation(_folder.FullName);
        File.WriteAllText(Path.Combine(_folder.FullName, "broken.json"), "[{");
        File.WriteAllText(Path.Combine(_folder.FullName, "other.json"), """{"Functions":[]}""");
        await using var server = await Sandboxes.StartAsync(DefectiveEstate.Make());
        var result = _session.Run($"Test-LambdaExecutionRole {arguments} {ModuleSession.At(server)}");
        Assert.Equal([errorId], result.ErrorIds);
        Assert.All(result.AllErrors, error => Assert.NotEmpty(error.ErrorDetails.RecommendedAction));
        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task Suppressions_count_until_their_date_and_say_why()
    {
        var state = DefectiveEstate.Make();
        var account = state.Accounts.Values.Single();
        account.Roles["shared-role"].Tags[SuppressionReader.Tag] =
            "LRA-202 LRA-205 / 2999-01-31 / deploys functions: reviewed by the platform team";
        account.Roles["admin-role"].Tags[SuppressionReader.Tag] = "LRA-201 / 2020-01-31 / break glass";
        account.Roles["open-role"].Tags[SuppressionReader.Tag] = "LRA-203";
        _session.SetLocation(_folder.FullName);
        File.WriteAllText(Path.Combine(_folder.FullName, "s.json"), """
            {"Suppressions":[
              {"RuleId":"LRA-401","RoleName":"left-*","Reason":"kept for a month","Expires":"2999-01-01"},
              {"RuleId":"Lambda-006","FunctionName":"arn:aws:lambda:eu-west-1:*:worker","Reason":"moved next sprint","Expires":"2999-01-01"},
              {"RuleId":"LRA-102","RoleName":"open-role","Expires":"2999-01-01"},
              {"RuleId":"LRA-102","RoleName":"open-role","Reason":"x","Expires":"soon"},
              {"RuleId":"LRA-102","Reason":"everywhere","Expires":"2999-01-01"}]}
            """);
        await using var server = await Sandboxes.StartAsync(state);
        var at = ModuleSession.At(server);
        var result = _session.Run($"Test-LambdaExecutionRole -SuppressionPath s.json {at}");
        Assert.Equal(["InvalidSuppression", "InvalidSuppression", "InvalidSuppression", "InvalidSuppression"], result.ErrorIds);
        var found = Findings(result);
        Assert.DoesNotContain(
            found,
            finding =>
                finding.RuleId is "LRA-401" || (finding.RuleId is "LRA-202" or "LRA-205" && finding.FunctionName is "twin" or "worker"));
        Assert.Equal(["twin"], found.Where(finding => finding.RuleId == "Lambda-006").Select(finding => finding.FunctionName));
        Assert.Contains(
            "expired on 2020-01-31: break glass", found.Single(finding => finding.RuleId == "LRA-201").Note, StringComparison.Ordinal);
        Assert.Contains(found, finding => finding.RuleId == "LRA-102");
        Assert.Contains(found, finding => finding.RuleId == "LRA-203");

        var all = Findings(
            _session.Run($"Test-LambdaExecutionRole -SuppressionPath s.json -IncludeSuppressed {at} -ErrorAction SilentlyContinue"));
        Assert.Contains(
            "moved next sprint", all.Single(finding => finding is { RuleId: "Lambda-006", FunctionName: "worker" }).Note,
            StringComparison.Ordinal);
        Assert.Equal(6, all.Count(finding => finding.Status == FindingStatus.Suppressed));
    }

    [Fact]
    public async Task A_baseline_hides_what_was_there_and_names_what_is_gone()
    {
        var state = DefectiveEstate.Make();
        var account = state.Accounts.Values.Single();
        _session.SetLocation(_folder.FullName);
        await using var server = await Sandboxes.StartAsync(state);
        var at = ModuleSession.At(server);
        var before = Findings(_session.Run($"Test-LambdaExecutionRole {at}").AssertClean());
        await File.WriteAllTextAsync(
            Path.Combine(_folder.FullName, "base.json"), JsonSerializer.Serialize(before), TestContext.Current.CancellationToken);
        Assert.Empty(_session.Run($"Test-LambdaExecutionRole -BaselinePath base.json -FailOn Low {at}").AssertClean().Output);

        account.Roles["left-role"].LastUsed = DateTimeOffset.UnixEpoch.AddYears(55);
        account.Roles["admin-role"].AttachedPolicyArns.Clear();
        account.Roles["good-role"].InlinePolicies["new"] = """{"Statement":{"Effect":"Allow","Action":"sqs:*","Resource":"*"}}""";
        var after = _session.Run($"Test-LambdaExecutionRole -BaselinePath base.json {at}").AssertClean();
        Assert.Equal(
            [("LRA-301", "admin"), ("LRA-203", "good"), ("LRA-203", "good")],
            Findings(after).Select(finding => (finding.RuleId, finding.FunctionName!)));
        Assert.Contains("LRA-201: admin", _session.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FailOn_ends_with_its_own_error_after_all_output()
    {
        await using var server = await Sandboxes.StartAsync(DefectiveEstate.Make());
        var at = ModuleSession.At(server);
        var result = _session.Run($"Test-LambdaExecutionRole -FailOn Critical {at}");
        Assert.Equal(["FindingsFound"], result.ErrorIds);
        Assert.True(Findings(result).Count > 10);
        Assert.StartsWith("1 finding of severity Critical or higher", result.AllErrors.Single().ToString(), StringComparison.Ordinal);
        _session.Run($"Test-LambdaExecutionRole good -FailOn Low {at}").AssertClean();
        Assert.Equal(
            ["stopped"],
            _session.Run($"try {{ Test-LambdaExecutionRole -FailOn High {at} | Out-Null; 'went on' }} catch {{ 'stopped' }}").Output.Select(
                item => item.ToString()));
    }

    /// <summary>The same answer from what the AWS CLI wrote, and no call is made.</summary>
    [Fact]
    public async Task Files_of_the_AWS_CLI_give_the_same_findings()
    {
        await Python.RequireAsync();
        var state = DefectiveEstate.Make();
        await using var server = await Sandboxes.StartAsync(state);
        foreach (var (file, arguments) in new (string, string[])[]
        {
            ("roles.json", ["iam", "get-account-authorization-details"]),
            ("f1.json", ["lambda", "list-functions", "--region", "eu-west-1"]),
            ("f2.json", ["lambda", "list-functions", "--region", "us-east-1"]),
            ("m.json", ["lambda", "list-event-source-mappings", "--region", "eu-west-1"]),
            ("p.json", ["lambda", "get-policy", "--function-name", "worker", "--region", "eu-west-1"]),
        })
        {
            var (code, output, errors) = await Python.CliAsync(server.Url, arguments);
            Assert.True(code == 0, errors);
            await File.WriteAllTextAsync(Path.Combine(_folder.FullName, file), output, TestContext.Current.CancellationToken);
        }

        _session.SetLocation(_folder.FullName);
        var live = Findings(_session.Run($"Test-LambdaExecutionRole {ModuleSession.At(server)}").AssertClean());
        var calls = server.Calls.Values.Sum();
        var files = Findings(_session.Run("Test-LambdaExecutionRole -Path *.json").AssertClean());
        Assert.Equal(calls, server.Calls.Values.Sum());
        // This AWS CLI does not know SourceRoleTemplate yet, and writes none; files never say that no function uses a role.
        Assert.Equal(
            Lines(live.Where(finding => finding.RuleId is not ("LRA-104" or "LRA-401"))),
            Lines(files.Where(finding => finding.Status == FindingStatus.Fail)));
        Assert.All(
            files.Where(finding => finding.Status != FindingStatus.Fail),
            finding => Assert.True(finding is { Status: FindingStatus.Unknown, RuleId: "LRA-302" or "LRA-401" }, finding.ToString()));

        File.Delete(Path.Combine(_folder.FullName, "roles.json"));
        var without = _session.Run("Test-LambdaExecutionRole -Path *.json -ExcludeRule LRA-3*");
        Assert.Equal(["NoRolesInFiles"], without.ErrorIds);
        Assert.DoesNotContain(Findings(without), finding => finding.RuleId != "Lambda-006" && finding.Status == FindingStatus.Fail);
    }

    /// <summary>The policy that docs/iam-policy.md gives is enough, and none of its actions is too many.</summary>
    [Fact]
    public async Task The_documented_IAM_policy_is_what_it_takes()
    {
        var actions = DocumentedPolicy.ActionsOf("ReadForFindings");
        var state = DefectiveEstate.Make();
        await using var server = await Sandboxes.StartAsync(state, quotas: false);
        state.AllowedActions = actions;
        var all = _session.Run($"Test-LambdaExecutionRole {ModuleSession.At(server)}").AssertClean().Output.Count;
        Assert.True(all > 15);
        foreach (var action in actions)
        {
            state.AllowedActions = [.. actions.Except([action])];
            var result = _session.Run($"Test-LambdaExecutionRole {ModuleSession.At(server)}");
            Assert.True(
                result.Warnings.Any() || Findings(result).Any(finding => finding.Status == FindingStatus.Unknown)
                    || Findings(result).Count == 0, $"{action} is not needed.");
        }
    }

    [Fact]
    public async Task A_suppression_file_is_what_the_published_schema_says()
    {
        await Python.RequireAsync();
        var page = await File.ReadAllTextAsync(
            Path.Combine(TestEnvironment.RepositoryRoot, "docs", "findings.md"), TestContext.Current.CancellationToken);
        var example = page.Split("```json")[1].Split("```")[0];
        Assert.Single(SuppressionReader.Read(
            System.Text.Encoding.UTF8.GetBytes(example), "findings.md", problem => throw new ProblemException(problem)));
        Assert.Equal("null", await ValidateAsync(example));
        Assert.NotEqual("null", await ValidateAsync(example.Replace("\"FunctionName\"", "\"Function\"", StringComparison.Ordinal)));
        Assert.NotEqual("null", await ValidateAsync(example.Replace("2027-06-30", "soon", StringComparison.Ordinal)));

        async Task<string> ValidateAsync(string text)
        {
            var file = Path.Combine(_folder.FullName, "checked.json");
            await File.WriteAllTextAsync(file, text);
            return await Python.ReadAsync(
                "schema_check.py", Path.Combine(TestEnvironment.RepositoryRoot, "docs", "schemas", "suppressions.schema.json"), file);
        }
    }

    /// <summary>Each rule has its page and its line in docs/findings.md; the page of LRA-202 has every path.</summary>
    [Fact]
    public async Task Every_rule_is_documented()
    {
        var list = await File.ReadAllTextAsync(
            Path.Combine(TestEnvironment.RepositoryRoot, "docs", "findings.md"), TestContext.Current.CancellationToken);
        foreach (var rule in RuleCatalog.All)
        {
            var page = await File.ReadAllTextAsync(
                Path.Combine(TestEnvironment.RepositoryRoot, rule.HelpUri), TestContext.Current.CancellationToken);
            Assert.StartsWith($"# {rule.RuleId}: {rule.Title}", page, StringComparison.Ordinal);
            foreach (var part in new[] { "## Why it matters", "## How it is decided", "## Fails", "## Passes", "## Sources" })
                Assert.Contains(part, page, StringComparison.Ordinal);
            Assert.Contains($"| [{rule.RuleId}](rules/{rule.RuleId}.md) |", list, StringComparison.Ordinal);
        }

        var ways = await File.ReadAllTextAsync(
            Path.Combine(TestEnvironment.RepositoryRoot, "docs", "rules", "LRA-202.md"), TestContext.Current.CancellationToken);
        Assert.All(EscalationPaths.All, path => Assert.Contains($"| {path.Id} |", ways, StringComparison.Ordinal));
    }

    [Fact]
    public void Findings_read_well_in_a_narrow_window()
    {
        _session.SetVariable(
            "f",
            new LambdaRoleFinding
            {
                RuleId = "LRA-201",
                Severity = FindingSeverity.Critical,
                Status = FindingStatus.Fail,
                Title = "Execution role grants full administrative access",
                FunctionName = "admin",
                Region = "eu-west-1",
                Evidence = "e",
                HelpUri = "h"
            });
        Assert.Equal("""

               Function: admin (eu-west-1)

            Severity RuleId     Status     Title
            -------- ------     ------     -----
            Critical LRA-201    Fail       Execution role grants full administrative access

            """.ReplaceLineEndings().Trim(), _session.Render("$f").ReplaceLineEndings().Trim().Replace("\r", "", StringComparison.Ordinal));
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Delete(recursive: true);
    }

    private static IEnumerable<string> Lines(IEnumerable<LambdaRoleFinding> findings) =>
        findings.Select(finding => finding.ToString()).Order(StringComparer.Ordinal);

    private static IReadOnlyList<LambdaRoleFinding> Findings(RunResult run) =>
        [.. run.Output.Select(item => item.BaseObject).OfType<LambdaRoleFinding>()];
}
