using System.Collections.Concurrent;
using System.Diagnostics;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Repair;
using LambdaRoleAudit.Roles;
using LambdaRoleAudit.Sandbox.Server;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Repair;

/// <summary>
/// Somebody else acts in the middle of a repair or an undo: at one call, on purpose. With REPAIR_STALENESS=10, IAM's reads are up to
/// ten seconds old, and the module waits as long as it does at AWS (docs/repair.md has the result).
/// </summary>
public class RepairRaceTests
{
    private const string Function = "order-intake";
    private const string Region = "us-east-1";
    private const string Modified = "was modified after the change of permissions was shown";
    private const string Everything = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""";

    /// <summary>What somebody does between the making of the role and the move of the function, and why the move stops.</summary>
    public static TheoryData<string, Action<AccountState>> Intrusions() => new()
    {
        { "another document in inline policy orders",
            account =>
                account.Roles["order-events-role"].InlinePolicies["orders"] =
                    """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sqs:ReceiveMessage","Resource":"*"}]}""" },
        { "no longer", account => account.Roles["order-events-role"].AttachedPolicyArns.Clear() },
        { "does not trust Lambda",
            account =>
                account.Roles["order-events-role"].AssumeRolePolicyDocument =
                    RoleState.LambdaTrust.Replace("lambda.", "ec2.", StringComparison.Ordinal) },
        { "AdministratorAccess",
            account => RepairRuns.Made(account, Function).AttachedPolicyArns.Add("arn:aws:iam::aws:policy/AdministratorAccess") },
        { "inline policy more",
            account =>
                RepairRuns.Made(account, Function).InlinePolicies["more"] =
                    """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""" },
        { "no longer policy", account => RepairRuns.Made(account, Function).AttachedPolicyArns.Clear() },
        { "no longer inline policy", account => RepairRuns.Made(account, Function).InlinePolicies.Clear() },
        { "another trust policy",
            account =>
                RepairRuns.Made(account, Function).AssumeRolePolicyDocument =
                    """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}""" },
        { "permissions boundary",
            account => RepairRuns.Made(account, Function).PermissionsBoundary = "arn:aws:iam::aws:policy/PowerUserAccess" },
        { "marked for deletion",
            account =>
                RepairRuns.Made(account, Function).Tags[RoleTags.Removal] = RemovalMark.New(TimeProvider.System.GetUtcNow()).ToString() },
        { "no longer exists", account => account.Roles.Remove(RepairRuns.Made(account, Function).RoleName) },
        { "deleted and re-created", account => Again(account, RepairRuns.Made(account, Function)) },
        { "memory", account => Touch(account, "MemorySize", 3008) },
        { "last modified", account => Touch(account, "LastModified", "2026-11-25T10:00:00.000+0000") },
        { "role (arn:aws:iam::123456789012:role/image-resize-us-east-1-role)",
            account => Touch(account, "Role", account.Roles["image-resize-us-east-1-role"].Arn) },
    };

    [Theory]
    [MemberData(nameof(Intrusions))]
    public async Task What_changed_after_the_role_was_made_stops_the_move(string why, Action<AccountState> intrude)
    {
        var (server, account, steps) = await PlannedAsync();
        await using var _ = server;
        await using var proxy = await CallProxy.StartAsync(server);
        // After the role's last policy, and before its first look.
        proxy.After(new CallMatch("PutRolePolicy", $"{Function}-*"), call => Acting(account, intrude));
        var result = Assert.Single(await RepairRuns.RepairAsync(server, steps, through: proxy.Url));
        Assert.Equal(RoleRepairStatus.Blocked, result.Status);
        Assert.Contains(why, result.Reason, StringComparison.Ordinal);
        Assert.Contains("Undo-LambdaRoleRepair -RoleName", result.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(proxy.Calls, call => call.Operation == "UpdateFunctionConfiguration" && call.Status == 200);
    }

    /// <summary>A long plan does not widen the window: the source role is looked at again while Lambda makes the command wait.</summary>
    [Fact]
    public async Task A_permission_that_is_revoked_while_Lambda_is_waited_for_is_not_granted()
    {
        var (server, account, steps) = await PlannedAsync();
        await using var _ = server;
        // Longer than it takes until IAM shows the role, so that Lambda makes the command wait.
        server.State.IamDelay = TimeSpan.FromSeconds(6) + (2 * (RepairRuns.Staleness ?? TimeSpan.Zero));
        await using var proxy = await CallProxy.StartAsync(server);
        proxy.After(
            new CallMatch("UpdateFunctionConfiguration", Function),
            call => Acting(account, state => state.Roles["order-events-role"].AttachedPolicyArns.Clear()));
        var options = RepairRuns.Quick with { MostAge = TimeSpan.FromSeconds(1) };
        var result = Assert.Single(await RepairRuns.RepairAsync(server, steps, through: proxy.Url, options: options));
        Assert.Equal(RoleRepairStatus.Blocked, result.Status);
        Assert.Equal(account.Roles["order-events-role"].Arn, account.Region(Region).Find(Function)!.Role);
    }

    /// <summary>Scoped hangs on what managed policies say, not only on which there are: their documents are read again.</summary>
    [Fact]
    public async Task A_managed_policy_that_is_changed_after_the_role_was_made_stops_a_scoped_move()
    {
        var state = Estate.Rule();
        var account = state.Accounts.Values.Single();
        var source = account.Roles["order-events-role"];
        source.AttachedPolicyArns.Clear();
        var policy = Own(account, "own", Everything);
        source.AttachedPolicyArns.Add(policy);
        await using var server = await Sandboxes.StartAsync(state, iamStaleness: RepairRuns.Staleness ?? default);
        var scope = Choose.Function(Function, Region);
        var steps = await RepairRuns.PlanAsync(server, new RepairOptions { Strategy = RepairStrategy.Scoped }, scope);
        await using var proxy = await CallProxy.StartAsync(server);
        proxy.After(
            new CallMatch("PutRolePolicy", $"{Function}-*"),
            call =>
                Acting(
                    account,
                    state => state.Policies[policy].Versions["v1"] = Everything.Replace("Allow", "Deny", StringComparison.Ordinal)));
        var result = Assert.Single(await RepairRuns.RepairAsync(server, steps, through: proxy.Url));
        Assert.Equal(RoleRepairStatus.Blocked, result.Status);
        Assert.Contains("out of date", result.Reason, StringComparison.Ordinal);
        Assert.Equal(source.Arn, account.Region(Region).Find(Function)!.Role);
    }

    /// <summary>IAM's answers may be behind: one that does not fit is not believed before it has been looked at for a while.</summary>
    [Theory]
    [InlineData($"{Function}-*")]
    [InlineData("order-events-role")]
    public async Task An_answer_that_is_behind_does_not_stop_the_move(string role)
    {
        var (server, account, steps) = await PlannedAsync();
        await using var _ = server;
        await using var proxy = await CallProxy.StartAsync(server);
        var isMade = false;
        proxy.After(new CallMatch("PutRolePolicy", $"{Function}-*"), call => Task.FromResult(isMade = true));
        var old = 1;
        proxy.On(new CallMatch("ListRolePolicies", role, 0), async (call, send) => isMade && Interlocked.Exchange(ref old, 0) == 1
            ? new ProxiedAnswer(
                200, [("Content-Type", ["text/xml"])],
                """<ListRolePoliciesResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ListRolePoliciesResult><IsTruncated>false</IsTruncated><PolicyNames/></ListRolePoliciesResult></ListRolePoliciesResponse>"""u8.ToArray())
            : await send());
        var options = RepairRuns.Quick with { MismatchWait = TimeSpan.FromSeconds(20), MostAge = TimeSpan.FromMilliseconds(100) };
        var result = Assert.Single(await RepairRuns.RepairAsync(server, steps, through: proxy.Url, options: options));
        Assert.Equal((RoleRepairStatus.Repaired, 0), (result.Status, old));
    }

    /// <summary>
    /// An undo marks the role while the function is being put on it, and neither has seen the other before: the function goes back.
    /// </summary>
    [Fact]
    public async Task A_role_that_is_marked_while_the_function_is_put_on_it_is_left_again()
    {
        var (server, account, steps) = await PlannedAsync();
        await using var _ = server;
        await using var proxy = await CallProxy.StartAsync(server);
        proxy.Before(
            new CallMatch("UpdateFunctionConfiguration", Function),
            call =>
                Acting(
                    account,
                    state =>
                        RepairRuns.Made(state, Function).Tags[RoleTags.Removal] = RemovalMark.New(TimeProvider.System.GetUtcNow())
                            .ToString()));
        var result = Assert.Single(await RepairRuns.RepairAsync(server, steps, through: proxy.Url));
        Assert.Equal(RoleRepairStatus.RolledBack, result.Status);
        Assert.Contains("marked for deletion", result.Reason, StringComparison.Ordinal);
        Assert.Equal(account.Roles["order-events-role"].Arn, account.Region(Region).Find(Function)!.Role);
    }

    [Fact]
    public async Task Two_repairs_of_one_plan_at_once_end_well()
    {
        var state = Estate.Rule();
        var observer = new RepairObserver(state);
        await using var server = await Sandboxes.StartAsync(state, iamStaleness: RepairRuns.Staleness ?? default);
        var steps = await RepairRuns.PlanAsync(server);
        var both = await Task.WhenAll(RepairRuns.RepairAsync(server, steps), RepairRuns.RepairAsync(server, steps));
        observer.AssertHeld();
        Assert.All(
            both,
            results =>
                Assert.All(
                    results,
                    result =>
                        Assert.True(result.Status is RoleRepairStatus.Repaired or RoleRepairStatus.AlreadyRepaired, result.ToString())));
        Assert.Equal(5, state.Accounts.Values.Single().Roles.Values.Count(role => role.Tags.ContainsKey(RoleTags.Repair)));
    }

    /// <summary>The role that another run made a moment ago is there for one part of IAM and not yet for another.</summary>
    [Theory]
    [InlineData("ListAttachedRolePolicies")]
    [InlineData("GetRolePolicy")]
    public async Task A_role_that_IAM_does_not_show_whole_yet_is_adopted_when_it_does(string operation)
    {
        var (server, account, steps) = await PlannedAsync();
        await using var _ = server;
        Assert.Single(await RepairRuns.RepairAsync(server, steps));
        await UndoAsync(server, keepRole: true);
        var again = await PlanAsync(server);
        await using var proxy = await CallProxy.StartAsync(server);
        proxy.On(
            new CallMatch(operation, $"{Function}-*"),
            (_, _) =>
                Task.FromResult<ProxiedAnswer?>(
                    new ProxiedAnswer(
                        404, [("Content-Type", ["text/xml"])],
                        "<ErrorResponse><Error><Code>NoSuchEntity</Code><Message>cannot be found</Message></Error></ErrorResponse>"u8.ToArray())));
        var result = Assert.Single(await RepairRuns.RepairAsync(server, again, through: proxy.Url));
        Assert.True(result.Status == RoleRepairStatus.Repaired, result.ToString());
        Assert.Equal(RepairRuns.Made(account, Function).Arn, account.Region(Region).Find(Function)!.Role);
    }

    /// <summary>Another run has moved the function a moment ago, and one part of IAM does not know its new role yet.</summary>
    [Theory]
    [InlineData("GetRole")]
    [InlineData("ListAttachedRolePolicies")]
    [InlineData("ListRolePolicies")]
    public async Task A_function_that_another_run_has_just_moved_is_repaired_already_as_soon_as_IAM_shows_it(string operation)
    {
        var (server, _, steps) = await PlannedAsync();
        await using var __ = server;
        Assert.Single(await RepairRuns.RepairAsync(server, steps));
        await RepairRuns.SettleAsync();
        await using var proxy = await CallProxy.StartAsync(server);
        proxy.On(new CallMatch(operation, $"{Function}-*"), async (_, _) =>
        {
            // Longer than the time for which a role is read again: a slow answer is not an old one.
            await Task.Delay(2 * RepairRuns.Quick.MismatchWait);
            return new ProxiedAnswer(
                404, [("Content-Type", ["text/xml"])],
                "<ErrorResponse><Error><Code>NoSuchEntity</Code><Message>cannot be found</Message></Error></ErrorResponse>"u8.ToArray());
        });
        var result = Assert.Single(await RepairRuns.RepairAsync(server, steps, through: proxy.Url));
        Assert.True(result.Status == RoleRepairStatus.AlreadyRepaired, result.ToString());
    }

    /// <summary>Reproduced once: the second run adopted the role, put the function on it, and the first run took the role back.</summary>
    [Fact]
    public async Task A_role_that_another_run_adopted_and_uses_is_not_taken_back_by_the_run_that_made_it()
    {
        var (server, account, steps) = await PlannedAsync();
        await using var _ = server;
        var observer = new RepairObserver(server.State);
        await using var first = await CallProxy.StartAsync(server, "first");
        // The first run is refused after the role is there; in between, a second one completes everything.
        first.On(new CallMatch("PutRolePolicy", $"{Function}-*"), async (call, send) =>
        {
            Assert.Equal(RoleRepairStatus.Repaired, Assert.Single(await RepairRuns.RepairAsync(server, steps)).Status);
            return new ProxiedAnswer(
                403, [("Content-Type", ["text/xml"])],
                "<ErrorResponse><Error><Code>AccessDenied</Code><Message>denied</Message></Error></ErrorResponse>"u8.ToArray());
        });
        var result = Assert.Single(await RepairRuns.RepairAsync(server, steps, through: first.Url));
        Assert.Equal(RoleRepairStatus.Failed, result.Status);
        Assert.Equal(RepairRuns.Made(account, Function).Arn, account.Region(Region).Find(Function)!.Role);
        observer.AssertHeld();
    }

    /// <summary>Who comes to a role between its mark and its deletion, and why it stays.</summary>
    public static TheoryData<string, Action<AccountState, RoleState>> Comers() => new()
    {
        { "image-resize (us-east-1)", (account, role) => account.Region(Region).Find("image-resize")!.Set("Role", role.Arn) },
        { "image-resize (eu-west-1)", (account, role) => account.Region("eu-west-1").Find("image-resize")!.Set("Role", role.Arn) },
        { "order-intake:1", (account, role) =>
            {
                var function = account.Region(Region).Find(Function)!;
                var now = function.Role;
                function.Set("Role", role.Arn);
                Estate.Publish(account, Region, function);
                function.Set("Role", now);
            }
        },
        { "instance profile web", (_, role) => role.InstanceProfiles.Add("web") },
        { "was modified",
            (_, role) =>
                role.InlinePolicies["mine"] =
                    """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}""" },
        { "was used at", (_, role) => role.LastUsed = DateTimeOffset.UtcNow.AddSeconds(30) },
        { "mark was removed", (_, role) => role.Tags.Remove(RoleTags.Removal) },
        { "not the role that was read", (account, role) => Again(account, role) },
        { "another run marked it", (_, role) => role.Tags[RoleTags.Removal] = RemovalMark.New(DateTimeOffset.UtcNow).ToString() },
    };

    [Theory]
    [MemberData(nameof(Comers))]
    public async Task A_role_that_somebody_comes_to_after_it_was_marked_is_kept_whole(string why, Action<AccountState, RoleState> come)
    {
        var (server, account, steps) = await PlannedAsync();
        await using var _ = server;
        Assert.Equal(RoleRepairStatus.Repaired, Assert.Single(await RepairRuns.RepairAsync(server, steps)).Status);
        var role = RepairRuns.Made(account, Function);
        var whole = (role.AttachedPolicyArns.ToArray(), role.InlinePolicies.Count);
        await using var proxy = await CallProxy.StartAsync(server);
        proxy.After(new CallMatch("TagRole", role.RoleName), call => Acting(account, state => come(state, role)));
        var result = Assert.Single(await UndoAsync(server, proxy));
        Assert.Equal(RoleRepairStatus.Undone, result.Status);
        Assert.Contains($"Role {role.RoleName} is kept: ", result.Reason, StringComparison.Ordinal);
        Assert.Contains(why, result.Reason, StringComparison.Ordinal);
        role = account.Roles[role.RoleName];
        Assert.Equal(whole.Item1, role.AttachedPolicyArns);
        Assert.True(role.InlinePolicies.Count >= whole.Count);
        Assert.DoesNotContain(proxy.Calls, call => call.Operation is "DetachRolePolicy" or "DeleteRolePolicy" or "DeleteRole");
        // Our own mark is taken off, another's is not ours to take.
        Assert.Equal(why == "another run marked it", role.Tags.ContainsKey(RoleTags.Removal));
    }

    /// <summary>First the mark, then the wait, and only then the listing: whoever did not see the mark is on the role by then.</summary>
    [Fact]
    public async Task The_functions_are_listed_when_the_mark_has_been_waited_for()
    {
        var (server, account, steps) = await PlannedAsync();
        await using var _ = server;
        Assert.Single(await RepairRuns.RepairAsync(server, steps));
        var role = RepairRuns.Made(account, Function);
        var options = RepairRuns.Quick with { ConsistencyWait = RepairRuns.Staleness ?? TimeSpan.FromSeconds(3) };
        await using var proxy = await CallProxy.StartAsync(server);
        long marked = 0;
        var waited = new ConcurrentQueue<TimeSpan>();
        proxy.After(new CallMatch("TagRole", role.RoleName), call => Task.FromResult(marked = Stopwatch.GetTimestamp()));
        proxy.Before(new CallMatch("ListFunctions", Nth: 0), call =>
        {
            if (marked != 0) waited.Enqueue(Stopwatch.GetElapsedTime(marked));
            return Task.CompletedTask;
        });
        Assert.Null(Assert.Single(await UndoAsync(server, proxy, options: options)).Reason);
        Assert.NotEmpty(waited);
        Assert.All(
            waited,
            time =>
                Assert.True(
                    time > options.ConsistencyWait - TimeSpan.FromMilliseconds(100), $"Listed {time.TotalSeconds:0.0} s after the mark."));
        // Who saw the role without the mark, ten seconds behind, moves within the age that a look may have, and a call.
        var real = new AssignmentOptions();
        Assert.True(real.ConsistencyWait >= TimeSpan.FromSeconds(10) + real.MostAge + TimeSpan.FromSeconds(1));
    }

    /// <summary>A region that was read before, and cannot be read after the mark.</summary>
    [Fact]
    public async Task A_region_that_cannot_be_read_any_more_keeps_the_role()
    {
        var (server, account, steps) = await PlannedAsync();
        await using var _ = server;
        Assert.Single(await RepairRuns.RepairAsync(server, steps));
        var role = RepairRuns.Made(account, Function);
        var whole = RepairObserver.Snapshot(role);
        await using var proxy = await CallProxy.StartAsync(server);
        proxy.On(new CallMatch("ListFunctions", Nth: 0),
            (call, send) => call.Region == "sa-east-1" && role.Tags.ContainsKey(RoleTags.Removal)
                ? Task.FromResult<ProxiedAnswer?>(
                    new ProxiedAnswer(
                        403, [("Content-Type", ["application/json"]), ("x-amzn-ErrorType", ["AccessDeniedException"])],
                        "{\"message\":\"denied\"}"u8.ToArray()))
                : send());
        var result = Assert.Single(await UndoAsync(server, proxy, problems: []));
        Assert.Contains("whether something uses it is unknown; not read: sa-east-1", result.Reason, StringComparison.Ordinal);
        Assert.Equal(whole, RepairObserver.Snapshot(role));
    }

    /// <summary>The function comes back to the role between the listing and the last look.</summary>
    [Fact]
    public async Task A_deployment_that_takes_the_role_again_after_the_listing_keeps_it()
    {
        var (server, account, steps) = await PlannedAsync();
        await using var _ = server;
        Assert.Single(await RepairRuns.RepairAsync(server, steps));
        var role = RepairRuns.Made(account, Function);
        await using var proxy = await CallProxy.StartAsync(server);
        proxy.Before(
            new CallMatch("ListInstanceProfilesForRole", role.RoleName),
            call => Acting(account, state => state.Region(Region).Find(Function)!.Set("Role", role.Arn)));
        var result = Assert.Single(await UndoAsync(server, proxy));
        Assert.Contains($"{Function} ({Region}) uses it", result.Reason, StringComparison.Ordinal);
        Assert.NotEmpty(role.InlinePolicies);
        Assert.DoesNotContain(RoleTags.Removal, role.Tags.Keys);
    }

    /// <summary>A deletion that is refused half-way is put right again; never a role without its policies.</summary>
    [Theory]
    [InlineData("deny:DeleteRole", "Its policies were restored")]
    [InlineData("deny:DeleteRolePolicy", "Its policies were restored")]
    [InlineData("deny:DetachRolePolicy", "is kept")]
    [InlineData("deny:TagRole", "could not be marked")]
    [InlineData("deny:DeleteRole,deny:PutRolePolicy", "aws iam put-role-policy")]
    public async Task A_deletion_is_all_or_nothing(string faults, string said)
    {
        var state = Estate.Rule();
        var account = state.Accounts.Values.Single();
        await using (var server = await Sandboxes.StartAsync(state)) await RepairRuns.CompleteAsync(server);
        var before = RepairObserver.Snapshot(RepairRuns.Made(account, Function));
        await using (var server = await Sandboxes.StartAsync(state, faults))
        {
            var result = (await RepairRuns.UndoAsync(server, new UndoScope { Selection = Choose.Function(Function) })).Single();
            Assert.Equal(RoleRepairStatus.Undone, result.Status);
            Assert.Contains(said, result.Reason, StringComparison.Ordinal);
            Assert.Contains("aws iam delete-role --role-name", result.Reason, StringComparison.Ordinal);
            if (!faults.Contains("PutRolePolicy", StringComparison.Ordinal))
                Assert.Equal(before, RepairObserver.Snapshot(RepairRuns.Made(account, Function)));
        }

        // And again, when nothing is refused any more.
        await using (var server = await Sandboxes.StartAsync(state))
            Assert.All(await RepairRuns.UndoAsync(server), result => Assert.Null(result.Reason));
        Assert.DoesNotContain(account.Roles.Values, role => role.Tags.ContainsKey(RoleTags.Repair));
    }

    /// <summary>An instance profile is seen before anything is written, not when IAM refuses.</summary>
    [Fact]
    public async Task What_keeps_a_role_is_said_before_the_function_is_asked_for()
    {
        var (server, account, steps) = await PlannedAsync();
        await using var _ = server;
        Assert.Single(await RepairRuns.RepairAsync(server, steps));
        var role = RepairRuns.Made(account, Function);
        role.InstanceProfiles.Add("web");
        await RepairRuns.SettleAsync();
        Assert.Contains(
            "instance profile web contains it", Assert.Single(await RepairRuns.SurveyAsync(server)).Describe(), StringComparison.Ordinal);
        role.InstanceProfiles.Clear();
        Estate.AddRole(account, "/", "trusting").AssumeRolePolicyDocument =
            $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"{{role.Arn}}"},"Action":"sts:AssumeRole"}]}""";
        var result = Assert.Single(await UndoAsync(server));
        Assert.Contains("trust policy of trusting names it", result.Reason, StringComparison.Ordinal);
        Assert.True(account.Roles.ContainsKey(role.RoleName));
    }

    /// <summary>How many minutes old a mark is, or what stands in its place.</summary>
    public static TheoryData<int?, string?, bool> Marks() => new()
    {
        { 1, null, true },
        { 14, null, true },
        { 16, null, false },
        { -60, null, false },
        { null, "somebody yesterday", false },
        { null, "", false },
        { null, "somebody 9999-12-31T23:59:59Z", false },
        { null, "somebody 0001-01-01T00:00:00Z", false },
    };

    /// <summary>A mark that holds is left alone, by an undo and by a repair; one that does not is taken over.</summary>
    [Theory]
    [MemberData(nameof(Marks))]
    public async Task A_mark_holds_for_fifteen_minutes(int? minutes, string? text, bool holds)
    {
        var mark = text ?? new RemovalMark("somebody", DateTimeOffset.UtcNow.AddMinutes(-minutes!.Value)).ToString();
        var (server, account, steps) = await PlannedAsync();
        await using var _ = server;
        Assert.Single(await RepairRuns.RepairAsync(server, steps));
        await UndoAsync(server, keepRole: true);
        RepairRuns.Made(account, Function).Tags[RoleTags.Removal] = mark;
        var again = Assert.Single(await RepairRuns.RepairAsync(server, await PlanAsync(server)));
        Assert.Equal(holds ? RoleRepairStatus.Failed : RoleRepairStatus.Repaired, again.Status);
        if (!holds) Assert.DoesNotContain(RoleTags.Removal, RepairRuns.Made(account, Function).Tags.Keys);

        RepairRuns.Made(account, Function).Tags[RoleTags.Removal] = mark;
        var undone = Assert.Single(await UndoAsync(server));
        Assert.Equal(RoleRepairStatus.Undone, undone.Status);
        Assert.Equal(holds, undone.Reason?.Contains("another run marked it", StringComparison.Ordinal) == true);
        Assert.Equal(holds, account.Roles.Values.Any(role => role.Tags.ContainsKey(RoleTags.Repair)));
    }

    /// <summary>Going back is as persistent as going: a function on a bad role is the worst state.</summary>
    [Fact]
    public async Task A_rollback_waits_out_what_stands_in_its_way()
    {
        var (server, account, steps) = await PlannedAsync();
        await using var _ = server;
        server.State.FailingUpdates.Add(Function);
        await using var proxy = await CallProxy.StartAsync(server);
        var refusals = new Queue<ProxiedAnswer?>([
            Refusal("ResourceConflictException", 409), Refusal("TooManyRequestsException", 429),
            Refusal("InvalidParameterValueException", 400), null, Refusal("ServiceException", 500)]);
        proxy.On(new CallMatch("UpdateFunctionConfiguration", Function, 0), async (call, send) =>
            account.Region(Region).Find(Function)!.Role.EndsWith("/order-events-role", StringComparison.Ordinal)
                || !refusals.TryDequeue(out var refusal) ? await send() : refusal);
        var result = Assert.Single(await RepairRuns.RepairAsync(server, steps, through: proxy.Url));
        Assert.Equal(RoleRepairStatus.RolledBack, result.Status);
        Assert.Empty(refusals);
        Assert.Equal(account.Roles["order-events-role"].Arn, account.Region(Region).Find(Function)!.Role);

        static ProxiedAnswer Refusal(string code, int status) =>
            new(status, [("Content-Type", ["application/json"]), ("x-amzn-ErrorType", [code])],
                "{\"message\":\"The role defined for the function cannot be assumed by Lambda.\"}"u8.ToArray());
    }

    /// <summary>What becomes of the source role between the confirmation and the move, and why the function stays.</summary>
    public static TheoryData<string, Action<AccountState, RoleState>> SourceChanges() => new()
    {
        { Modified, (_, source) => source.AttachedPolicyArns.Add("arn:aws:iam::aws:policy/AdministratorAccess") },
        { Modified, (_, source) => source.InlinePolicies["orders"] = Everything },
        // The same policies by name; what they say is another thing.
        { Modified,
            (account, source) =>
                account.Policies[source.AttachedPolicyArns.Single(arn => arn.EndsWith("/own", StringComparison.Ordinal))].Versions["v1"] =
                    Everything },
        { Modified,
            (account, source) =>
                account.Policies[source.PermissionsBoundary!].Versions["v1"] =
                    """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}""" },
        { "deleted and re-created: it is a different principal", (account, source) => Again(account, source) },
        { "is marked for deletion", (_, source) => source.Tags[RoleTags.Removal] = RemovalMark.New(DateTimeOffset.UtcNow).ToString() },
        { "no longer exists", (account, source) => account.Roles.Remove(source.RoleName) },
    };

    /// <summary>The source role is another one than was agreed to: the function stays.</summary>
    [Theory]
    [MemberData(nameof(SourceChanges))]
    public async Task A_source_role_that_changes_after_the_confirmation_keeps_the_function_where_it_is(
        string why, Action<AccountState, RoleState> change)
    {
        var state = Estate.Rule();
        var account = state.Accounts.Values.Single();
        var source = account.Roles["order-events-role"];
        source.AttachedPolicyArns.Add(Own(
            account, "own", """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"*"}]}"""));
        source.PermissionsBoundary = Own(account, "bounds", Everything);
        await using var server = await Sandboxes.StartAsync(state, iamStaleness: RepairRuns.Staleness ?? default);
        Assert.Equal(RoleRepairStatus.Repaired, Assert.Single(await RepairRuns.RepairAsync(server, await PlanAsync(server))).Status);
        await using var proxy = await CallProxy.StartAsync(server);
        // The survey has read the source; the move has not begun.
        proxy.Before(new CallMatch("ListEventSourceMappings", Function), call => Acting(account, state => change(state, source)));
        var result = Assert.Single(await UndoAsync(server, proxy));
        Assert.Equal(RoleRepairStatus.Blocked, result.Status);
        Assert.Contains(why, result.Reason, StringComparison.Ordinal);
        Assert.Equal(RepairRuns.Made(account, Function).Arn, account.Region(Region).Find(Function)!.Role);
    }

    /// <summary>What is undone is what was looked at: a function that comes to the role after that was in nobody's confirmation.</summary>
    [Fact]
    public async Task A_function_that_comes_back_to_the_role_after_the_confirmation_is_not_moved()
    {
        var (server, account, steps) = await PlannedAsync();
        await using var _ = server;
        Assert.Single(await RepairRuns.RepairAsync(server, steps));
        var role = RepairRuns.Made(account, Function);
        account.Region(Region).Find(Function)!.Set("Role", account.Roles["order-events-role"].Arn);
        await using var proxy = await CallProxy.StartAsync(server);
        proxy.Before(
            new CallMatch("GetFunction", Function),
            call => Acting(account, state => state.Region(Region).Find(Function)!.Set("Role", role.Arn)));
        var result = Assert.Single(await UndoAsync(server, proxy));
        Assert.Equal(RoleRepairStatus.Blocked, result.Status);
        Assert.Contains("after it was read", result.Reason, StringComparison.Ordinal);
        Assert.Equal(role.Arn, account.Region(Region).Find(Function)!.Role);
        Assert.DoesNotContain(proxy.Calls, call => call.IsWrite);
    }

    /// <summary>
    /// Nobody was asked about a step that something stands against: it is not done, although its function has left the role since.
    /// </summary>
    [Fact]
    public async Task What_was_blocked_stays_so_when_the_function_has_left_the_role()
    {
        var (server, account, steps) = await PlannedAsync();
        await using var _ = server;
        Assert.Single(await RepairRuns.RepairAsync(server, steps));
        var role = RepairRuns.Made(account, Function);
        account.Roles.Remove("order-events-role");
        await using var proxy = await CallProxy.StartAsync(server);
        proxy.After(
            new CallMatch("GetRole", "order-events-role"),
            call =>
                Acting(account, state => state.Region(Region).Find(Function)!.Set("Role", state.Roles["image-resize-us-east-1-role"].Arn)));
        Assert.Equal(RoleRepairStatus.Blocked, Assert.Single(await UndoAsync(server, proxy, problems: [])).Status);
        Assert.True(account.Roles.ContainsKey(role.RoleName));
        Assert.DoesNotContain(proxy.Calls, call => call.Operation is "TagRole" or "DeleteRole" or "UpdateFunctionConfiguration");
    }

    private static async Task<(SandboxServer Server, AccountState Account, IReadOnlyList<LambdaRoleRepairStep> Steps)> PlannedAsync()
    {
        var server = await Sandboxes.StartAsync(iamStaleness: RepairRuns.Staleness ?? default);
        return (server, server.State.Accounts.Values.Single(), await PlanAsync(server));
    }

    private static async Task<IReadOnlyList<LambdaRoleRepairStep>> PlanAsync(SandboxServer server)
    {
        if (!server.Calls.IsEmpty) await RepairRuns.SettleAsync();
        return await RepairRuns.PlanAsync(server, scope: Choose.Function(Function, Region));
    }

    /// <summary>Undoes what was done before, once IAM shows it.</summary>
    private static async Task<IReadOnlyList<RoleRepairResult>> UndoAsync(
        SandboxServer server, CallProxy? through = null, bool keepRole = false, List<Problem>? problems = null,
        AssignmentOptions? options = null)
    {
        await RepairRuns.SettleAsync();
        return await RepairRuns.UndoAsync(server, through: through?.Url, keepRole: keepRole, problems: problems, options: options);
    }

    /// <summary>A managed policy of the account's own.</summary>
    private static string Own(AccountState account, string name, string document)
    {
        var policy = new ManagedPolicyState
        {
            PolicyName = name, Path = "/", PolicyId = "ANPA" + name, AccountId = account.AccountId, DefaultVersionId = "v1"
        };
        policy.Versions["v1"] = document;
        account.Policies[policy.Arn("aws")] = policy;
        return policy.Arn("aws");
    }

    /// <summary>Deletes a role and creates it again, with everything on it: only its id tells.</summary>
    private static void Again(AccountState account, RoleState role)
    {
        account.Roles.Remove(role.RoleName);
        var again = Estate.AddRole(account, role.Path, role.RoleName);
        foreach (var tag in role.Tags) again.Tags[tag.Key] = tag.Value;
        foreach (var policy in role.InlinePolicies) again.InlinePolicies[policy.Key] = policy.Value;
        again.AttachedPolicyArns.UnionWith(role.AttachedPolicyArns);
    }

    private static void Touch(AccountState account, string setting, System.Text.Json.Nodes.JsonNode value)
    {
        var function = account.Region(Region).Find(Function)!;
        function.Set(setting, value);
        function.Set("RevisionId", Guid.NewGuid().ToString());
    }

    private static Task Acting(AccountState account, Action<AccountState> act)
    {
        lock (account.Lock) act(account);
        return Task.CompletedTask;
    }
}
