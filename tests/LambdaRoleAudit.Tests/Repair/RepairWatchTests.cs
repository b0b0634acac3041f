using LambdaRoleAudit.Model;
using LambdaRoleAudit.Repair;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Repair;

/// <summary>A watch after a repair: which denied calls roll a function back, and which do not.</summary>
public class RepairWatchTests
{
    [Fact]
    public async Task The_function_that_is_denied_is_rolled_back_and_the_other_stays()
    {
        await using var bench = await WatchBench.StartAsync();
        var own = bench.RoleOf("mail");
        var kept = bench.RoleOf("orders");
        bench.Calls(3, "orders", WatchBench.Stop);
        var summary = await bench.WatchAsync(20);
        var result = Assert.Single(bench.Results);
        Assert.Equal(("orders", RoleRepairStatus.RolledBack), (result.FunctionName, result.Status));
        Assert.Equal(WatchBench.SharedRole, bench.RoleOf("orders"));
        Assert.Equal(own, bench.RoleOf("mail"));
        // What was missing, on which resource, when, and the record that shows it.
        Assert.StartsWith(
            "ec2:StopInstances on arn:aws:ec2:eu-west-1:123456789012:instance/i-0123456789abcdef0 was denied "
            + FormattableString.Invariant($"(Client.UnauthorizedOperation, eu-west-1, {bench.Clock.Start.AddMinutes(3):u}, event "),
            result.Reason, StringComparison.Ordinal);
        var id = bench.Account.Region(WatchBench.Region).History.Find(null, null).Single().EventId;
        Assert.Contains(id, result.Reason, StringComparison.Ordinal);
        Assert.Contains("Undo-LambdaRoleRepair -FunctionName orders removes it", result.Reason, StringComparison.Ordinal);
        // The role is kept, so that it can be examined.
        Assert.NotNull(bench.Account.FindRole(kept));
        Assert.Equal((2, 1, 0), (summary.Functions, summary.RolledBack, summary.Open));
        Assert.Equal(bench.Clock.Start.AddMinutes(20), summary.Until);
        bench.Log.AssertClean();
    }

    /// <summary>The first poll after the record can be read finds it: within a minute.</summary>
    [Fact]
    public async Task A_record_that_appears_late_is_found_within_a_minute_after_it_can_be_read()
    {
        await using var bench = await WatchBench.StartAsync();
        bench.State.EventHistoryDelay = (TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15));
        bench.Calls(10, "orders", WatchBench.Stop);
        DateTimeOffset? back = null;
        bench.Clock.OnAdvance = now =>
        {
            bench.State.EventHistoryNow = now;
            if (bench.RoleOf("orders") == WatchBench.SharedRole) back ??= now;
        };
        await bench.WatchAsync(60);
        var readable = bench.Account.Region(WatchBench.Region).History.Find(null, null).Single().ReadableAt(
            TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15));
        Assert.InRange(readable, bench.Clock.Start.AddMinutes(15), bench.Clock.Start.AddMinutes(25));
        Assert.InRange(back!.Value, readable, readable.AddMinutes(1));
    }

    [Fact]
    public async Task What_is_no_proof_that_the_repair_took_something_rolls_nothing_back()
    {
        await using var bench = await WatchBench.StartAsync();
        var (orders, mail) = (bench.RoleOf("orders"), bench.RoleOf("mail"));
        // Before the move.
        bench.Moves = [.. bench.Moves.Select(move => move with { MovedAt = bench.Clock.Start.AddMinutes(5) })];
        bench.Calls(4, "orders", WatchBench.Stop);
        // By the old role's session, which a function that was warm still has.
        bench.Calls(7, "orders", WatchBench.Stop with { RoleArn = WatchBench.SharedRole });
        // Of another function.
        Estate.AddFunction(
            bench.Account, WatchBench.Region, "other", Estate.AddRole(bench.Account, "/", "other-role"), inVpc: false);
        bench.Calls(7, "other", WatchBench.Stop);
        // Allowed, or refused for another reason.
        bench.Calls(8, "orders", WatchBench.Stop with { ErrorCode = null });
        bench.Calls(8, "orders", WatchBench.Stop with { ErrorCode = "ThrottlingException" });
        var summary = await bench.WatchAsync(20);
        Assert.Empty(bench.Results);
        Assert.Empty(bench.Notes);
        Assert.Equal((orders, mail), (bench.RoleOf("orders"), bench.RoleOf("mail")));
        Assert.Equal(0, summary.RolledBack);
    }

    [Fact]
    public async Task What_the_source_role_denies_too_is_only_information()
    {
        await using var bench = await WatchBench.StartAsync();
        var own = bench.RoleOf("orders");
        var call = WatchBench.Stop with { EventName = "TerminateInstances" };
        for (var minute = 1; minute < 5; minute++) bench.Calls(minute, "orders", call);
        var summary = await bench.WatchAsync(20);
        Assert.Empty(bench.Results);
        // Once, however often it is denied.
        var note = Assert.Single(bench.Notes);
        Assert.StartsWith(
            "orders (eu-west-1): ec2:TerminateInstances on arn:aws:ec2:eu-west-1:123456789012:instance/i-0123456789abcdef0 was denied",
            note, StringComparison.Ordinal);
        Assert.Contains("Its source role does not allow the call either", note, StringComparison.Ordinal);
        Assert.Equal(own, bench.RoleOf("orders"));
        Assert.Equal((0, 0), (summary.RolledBack, summary.Open));
    }

    /// <summary>
    /// The source role's own policies do not allow the call. A queue's policy that names the source role could have: how the call ended
    /// under the source role decides, and if that is not known, the function is rolled back.
    /// </summary>
    [Theory]
    [InlineData("denied", null)]
    [InlineData("allowed", "It was allowed to arn:aws:iam::123456789012:role/team/shared, so a resource policy names that role.")]
    [InlineData("other", "but a resource policy can have allowed it.")]
    [InlineData("none", "but a resource policy can have allowed it.")]
    public async Task What_a_resource_policy_can_have_allowed_is_decided_by_what_happened_before(string before, string? reason)
    {
        await using var bench = await WatchBench.StartAsync();
        var call = new FunctionCall("sqs.amazonaws.com", "GetQueueAttributes")
        {
            Parameters = """{"queueUrl":"https://sqs.eu-west-1.amazonaws.com/123456789012/orders"}""",
        };
        var prior = call with { RoleArn = WatchBench.SharedRole };
        if (before == "allowed") prior = prior with { ErrorCode = null };
        if (before == "other") prior = prior with { Parameters = prior.Parameters!.Replace("/orders", "/mail", StringComparison.Ordinal) };
        if (before != "none")
            CallRecorder.Record(bench.State, bench.Account, WatchBench.Region, "orders", prior, bench.Clock.Start.AddHours(-2));
        bench.Calls(1, "orders", call);
        await bench.WatchAsync(5);
        if (reason is null)
        {
            Assert.Empty(bench.Results);
            Assert.Contains(
                "The call was denied to its source role too, so the function stays.", Assert.Single(bench.Notes),
                StringComparison.Ordinal);
            return;
        }

        Assert.Contains(reason, Assert.Single(bench.Results).Reason, StringComparison.Ordinal);
        Assert.Equal(WatchBench.SharedRole, bench.RoleOf("orders"));
    }

    /// <summary>The record does not show the source's IP address condition, or has no request parameters.</summary>
    [Theory]
    [InlineData("ssm.amazonaws.com", "GetParameter", """{"name":"/prices"}""", "may allow the call.")]
    [InlineData("ec2.amazonaws.com", "StopInstances", null, "a resource that the record does not name was denied")]
    [InlineData("unheard-of.amazonaws.com", "DoWhatever", null, "It is not known which permission this call needs.")]
    public async Task What_is_not_known_is_rolled_back_too(string source, string name, string? parameters, string reason)
    {
        await using var bench = await WatchBench.StartAsync();
        bench.Calls(1, "orders", new FunctionCall(source, name) { Parameters = parameters });
        await bench.WatchAsync(5);
        var result = Assert.Single(bench.Results);
        Assert.Equal(RoleRepairStatus.RolledBack, result.Status);
        Assert.Contains(reason, result.Reason, StringComparison.Ordinal);
        Assert.Equal(WatchBench.SharedRole, bench.RoleOf("orders"));
    }

    [Fact]
    public async Task A_function_that_someone_else_moved_is_left_alone()
    {
        await using var bench = await WatchBench.StartAsync();
        var elsewhere = Estate.AddRole(bench.Account, "/", "elsewhere").Arn;
        bench.Calls(2, "orders", WatchBench.Stop);
        bench.Clock.At(
            TimeSpan.FromMinutes(2.1), () => bench.Account.Region(WatchBench.Region).Find("orders")!.Set("Role", elsewhere));
        bench.State.EventHistoryDelay = (TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(6));
        var summary = await bench.WatchAsync(20);
        var result = Assert.Single(bench.Results);
        Assert.Equal(RoleRepairStatus.Blocked, result.Status);
        Assert.Contains(
            "It was not rolled back: The function is now on arn:aws:iam::123456789012:role/elsewhere", result.Reason,
            StringComparison.Ordinal);
        Assert.Equal(elsewhere, bench.RoleOf("orders"));
        Assert.Equal((0, 1), (summary.RolledBack, summary.Open));
    }

    [Theory]
    [InlineData("gone", "no longer exists")]
    [InlineData("again", "it is a different principal")]
    [InlineData("trust", "no longer trusts Lambda")]
    public async Task A_source_role_that_is_not_what_it_was_takes_no_function_back(string what, string reason)
    {
        await using var bench = await WatchBench.StartAsync();
        var own = bench.RoleOf("orders");
        bench.Clock.At(TimeSpan.FromMinutes(1), () =>
        {
            var source = bench.Account.Roles["shared"];
            if (what == "trust")
            {
                source.AssumeRolePolicyDocument =
                    """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}""";
                return;
            }

            bench.Account.Roles.Remove("shared");
            if (what == "again")
                Estate.AddRole(bench.Account, "/team/", "shared").InlinePolicies["all"] = source.InlinePolicies["all"];
        });
        bench.Calls(2, "orders", WatchBench.Stop);
        await bench.WatchAsync(5);
        var result = Assert.Single(bench.Results);
        Assert.Equal(RoleRepairStatus.Blocked, result.Status);
        Assert.Contains(reason, result.Reason, StringComparison.Ordinal);
        Assert.Equal(own, bench.RoleOf("orders"));
    }

    [Fact]
    public async Task A_watch_that_is_stopped_ends_at_once_and_says_who_was_watched()
    {
        await using var bench = await WatchBench.StartAsync();
        var (orders, mail) = (bench.RoleOf("orders"), bench.RoleOf("mail"));
        using var stop = new CancellationTokenSource();
        bench.Clock.At(TimeSpan.FromMinutes(2), stop.Cancel);
        bench.Calls(2.5, "orders", WatchBench.Stop);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bench.WatchAsync(60, stop: stop.Token));
        Assert.EndsWith(
            "Still watched: 2. They stay on their own roles: mail, orders.", Assert.Single(bench.Notes),
            StringComparison.Ordinal);
        Assert.Equal((orders, mail), (bench.RoleOf("orders"), bench.RoleOf("mail")));
        Assert.Empty(bench.Results);
    }

    /// <summary>A call right before the end is found by a watch only if its record is there: the end says so.</summary>
    [Fact]
    public async Task The_end_looks_back_and_says_what_may_not_be_visible_yet()
    {
        await using var bench = await WatchBench.StartAsync();
        // A record that is two hours late is behind every read but the last.
        bench.State.EventHistoryDelay = (TimeSpan.FromHours(2), TimeSpan.FromHours(2.01));
        bench.Calls(30, "orders", WatchBench.Stop);
        var summary = await bench.WatchAsync(180);
        Assert.Equal("orders", Assert.Single(bench.Results).FunctionName);
        Assert.Equal(bench.Clock.Start, bench.Reads[^1].From);
        Assert.All(bench.Reads[2..^1], read => Assert.True(read.At - read.From <= TimeSpan.FromMinutes(31), $"{read}"));
        Assert.Contains("Calls of the last 15 minutes may not be visible yet.", summary.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_one_read_missed_is_read_again()
    {
        await using var bench = await WatchBench.StartAsync();
        bench.Calls(1, "orders", WatchBench.Stop with { Region = "us-east-1" });
        bench.Unreadable.Add("us-east-1");
        bench.Clock.At(TimeSpan.FromMinutes(45), () => bench.Unreadable.Clear());
        await bench.WatchAsync(60);
        Assert.Equal(RoleRepairStatus.RolledBack, Assert.Single(bench.Results).Status);
    }

    [Fact]
    public async Task A_watch_that_sees_nothing_ends_with_an_error()
    {
        await using var bench = await WatchBench.StartAsync();
        bench.Unreadable.UnionWith([WatchBench.Region, "us-east-1"]);
        var e = await Assert.ThrowsAsync<ProblemException>(() => bench.WatchAsync(600));
        Assert.Equal("WatchEnded", e.Problem.ErrorId);
        Assert.Contains("mail, orders", e.Message, StringComparison.Ordinal);
        Assert.Equal(3, bench.Reads.Count);
    }

    /// <summary>A rollback that fails is tried again, and said once.</summary>
    [Fact]
    public async Task A_rollback_that_fails_is_tried_again()
    {
        await using var bench = await WatchBench.StartAsync();
        bench.Calls(1, "orders", WatchBench.Stop);
        bench.Clock.At(TimeSpan.FromMinutes(1), () => bench.State.AllowedActions = ["iam:*", "lambda:Get*", "lambda:List*"]);
        bench.Clock.At(TimeSpan.FromMinutes(4), () => bench.State.AllowedActions = null);
        var summary = await bench.WatchAsync(10);
        Assert.Equal([RoleRepairStatus.Failed, RoleRepairStatus.RolledBack], bench.Results.Select(result => result.Status));
        Assert.Equal(WatchBench.SharedRole, bench.RoleOf("orders"));
        Assert.Equal((1, 0), (summary.RolledBack, summary.Open));
    }
}
