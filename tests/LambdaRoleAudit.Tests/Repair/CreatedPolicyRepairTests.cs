using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Repair;
using LambdaRoleAudit.Roles;
using LambdaRoleAudit.Sandbox.Server;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Repair;

/// <summary>A role with policies that are created for it: created, adopted, removed, at every fault.</summary>
public class CreatedPolicyRepairTests
{
    private readonly SandboxState _state = NarrowedRoles.State();
    private readonly string _before;

    public CreatedPolicyRepairTests() => _before = RepairObserver.Snapshot(_state);

    private AccountState Account => _state.Accounts.Values.Single();

    private RoleSpec Spec => NarrowedRoles.SpecOf(Account, "a", Account.Roles["shared"]);

    [Fact]
    public async Task A_role_is_created_with_its_policies_and_removed_with_them()
    {
        await using var server = await Sandboxes.StartAsync(_state);
        var role = await NarrowedRoles.MoveAsync(server, "a", Account.Roles["shared"]);
        NarrowedRoles.AssertWhole(Account, Spec);
        Assert.All(Account.Policies.Values, policy => Assert.Equal("/team/", policy.Path));
        using var session = await RepairRuns.OpenAsync(server.Url);
        var seen = await RoleSnapshot.ReadAsync(session.Iam, role.RoleName, default);
        Assert.Equal((Spec.Content.Hash, role.Tags[RoleTags.Content]), (seen.Content.Hash, seen.Content.Hash));
        Assert.Empty(seen.Content.AttachedPolicyArns);

        Assert.Equal((RoleRepairStatus.Undone, null), await UndoneAsync(server));
        Assert.Equal(_before, RepairObserver.Snapshot(_state));
    }

    /// <summary>A policy's default version is what the function runs with.</summary>
    [Fact]
    public async Task Another_default_version_is_drift()
    {
        await using var server = await Sandboxes.StartAsync(_state);
        var role = await NarrowedRoles.CreateAsync(server, Spec);
        using var session = await RepairRuns.OpenAsync(server.Url);
        var record = await session.Iam.GetRoleAsync(role.RoleName, default);
        Assert.Null(await new RoleWatch(session.Iam, TimeProvider.System, RepairRuns.Quick).DiffersAsync(record, Spec, default));
        AddVersion(NarrowedRoles.ArnsOf(role)[1], isDefault: true);
        Assert.Contains(
            $"another document in policy {role.RoleName}-2",
            await new RoleWatch(session.Iam, TimeProvider.System, RepairRuns.Quick).DiffersAsync(record, Spec, default),
            StringComparison.Ordinal);
    }

    /// <summary>A run was killed: the next one completes the role, and keeps what is there.</summary>
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(2, 1)]
    [InlineData(2, 2)]
    public async Task What_a_killed_run_left_is_adopted(int policies, int attached)
    {
        await using var server = await Sandboxes.StartAsync(_state);
        var role = await KilledAsync(server, policies, attached);
        var ids = Account.Policies.Values.Select(policy => policy.PolicyId).ToList();
        await NarrowedRoles.CreateAsync(server, Spec with { RepairId = "another" });
        Assert.Equal(NarrowedRoles.ArnsOf(role), role.AttachedPolicyArns);
        Assert.Equal(ids, Account.Policies.Values.Take(policies).Select(policy => policy.PolicyId));
        Assert.Equal((RoleRepairStatus.Undone, null), await UndoneAsync(server));
        Assert.Equal(_before, RepairObserver.Snapshot(_state));
    }

    /// <summary>A run was killed: an undo removes the role, with policies that no role refers to.</summary>
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(2, 2)]
    public async Task What_a_killed_run_left_is_removed(int policies, int attached)
    {
        await using var server = await Sandboxes.StartAsync(_state);
        var role = await KilledAsync(server, policies, attached);
        Assert.Null(Assert.Single(await RepairRuns.SurveyAsync(server)).KeptBecause);
        Assert.Equal((RoleRepairStatus.Undone, null), await UndoneAsync(server));
        Assert.Equal(_before, RepairObserver.Snapshot(_state));
        Assert.False(Account.Roles.ContainsKey(role.RoleName));
    }

    [Fact]
    public async Task What_an_undo_would_do_names_the_policies_and_what_keeps_them()
    {
        await using var server = await Sandboxes.StartAsync(_state);
        await NarrowedRoles.CreateAsync(server, Spec);
        Assert.EndsWith(
            $"Delete role {Spec.RoleName} with the managed policies that were created for it, unless one of them has another version or is "
            + "used elsewhere.", Assert.Single(await RepairRuns.SurveyAsync(server)).Describe(), StringComparison.Ordinal);
    }

    /// <summary>Whoever may change the default version could give the function what the other version grants.</summary>
    [Fact]
    public async Task A_policy_with_another_version_is_not_adopted()
    {
        await using var server = await Sandboxes.StartAsync(_state);
        var role = await KilledAsync(server, 2, 0);
        AddVersion(NarrowedRoles.ArnsOf(role)[1], isDefault: false);
        var e = await Assert.ThrowsAsync<ProblemException>(() => NarrowedRoles.CreateAsync(server, Spec));
        Assert.Equal("PolicyAlreadyExists", e.Problem.ErrorId);
        Assert.Contains("already exists with more than one version", e.Problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("other tags")]
    [InlineData("another document")]
    public async Task Somebody_elses_policy_with_that_name_is_not_touched(string why)
    {
        await using var server = await Sandboxes.StartAsync(_state);
        var role = await KilledAsync(server, 2, 0);
        var policy = Account.Policies[NarrowedRoles.ArnsOf(role)[1]];
        if (why == "other tags") policy.Tags.Clear();
        else policy.Versions["v1"] = NarrowedRoles.Allow("sqs:*");
        var e = await Assert.ThrowsAsync<ProblemException>(() => NarrowedRoles.CreateAsync(server, Spec));
        Assert.Equal("PolicyAlreadyExists", e.Problem.ErrorId);
        Assert.Contains($"{role.RoleName}-2", e.Problem.Message, StringComparison.Ordinal);
        Assert.Contains($"already exists with {why}", e.Problem.Message, StringComparison.Ordinal);
        Assert.Contains($"Undo-LambdaRoleRepair -RoleName {role.RoleName}", e.Problem.Message, StringComparison.Ordinal);
        Assert.Empty(role.AttachedPolicyArns);

        // An undo removes what is ours, and leaves the policy that is not.
        await RepairRuns.UndoAsync(server);
        Assert.False(Account.Roles.ContainsKey(role.RoleName));
        Assert.Equal(why == "other tags" ? [policy.PolicyName] : [], Account.Policies.Values.Select(left => left.PolicyName));
    }

    public static TheoryData<string, Action<AccountState, ManagedPolicyState>> Keepers() => new()
    {
        { "is also attached to another role, user or group",
            (account, policy) => account.Roles["shared"].AttachedPolicyArns.Add(policy.Arn("aws")) },
        { "is also attached to another role, user or group", (_, policy) => policy.OtherAttachments = 1 },
        { "is a permissions boundary",
            (account, policy) => Estate.AddRole(account, "/", "bounded").PermissionsBoundary = policy.Arn("aws") },
        { "more than one version (v1, v2)", (_, policy) => policy.Versions["v2"] = NarrowedRoles.Allow("s3:Get*") },
        { "does not have the tags", (_, policy) => policy.Tags.Remove(RoleTags.Content) },
    };

    [Theory]
    [MemberData(nameof(Keepers))]
    public async Task A_policy_that_others_use_keeps_the_role(string why, Action<AccountState, ManagedPolicyState> arrange)
    {
        await using var server = await Sandboxes.StartAsync(_state);
        var role = await NarrowedRoles.CreateAsync(server, Spec);
        var policy = Account.Policies[NarrowedRoles.ArnsOf(role)[0]];
        arrange(Account, policy);
        var (whole, policies) = (RepairObserver.Snapshot(role), Account.Policies.Count);
        var (status, reason) = await UndoneAsync(server);
        Assert.Equal(RoleRepairStatus.Undone, status);
        Assert.Contains($"Role {role.RoleName} is kept: its policy {policy.Arn("aws")} ", reason, StringComparison.Ordinal);
        Assert.Contains(why, reason, StringComparison.Ordinal);
        Assert.Equal((whole, policies), (RepairObserver.Snapshot(Account.Roles[role.RoleName]), Account.Policies.Count));
    }

    /// <summary>An incomplete role that grants more than its source is not one that a repair left.</summary>
    [Theory]
    [InlineData("data", "s3:PutObject", false, false)]
    [InlineData("data", "ec2:RunInstances", false, true)]
    [InlineData("mine", "s3:PutObject", false, true)]
    // The function was put on a complete role, so this was modified since.
    [InlineData("data", "s3:PutObject", true, true)]
    public async Task A_part_of_a_narrowed_role_is_proven(string name, string action, bool isInUse, bool isKept)
    {
        await using var server = await Sandboxes.StartAsync(_state);
        var role = await KilledAsync(server, 1, 1);
        role.InlinePolicies[name] = NarrowedRoles.Allow(action);
        if (isInUse) NarrowedRoles.FunctionOf(Account, "a").Set("Role", role.Arn);
        var (status, reason) = await UndoneAsync(server);
        Assert.Equal(RoleRepairStatus.Undone, status);
        Assert.Equal(isKept, Account.Roles.ContainsKey(role.RoleName));
        Assert.Equal(isKept, Account.Policies.Count == 1);
        if (isKept) Assert.Contains("was modified after the repair created it", reason, StringComparison.Ordinal);
        else Assert.Null(reason);
    }

    [Theory]
    [InlineData("deny#{0}")]
    [InlineData("deny#{0}+")]
    [InlineData("lost#{0}")]
    [InlineData("reset#{0}")]
    public async Task A_fault_at_every_call_of_the_creation(string fault)
    {
        var calls = await CountAsync(NarrowedRoles.State(), server => NarrowedRoles.CreateAsync(server, Spec));
        Assert.True(calls >= 12, $"{calls} calls");
        for (var number = 1; number <= calls; number++)
        {
            var state = NarrowedRoles.State();
            var account = state.Accounts.Values.Single();
            var before = RepairObserver.Snapshot(state);
            var spec = NarrowedRoles.SpecOf(account, "a", account.Roles["shared"]);
            var isRefused = false;
            await using (var server = await Sandboxes.StartAsync(state, Fault(fault, number)))
            {
                try
                {
                    await NarrowedRoles.CreateAsync(server, spec);
                }
                catch (ProblemException e)
                {
                    isRefused = true;
                    Assert.NotEmpty(e.Problem.RecommendedAction);
                    if (account.Roles.ContainsKey(spec.RoleName))
                        Assert.Contains($"Undo-LambdaRoleRepair -RoleName {spec.RoleName}", e.Problem.Message, StringComparison.Ordinal);
                }
            }

            Assert.Equal(fault.StartsWith("deny", StringComparison.Ordinal), isRefused);
            await using (var server = await Sandboxes.StartAsync(state))
            {
                if (number % 2 == 0)
                {
                    await NarrowedRoles.CreateAsync(server, spec);
                    NarrowedRoles.AssertWhole(account, spec);
                }

                await RepairRuns.UndoAsync(server);
                Assert.Equal(before, RepairObserver.Snapshot(state));
            }
        }
    }

    [Theory]
    [InlineData("deny#{0}")]
    [InlineData("deny#{0}+")]
    [InlineData("lost#{0}")]
    [InlineData("reset#{0}")]
    public async Task A_fault_at_every_call_of_the_removal(string fault)
    {
        await using (var server = await Sandboxes.StartAsync(_state)) await NarrowedRoles.MoveAsync(server, "a", Account.Roles["shared"]);
        var calls = await CountAsync(_state, server => RepairRuns.UndoAsync(server));
        Assert.True(calls >= 25, $"{calls} calls");
        var restored = 0;
        for (var number = 1; number <= calls; number++)
        {
            var state = NarrowedRoles.State();
            var account = state.Accounts.Values.Single();
            var before = RepairObserver.Snapshot(state);
            var shared = account.Roles["shared"];
            var spec = NarrowedRoles.SpecOf(account, "a", shared);
            await using (var server = await Sandboxes.StartAsync(state)) await NarrowedRoles.MoveAsync(server, "a", shared);
            var violations = new List<string>();
            state.Observer = _ =>
            {
                if (NarrowedRoles.FunctionOf(account, "a").Role == shared.Arn) return;
                var role = account.Roles.GetValueOrDefault(spec.RoleName);
                if (role?.AttachedPolicyArns.Count != 2 || account.Policies.Count != 2 || role.InlinePolicies.Count != 1)
                    violations.Add($"{account.LastCall.Operation} took something from the role of a function.");
            };
            await using (var server = await Sandboxes.StartAsync(state, Fault(fault, number)))
            {
                try
                {
                    var result = Assert.Single(await RepairRuns.UndoAsync(server, problems: []));
                    if (result.Reason?.Contains("policies were restored", StringComparison.Ordinal) == true)
                    {
                        restored++;
                        account.Roles[spec.RoleName].Tags.Remove(RoleTags.Removal);
                        NarrowedRoles.AssertWhole(account, spec);
                    }
                    else if (result is { Status: RoleRepairStatus.Undone, Reason: null })
                    {
                        Assert.Equal(before, RepairObserver.Snapshot(state));
                    }
                }
                catch (ProblemException e)
                {
                    Assert.NotEmpty(e.Problem.RecommendedAction);
                }
            }

            Assert.Empty(violations);
            // Fifteen minutes later: a mark that could not be taken off has ended.
            foreach (var role in account.Roles.Values) role.Tags.Remove(RoleTags.Removal);
            await using (var server = await Sandboxes.StartAsync(state))
                Assert.All(
                    await RepairRuns.UndoAsync(server),
                    result =>
                        Assert.True(result is { Status: RoleRepairStatus.Undone, Reason: null }, $"{fault} {number}: {result.Reason}"));
            Assert.Equal(before, RepairObserver.Snapshot(state));
        }

        // Each of the deletion's calls but the first of each policy has something to restore.
        if (fault == "deny#{0}") Assert.True(restored >= 5, $"{restored} restored");
    }

    /// <summary>IAM's reads are behind: what was just created is waited for.</summary>
    [Fact]
    public async Task While_reads_are_behind()
    {
        await using (var server = await Sandboxes.StartAsync(_state, iamStaleness: TimeSpan.FromSeconds(1)))
        {
            await NarrowedRoles.CreateAsync(server, Spec);
            NarrowedRoles.AssertWhole(Account, Spec);
            await NarrowedRoles.CreateAsync(server, Spec);
        }

        await using (var server = await Sandboxes.StartAsync(_state)) await RepairRuns.UndoAsync(server);
        Assert.Equal(_before, RepairObserver.Snapshot(_state));
    }

    /// <summary>A copy has no such policies, and nobody looks for them.</summary>
    [Fact]
    public async Task A_complete_copy_costs_no_more_calls()
    {
        await using var server = await Sandboxes.StartAsync(_state);
        await RepairRuns.CompleteAsync(server);
        var policies = server.Calls.Where(call => call.Key.Operation == "GetPolicy").Sum(call => call.Value);
        await RepairRuns.UndoAsync(server);
        Assert.Equal(policies, server.Calls.Where(call => call.Key.Operation == "GetPolicy").Sum(call => call.Value));
        Assert.DoesNotContain(server.Calls.Keys, call => call.Operation == "ListPolicyVersions");
        Assert.Equal(_before, RepairObserver.Snapshot(_state));
    }

    /// <summary>The commands to delete by hand include the policies, and they are in an order that IAM accepts.</summary>
    [Fact]
    public void The_commands_delete_the_policies_too()
    {
        var role = $"arn:aws:iam::123456789012:role/team/{Spec.RoleName}";
        var policy = CreatedPolicy.ArnOf(role, CreatedPolicy.NameOf(Spec.RoleName, 1));
        const string other = "arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess";
        Assert.Equal(
            $"To delete it manually, once nothing uses it: aws iam detach-role-policy --role-name {Spec.RoleName} --policy-arn {other}; "
            + $"aws iam detach-role-policy --role-name {Spec.RoleName} --policy-arn {policy}; aws iam delete-policy --policy-arn {policy}; "
            + $"aws iam delete-role --role-name {Spec.RoleName}",
            RoleCommands.ToDelete(role, [other, policy], []));
    }

    /// <summary>An independent emulator agrees on the calls.</summary>
    [Fact]
    public async Task On_moto()
    {
        await using var moto = await MotoServer.StartAsync();
        using var session = await RepairRuns.OpenAsync(moto.Url);
        var tags = new Dictionary<string, string> { ["k"] = "v" };
        var made = await session.Iam.CreatePolicyAsync(
            new PolicyDefinition("own", "/team/", NarrowedRoles.Allow("s3:*"), tags), default);
        Assert.EndsWith(":policy/team/own", made.Arn, StringComparison.Ordinal);
        var seen = await session.Iam.GetPolicyAsync(made.Arn, default);
        Assert.Equal((made.PolicyId, "v1", 0), (seen.PolicyId, seen.DefaultVersionId, seen.AttachmentCount));
        Assert.Equal("v", seen.Tags["k"]);
        Assert.Equal(["v1"], await session.Iam.ListPolicyVersionsAsync(made.Arn, default));
        Assert.Contains("s3:*", await session.Iam.GetPolicyVersionAsync(made.Arn, "v1", default), StringComparison.Ordinal);
        var e = await Assert.ThrowsAsync<AwsCallException>(() => session.Iam.CreatePolicyAsync(
            new PolicyDefinition("own", "/team/", NarrowedRoles.Allow("s3:*"), tags), default));
        Assert.Equal("EntityAlreadyExists", e.ErrorCode);
        await session.Iam.DeletePolicyAsync(made.Arn, default);
        e = await Assert.ThrowsAsync<AwsCallException>(() => session.Iam.GetPolicyAsync(made.Arn, default));
        Assert.Equal(AwsErrorKind.NotFound, e.Kind);
    }

    /// <summary>Leaves what a run leaves that is killed: policies are created first, and then attached, in order.</summary>
    private async Task<RoleState> KilledAsync(SandboxServer server, int policies, int attached)
    {
        var role = await NarrowedRoles.CreateAsync(server, Spec);
        foreach (var arn in NarrowedRoles.ArnsOf(role).Skip(attached)) role.AttachedPolicyArns.Remove(arn);
        foreach (var arn in NarrowedRoles.ArnsOf(role).Skip(policies)) Account.Policies.Remove(arn);
        role.InlinePolicies.Clear();
        return role;
    }

    private void AddVersion(string arn, bool isDefault)
    {
        var policy = Account.Policies[arn];
        policy.Versions["v2"] = NarrowedRoles.Allow("sqs:ReceiveMessage");
        if (isDefault) policy.DefaultVersionId = "v2";
    }

    private static async Task<(RoleRepairStatus, string?)> UndoneAsync(SandboxServer server)
    {
        var result = Assert.Single(await RepairRuns.UndoAsync(server));
        return (result.Status, result.Reason);
    }

    private static async Task<int> CountAsync(SandboxState state, Func<SandboxServer, Task> work)
    {
        await using var server = await Sandboxes.StartAsync(state);
        await work(server);
        return server.Calls.Values.Sum();
    }

    private static string Fault(string pattern, int number) => pattern.Replace("{0}", $"{number}", StringComparison.Ordinal);
}
