using System.Management.Automation;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Cmdlets;

/// <summary>-Region is the scope, in every cmdlet: what an organization that denies regions has to say once.</summary>
public sealed class ScopeTests : IDisposable
{
    private const string Denied = "deny@eu-*,deny@ap-*,deny@ca-*,deny@sa-*";

    private static readonly string[] Reading =
        ["Get-SharedLambdaRole", "Get-LambdaExecutionRole", "Test-LambdaExecutionRole", "Get-LambdaRoleRepairPlan", "Get-LambdaRoleRepair"];

    private readonly ModuleSession _session = new();

    /// <summary>With all that the scope leaves out denied, nothing is an error or unknown, from the audit to the undo.</summary>
    [Fact]
    public async Task Within_the_scope_a_denied_region_does_not_matter()
    {
        await using var server = await Sandboxes.StartAsync(faults: Denied);
        var at = $"{ModuleSession.At(server)} -Region us-*";
        foreach (var command in Reading[..4])
        {
            var result = _session.Run($"{command} {at}").AssertClean();
            Assert.All(
                result.Output.Select(item => item.BaseObject).OfType<LambdaRoleFinding>(),
                finding => Assert.NotEqual(FindingStatus.Unknown, finding.Status));
            Assert.All(result.Output.Select(item => item.BaseObject).OfType<LambdaRoleRepairStep>(), step => Assert.True(step.CanApply));
        }

        var repaired = _session.Run($"Repair-LambdaExecutionRole -All {at} -Confirm:$false").AssertClean();
        Assert.Equal(["cc-s3-logging", "cc-sqs-poller", "s3-get-object"], Results(repaired).Select(result => result.FunctionName).Order());
        Assert.All(Results(repaired), result => Assert.Equal(RoleRepairStatus.Repaired, result.Status));
        _session.Run($"Set-LambdaExecutionRole image-resize cc-own {at}; New-LambdaExecutionRole -FunctionName image-resize {at}");

        // The functions go back; the roles are kept, because a region that cannot be read may use them.
        var undone = _session.Run($"Undo-LambdaRoleRepair -All {at} -Confirm:$false");
        Assert.Empty(undone.AllErrors);
        Assert.All(Results(undone), result => Assert.Equal(RoleRepairStatus.Undone, result.Status));
        Assert.All(
            Results(undone),
            result => Assert.Contains($"aws iam delete-role --role-name {result.TargetRoleName}", result.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_scope_denied_regions_are_one_error_that_names_them_and_the_parameter()
    {
        await using var server = await Sandboxes.StartAsync(faults: Denied);
        foreach (var command in Reading[..4])
        {
            var result = _session.Run($"{command} {ModuleSession.At(server)}");
            var error = Assert.Single(result.AllErrors);
            Assert.StartsWith("AccessDenied", error.FullyQualifiedErrorId, StringComparison.Ordinal);
            Assert.Contains("eu-west-1", error.ToString(), StringComparison.Ordinal);
            Assert.Contains("sa-east-1", error.ToString(), StringComparison.Ordinal);
            Assert.Contains("-Region", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_is_allowed_to_be_unknown_is_a_warning_and_ends_nothing()
    {
        await using var server = await Sandboxes.StartAsync(faults: Denied);
        foreach (var command in Reading)
        {
            var result = _session.Run($"$ErrorActionPreference = 'Stop'; {command} {ModuleSession.At(server)} -AllowUnknown");
            Assert.Empty(result.AllErrors);
            Assert.Contains(result.Warnings, warning => warning.Contains("eu-west-1", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Nothing_outside_the_scope_is_shown_or_changed()
    {
        await using var server = await Sandboxes.StartAsync();
        var at = $"{ModuleSession.At(server)} -Region eu-west-1";
        Assert.Empty(_session.Run($"Get-SharedLambdaRole {at}").AssertClean().Output);
        var findings = _session.Run($"Test-LambdaExecutionRole {at}")
            .AssertClean().Output.Select(item => (LambdaRoleFinding)item.BaseObject).ToList();
        Assert.All(findings, finding => Assert.True(finding.Region is null or "eu-west-1", finding.ToString()));
        Assert.All(findings, finding => Assert.Equal(["eu-west-1"], finding.CoveredRegions));
        var whole = RepairObserver.Snapshot(server.State);
        Assert.Empty(_session.Run($"Repair-LambdaExecutionRole -All {at} -Confirm:$false").AssertClean().Output);
        Assert.Equal(
            ["FunctionNotFound"], _session.Run($"Repair-LambdaExecutionRole -FunctionName cc-sqs-poller {at} -Confirm:$false").ErrorIds);
        _session.Run($"Repair-LambdaExecutionRole -FunctionName cc-* {ModuleSession.At(server)} -Confirm:$false").AssertClean();
        Assert.Empty(_session.Run($"Undo-LambdaRoleRepair -All {at} -Confirm:$false").AssertClean().Output);
        Assert.NotEqual(whole, RepairObserver.Snapshot(server.State));
    }

    /// <summary>A role that a function outside the scope uses is never deleted, and never taken by Set.</summary>
    [Fact]
    public async Task The_scope_never_weakens_safety()
    {
        await using var server = await Sandboxes.StartAsync();
        var account = server.State.Accounts.Values.Single();
        var at = ModuleSession.At(server);
        Assert.Equal(
            ["RoleIsShared"],
            _session.Run($"Set-LambdaExecutionRole cc-sqs-poller image-resize-eu-west-1-role {at} -Region us-east-1").ErrorIds);
        _session.Run($"Repair-LambdaExecutionRole -FunctionName cc-sqs-poller {at} -Confirm:$false").AssertClean();
        var made = RepairRuns.Made(account, "cc-sqs-poller");
        Estate.AddFunction(account, "eu-west-1", "late", made, inVpc: false);
        var undone = _session.Run($"Undo-LambdaRoleRepair -FunctionName cc-sqs-poller {at} -Region us-east-1 -Confirm:$false");
        Assert.Contains("late (eu-west-1) uses it", Assert.Single(Results(undone)).Reason, StringComparison.Ordinal);
        Assert.True(account.Roles.ContainsKey(made.RoleName));
    }

    /// <summary>Where a session starts from settles its partition, never what a command is about.</summary>
    [Fact]
    public async Task A_home_region_never_narrows()
    {
        await using var server = await Sandboxes.StartAsync();
        foreach (var command in new[]
        {
            "Get-SharedLambdaRole",
            "Get-LambdaRoleRepairPlan",
            "New-LambdaExecutionRole -FunctionName order-archive -WhatIf",
            "Set-LambdaExecutionRole order-archive image-resize-eu-west-1-role -AllowShared -WhatIf"
        })
        {
            foreach (var home in new[] { "us-east-1", "eu-west-1", "ap-southeast-2" })
            {
                _session.SetVariable("StoredAWSRegion", home);
                var result = _session.Run($"{command} {ModuleSession.At(server)}");
                Assert.Empty(result.AllErrors);
                if (!command.EndsWith("-WhatIf", StringComparison.Ordinal))
                    Assert.Equal(command.StartsWith("Get-Shared", StringComparison.Ordinal) ? 2 : 5, result.Output.Count);
            }
        }
    }

    /// <summary>The region of a piped object is that object's.</summary>
    [Fact]
    public async Task A_piped_object_does_not_set_the_scope()
    {
        await using var server = await Sandboxes.StartAsync();
        var at = ModuleSession.At(server);
        var steps = _session.Run(
            $"[pscustomobject]@{{ FunctionName = 'order-archive'; Region = 'eu-west-1' }} | Get-LambdaRoleRepairPlan {at}").AssertClean();
        var step = (LambdaRoleRepairStep)Assert.Single(steps.Output).BaseObject;
        Assert.Equal("eu-west-1", step.Region);
        // The role is shared with a function of another region, which a scope of the object's region would not see.
        Assert.False(step.IsNotShared);
    }

    /// <summary>A role that was read within a scope stands for the functions that were seen on it.</summary>
    [Fact]
    public async Task A_role_of_a_scope_does_not_reach_beyond_it()
    {
        await using var server = await Sandboxes.StartAsync();
        var at = ModuleSession.At(server);
        Estate.AddFunction(
            server.State.Accounts.Values.Single(), "us-east-1", "order-late",
            server.State.Accounts.Values.Single().Roles["order-events-role"], inVpc: false);
        foreach (var stored in new[]
        {
            "", "[System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($roles))"
        })
        {
            var steps = _session.Run(
                $"$roles = Get-SharedLambdaRole order-events-role -Region us-east-1 {at}; {(stored.Length == 0 ? "$roles" : stored)} | "
                + $"Get-LambdaRoleRepairPlan {at}").AssertClean();
            Assert.Equal(
                ["order-intake", "order-late"], steps.Output.Select(step => ((LambdaRoleRepairStep)step.BaseObject).FunctionName).Order());
        }
    }

    /// <summary>What a filter left out of a repair is not undone with the rest of it.</summary>
    [Fact]
    public async Task A_repair_that_was_filtered_is_undone_as_far_as_it_is_shown()
    {
        await using var server = await Sandboxes.StartAsync();
        var at = ModuleSession.At(server);
        _session.Run($"Repair-LambdaExecutionRole -FunctionName order-*, s3-get-object {at} -Confirm:$false").AssertClean();
        Assert.Equal(
            ["s3-get-object"],
            Undone($"Get-LambdaRoleRepair -FunctionName s3-get-object {at} | Undo-LambdaRoleRepair {at} -Confirm:$false"));
        Assert.Equal(
            ["order-archive"], Undone($"Get-LambdaRoleRepair -Region eu-west-1 {at} | Undo-LambdaRoleRepair {at} -Confirm:$false"));
        Assert.Equal(["order-intake"], Undone($"(Get-LambdaRoleRepair {at}).Functions | Undo-LambdaRoleRepair {at} -Confirm:$false"));

        List<string> Undone(string command) =>
            [.. Results(_session.Run(command).AssertClean()).Where(result => result.Status == RoleRepairStatus.Undone)
                .Select(result => result.FunctionName)];
    }

    /// <summary>Names that leave nothing when they are taken together are told: no typo, and no function either.</summary>
    [Fact]
    public async Task Names_that_leave_nothing_together_are_told()
    {
        await using var server = await Sandboxes.StartAsync();
        var result = _session.Run(
            $"Repair-LambdaExecutionRole -FunctionName cc-* -RoleName order-* {ModuleSession.At(server)} -Confirm:$false").AssertClean();
        Assert.Empty(result.Output);
        Assert.Contains("No function matches everything", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    /// <summary>A scope that leaves nothing out is the account.</summary>
    [Fact]
    public async Task Every_region_is_no_scope()
    {
        await using var server = await Sandboxes.StartAsync();
        Estate.AddRole(server.State.Accounts.Values.Single(), "/", "unused");
        var finding = (LambdaRoleFinding)Assert.Single(
            _session.Run($"Test-LambdaExecutionRole -Rule LRA-401 -Region * {ModuleSession.At(server)}").AssertClean().Output).BaseObject;
        Assert.Contains("in any region", finding.Evidence, StringComparison.Ordinal);
    }

    /// <summary>A result names the role of its own repair: another repair of the same function is not meant.</summary>
    [Fact]
    public async Task A_result_undoes_its_own_repair()
    {
        await using var server = await Sandboxes.StartAsync();
        var at = ModuleSession.At(server);
        _session.Run(
            $"$one = Repair-LambdaExecutionRole cc-s3-logging {at} -Confirm:$false; Set-LambdaExecutionRole cc-s3-logging "
            + $"order-events-role -AllowShared {at}; $two = Repair-LambdaExecutionRole cc-s3-logging {at} -Confirm:$false").AssertClean();
        var undone = Results(_session.Run($"$two | Undo-LambdaRoleRepair {at} -Confirm:$false").AssertClean());
        Assert.Equal([_session.Run("$two.TargetRoleName").Output.Single().ToString()], undone.Select(result => result.TargetRoleName));
    }

    /// <summary>Without a call, a scope is checked by the regions that AWS has.</summary>
    [Fact]
    public async Task A_typo_in_the_scope_of_a_plan_or_of_files_is_an_error()
    {
        await using var server = await Sandboxes.StartAsync();
        var at = ModuleSession.At(server);
        _session.Run($"$global:plan = Get-LambdaRoleRepairPlan {at}").AssertClean();
        foreach (var (region, id) in new[] { ("eu-wst-1", "UnknownRegion"), ("zz-*", "NoRegionMatches"), ("' '", "UnknownRegion") })
        {
            var file = Path.GetTempFileName();
            await File.WriteAllTextAsync(file, """{"Functions":[]}""", TestContext.Current.CancellationToken);
            foreach (var command in new[]
            {
                $"$plan | Repair-LambdaExecutionRole -Region {region} {at} -Confirm:$false",
                $"Get-SharedLambdaRole -Path {file} -Region {region}",
                $"Test-LambdaExecutionRole -Path {file} -Region {region}",
                $"Repair-LambdaExecutionRole -All -Region {region} {at} -Confirm:$false"
            })
                Assert.Equal([id], _session.Run(command).ErrorIds);
            File.Delete(file);
        }
    }

    public void Dispose() => _session.Dispose();

    private static IReadOnlyList<RoleRepairResult> Results(RunResult run) =>
        [.. run.Output.Select(item => item.BaseObject).OfType<RoleRepairResult>()];
}
