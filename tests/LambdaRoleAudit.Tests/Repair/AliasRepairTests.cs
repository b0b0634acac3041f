using System.Text.Json.Nodes;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Repair;
using LambdaRoleAudit.Roles;
using LambdaRoleAudit.Sandbox.Server;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Repair;

/// <summary>Aliases move with their function, or stay with a reason, and an undo restores them.</summary>
public class AliasRepairTests
{
    [Fact]
    public async Task An_alias_moves_to_a_version_on_the_own_role_and_back()
    {
        var state = AliasEstate.State();
        var observer = new AliasObserver(state);
        await using var server = await Sandboxes.StartAsync(state, quotas: false);
        var step = (await RepairRuns.PlanAsync(server, AliasEstate.Options)).Single(one => one.FunctionName == "orders");
        var move = Assert.Single(step.Aliases);
        Assert.Equal(("live", "1", true), (move.Name, move.FromVersion, move.CanMove));

        var result = (await RepairRuns.RepairAsync(server, [step])).Single();
        Assert.Equal((RoleRepairStatus.Repaired, null), (result.Status, result.Reason));
        Assert.Equal((AliasStatus.Moved, "2"), (result.Aliases.Single().Status, result.Aliases.Single().ToVersion));
        var function = AliasEstate.Function(state);
        Assert.Equal("2", function.Aliases["live"].FunctionVersion);
        Assert.EndsWith($"/{step.TargetRoleName}", function.Versions[2].Role, StringComparison.Ordinal);
        Assert.EndsWith("/shared", function.Versions[1].Role, StringComparison.Ordinal);

        var undone = (await RepairRuns.UndoAsync(server)).Single();
        Assert.Equal(RoleRepairStatus.Undone, undone.Status);
        Assert.Equal((AliasStatus.Restored, "1"), (undone.Aliases.Single().Status, undone.Aliases.Single().ToVersion));
        Assert.Equal("1", function.Aliases["live"].FunctionVersion);
        // The version still names the role.
        Assert.Contains(
            "aws lambda delete-function --function-name orders --qualifier 2 --region us-east-1", undone.Reason, StringComparison.Ordinal);
        Assert.True(state.Accounts.Values.Single().Roles.ContainsKey(step.TargetRoleName));
        lock (state.Accounts.Values.Single().Lock)
        {
            function.Versions.Remove(2);
            state.Accounts.Values.Single().Region(AliasEstate.Region).Changed();
        }

        var last = (await RepairRuns.UndoAsync(server)).Single();
        Assert.Equal((RoleRepairStatus.Undone, null), (last.Status, last.Reason));
        Assert.False(state.Accounts.Values.Single().Roles.ContainsKey(step.TargetRoleName));
        observer.AssertHeld();
    }

    /// <summary>The alias moves later than its function: in between, either role, or a policy of a resource, can have changed.</summary>
    public static TheoryData<string, Action<AccountState, RoleState>> LaterChanges() => new()
    {
        { "AliasRoleGrantsLess", (_, source) => source.InlinePolicies["more"] =
            """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"*"}]}""" },
        { "AliasRoleGrantsMore", (_, source) => source.InlinePolicies.Remove("data") },
        {
            "WaitsForPatch", (account, source) =>
            {
                var key = Resources.Add(account, AliasEstate.Region, ResourceKind.Secret, "s",
                    $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"{{source.Arn}}"},"Action":"secretsmanager:GetSecretValue","Resource":"*"}]}""");
                var names =
                    $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"secretsmanager:DescribeSecret","Resource":"{{key.Arn}}"}]}""";
                foreach (var role in account.Roles.Values) role.InlinePolicies["secret"] = names;
            }
        },
    };

    [Theory]
    [MemberData(nameof(LaterChanges))]
    public async Task An_alias_of_a_function_that_was_moved_before_is_judged_as_things_are_now(
        string blocker, Action<AccountState, RoleState> change)
    {
        var state = AliasEstate.State();
        var account = state.Accounts.Values.Single();
        await using var server = await Sandboxes.StartAsync(state, quotas: false);
        Assert.All(
            await RepairRuns.RepairAsync(server, await RepairRuns.PlanAsync(server)),
            result => Assert.Equal(RoleRepairStatus.Repaired, result.Status));
        lock (account.Lock) change(account, account.Roles["shared"]);
        var step = (await RepairRuns.PlanAsync(server, AliasEstate.Options)).Single(one => one.FunctionName == "orders");
        Assert.True(step.IsAlreadyRepaired);
        Assert.Contains(blocker, Assert.Single(step.Aliases).Blockers.Select(issue => issue.Id));
        await RepairRuns.RepairAsync(server, [step]);
        Assert.Equal("1", AliasEstate.Function(state).Aliases["live"].FunctionVersion);
    }

    /// <summary>What keeps an alias where it is, and the words for it. The function itself is repaired.</summary>
    public static TheoryData<string, string, Action<AccountState, FunctionState>> Obstacles() => new()
    {
        { "AliasDiffers", "environment variable STAGE",
            (_, function) => function.Set(
                "Environment", JsonNode.Parse("""{"Variables":{"DB_PASSWORD":"sandbox-secret-of-orders","STAGE":"secret-stage"}}""")) },
        {
            "AliasVersionHasProvisionedConcurrency", "Configure it for the alias instead",
            (_, function) => function.Versions[1].Provisioned = new ProvisionedState(5, DateTimeOffset.MinValue)
        },
        { "AliasDiffers", "CodeSha256", (_, function) => function.Set("CodeSha256", "bm90IHJlbGVhc2VkIHlldCwgb3IgbmV2ZXIgd2lsbCBiZSE=") },
        { "AliasDiffers", "AddedNextYear", (_, function) => function.Set("AddedNextYear", true) },
        { "AliasDiffers", "Lambda did not return Environment",
            (_, function) => function.Set(
                "Environment", JsonNode.Parse("""{"Error":{"ErrorCode":"AccessDeniedException","Message":"kms"}}""")) },
        { "AliasWeighted", "several versions (1, 2)",
            (account, function) =>
            {
                function.Set("MemorySize", 512);
                Estate.Publish(account, AliasEstate.Region, function);
                function.Aliases["live"].Weights["2"] = 0.1;
            } },
        { "AliasHasProvisionedConcurrency", "-AllowProvisionedConcurrency",
            (_, function) => function.Aliases["live"].Provisioned = new ProvisionedState(5, DateTimeOffset.UtcNow) },
        { "AliasOnOtherRole", "which runs under arn:aws:iam::123456789012:role/third",
            (account, function) =>
                function.Versions[1].Set("Role", Estate.AddRole(account, "/", "third").Arn) },
    };

    [Theory]
    [MemberData(nameof(Obstacles))]
    public async Task A_blocked_alias_stays_with_the_reason_and_the_function_is_repaired(
        string id, string words, Action<AccountState, FunctionState> change)
    {
        var state = AliasEstate.State((account, function) =>
        {
            change(account, function);
            // Another version on the source role, so that aliases are looked at.
            if (id == "AliasOnOtherRole") Estate.Publish(account, AliasEstate.Region, function);
        });
        var observer = new AliasObserver(state);
        await using var server = await Sandboxes.StartAsync(state, quotas: false);
        var step = await PlanAsync(server);
        var move = Assert.Single(step.Aliases);
        Assert.Equal(id, Assert.Single(move.Blockers).Id);
        Assert.Contains(words, move.Blockers[0].Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-stage", System.Text.Json.JsonSerializer.Serialize(step), StringComparison.Ordinal);

        var result = (await RepairRuns.RepairAsync(server, [step])).Single();
        Assert.Equal((RoleRepairStatus.Repaired, AliasStatus.Blocked), (result.Status, result.Aliases.Single().Status));
        Assert.Contains(words, result.Reason, StringComparison.Ordinal);
        Assert.Equal("AliasNotMoved", RepairOutcomes.ProblemOf(result)!.ErrorId);
        Assert.Equal("1", AliasEstate.Function(state).Aliases["live"].FunctionVersion);

        // A plan from which the blocker was taken is judged again.
        var bold = await PlanAsync(server);
        if (bold.Aliases.Count > 0)
        {
            var forced = (await RepairRuns.RepairAsync(
                server, [bold with { Aliases = [bold.Aliases[0] with { Blockers = [] }] }])).Single();
            Assert.Equal(AliasStatus.Blocked, forced.Aliases.Single().Status);
            Assert.Contains(words, forced.Aliases.Single().Reason, StringComparison.Ordinal);
        }

        Assert.Equal("1", AliasEstate.Function(state).Aliases["live"].FunctionVersion);
        observer.AssertHeld();
    }

    /// <summary>What changes between the plan and the switch.</summary>
    public static TheoryData<string, Action<AccountState, FunctionState>> Drifts() => new()
    {
        { "It was changed after the plan was created", (_, function) => function.Aliases["live"].RevisionId = "another" },
        { "It no longer exists", (_, function) => function.Aliases.Remove("live") },
        { "AliasWeighted", (account, function) =>
            {
                Estate.Publish(account, AliasEstate.Region, function);
                function.Aliases["live"].Weights["2"] = 0.5;
                function.Aliases["live"].RevisionId = "another";
            } },
        { "-AllowProvisionedConcurrency",
            (_, function) => function.Aliases["live"].Provisioned = new ProvisionedState(1, DateTimeOffset.UtcNow) },
    };

    [Theory]
    [MemberData(nameof(Drifts))]
    public async Task An_alias_that_changed_since_the_plan_stays(string words, Action<AccountState, FunctionState> change)
    {
        var state = AliasEstate.State();
        await using var server = await Sandboxes.StartAsync(state, quotas: false);
        var step = await PlanAsync(server);
        change(state.Accounts.Values.Single(), AliasEstate.Function(state));
        var result = (await RepairRuns.RepairAsync(server, [step])).Single();
        Assert.Equal((RoleRepairStatus.Repaired, AliasStatus.Blocked), (result.Status, result.Aliases.Single().Status));
        Assert.Contains(words == "AliasWeighted" ? "It was changed after the plan" : words, result.Reason, StringComparison.Ordinal);
    }

    /// <summary>Somebody changes the alias after it was read, right before it would be switched.</summary>
    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    public async Task An_alias_that_changes_right_before_the_switch_stays(string version)
    {
        var state = AliasEstate.State();
        await using var server = await Sandboxes.StartAsync(state, quotas: false);
        var step = await PlanAsync(server);
        state.Observer = account =>
        {
            var alias = AliasEstate.Function(state).Aliases["live"];
            if (account.LastCall.Operation != "PublishVersion" || alias.RevisionId == "another") return;
            alias.RevisionId = "another";
            if (version == "2") alias.Weights["2"] = 0.5;
        };
        var result = (await RepairRuns.RepairAsync(server, [step])).Single();
        Assert.Equal(AliasStatus.Blocked, result.Aliases.Single().Status);
        Assert.Contains("It was changed by someone else", result.Reason, StringComparison.Ordinal);
        Assert.Contains("aws lambda delete-function --function-name orders --qualifier 2", result.Reason, StringComparison.Ordinal);
        Assert.Equal(("1", "another"), (
            AliasEstate.Function(state).Aliases["live"].FunctionVersion, AliasEstate.Function(state).Aliases["live"].RevisionId));
    }

    [Fact]
    public async Task Two_aliases_share_a_new_version_and_one_on_LATEST_follows()
    {
        var state = AliasEstate.State((_, function) =>
        {
            AliasEstate.Add(function, "blue", "1");
            AliasEstate.Add(function, "next", "$LATEST");
            function.Versions[1].Set("Description", "build 12");
        });
        var observer = new AliasObserver(state);
        await using var server = await Sandboxes.StartAsync(state, quotas: false);
        var result = (await RepairRuns.RepairAsync(server, [await PlanAsync(server)])).Single();
        Assert.Equal(
            [("blue", AliasStatus.Moved, "2"), ("live", AliasStatus.Moved, "2")],
            result.Aliases.Select(alias => (alias.Name, alias.Status, alias.ToVersion!)));
        Assert.Equal(1, server.Calls[("PublishVersion", AliasEstate.Region)]);
        var function = AliasEstate.Function(state);
        Assert.Equal("$LATEST", function.Aliases["next"].FunctionVersion);
        Assert.Equal("build 12", (string?)function.Versions[2].Configuration["Description"]);
        observer.AssertHeld();

        // Nothing is left to do, and the plan says so.
        var again = await PlanAsync(server);
        Assert.True(again is { IsAlreadyRepaired: true, Aliases.Count: 0 }, $"{again}");
        // An old plan finds the aliases moved.
        var late = (await RepairRuns.RepairAsync(server, [again with { Aliases = [Move("blue"), Move("live")] }])).Single();
        Assert.Null(late.Reason);
        Assert.All(late.Aliases, alias => Assert.Equal(AliasStatus.AlreadyMoved, alias.Status));
        Assert.Equal(1, server.Calls[("PublishVersion", AliasEstate.Region)]);
    }

    [Fact]
    public async Task A_function_that_was_repaired_without_its_alias_is_found_again()
    {
        var state = AliasEstate.State();
        await using var server = await Sandboxes.StartAsync(state, quotas: false);
        await RepairRuns.CompleteAsync(server);
        Assert.Equal("1", AliasEstate.Function(state).Aliases["live"].FunctionVersion);
        // Both functions are on their own roles now, and the whole account is planned.
        var step = await PlanAsync(server);
        Assert.True(step.IsAlreadyRepaired);
        var result = (await RepairRuns.RepairAsync(server, [step])).Single();
        Assert.Equal((RoleRepairStatus.AlreadyRepaired, null), (result.Status, result.Reason));
        Assert.Equal(AliasStatus.Moved, result.Aliases.Single().Status);
        Assert.Equal("2", AliasEstate.Function(state).Aliases["live"].FunctionVersion);
    }

    /// <summary>Its function was moved with -AllowManaged; the alias belongs to the stack all the same.</summary>
    [Fact]
    public async Task An_alias_of_a_managed_function_stays_unless_that_is_allowed()
    {
        var state = AliasEstate.State();
        await using var server = await Sandboxes.StartAsync(state, quotas: false);
        await RepairRuns.CompleteAsync(server);
        AliasEstate.Function(state).Tags["aws:cloudformation:stack-name"] = "shop";
        Assert.Equal("FunctionManagedElsewhere", Assert.Single((await PlanAsync(server)).Aliases.Single().Blockers).Id);
        Assert.True((await PlanAsync(server, AliasEstate.Options with { AllowManaged = true })).Aliases.Single().CanMove);
    }

    [Theory]
    [InlineData("inline policy", "was modified after the repair created it")]
    [InlineData("mark", "marked for deletion")]
    public async Task An_own_role_that_changed_gets_no_callers(string change, string words)
    {
        var state = AliasEstate.State();
        await using var server = await Sandboxes.StartAsync(state, quotas: false);
        await RepairRuns.CompleteAsync(server);
        var step = await PlanAsync(server);
        var role = RepairRuns.Made(state.Accounts.Values.Single(), "orders");
        if (change == "mark") role.Tags[RoleTags.Removal] = RemovalMark.New(TimeProvider.System.GetUtcNow()).ToString();
        else role.InlinePolicies.Clear();
        var result = (await RepairRuns.RepairAsync(server, [step])).Single();
        Assert.Equal(AliasStatus.Blocked, result.Aliases.Single().Status);
        Assert.Contains(words, result.Reason, StringComparison.Ordinal);
        Assert.Single(AliasEstate.Function(state).Versions);
    }

    [Fact]
    public async Task A_snapshot_is_waited_for()
    {
        var state = AliasEstate.State((account, function) =>
        {
            function.Set("SnapStart", JsonNode.Parse("""{"ApplyOn":"PublishedVersions","OptimizationStatus":"Off"}"""));
            Estate.Publish(account, AliasEstate.Region, function);
            function.Aliases["live"].FunctionVersion = "2";
        });
        state.PublishTime = TimeSpan.FromMilliseconds(300);
        var observer = new AliasObserver(state);
        await using var server = await Sandboxes.StartAsync(state, quotas: false);
        var result = (await RepairRuns.RepairAsync(server, [await PlanAsync(server)])).Single();
        Assert.Equal((RoleRepairStatus.Repaired, null), (result.Status, result.Reason));
        Assert.Equal("3", AliasEstate.Function(state).Aliases["live"].FunctionVersion);
        // The observer saw that the version was Active when the alias pointed to it.
        observer.AssertHeld();
    }

    [Fact]
    public async Task A_version_that_fails_gets_no_callers_and_is_named()
    {
        var state = AliasEstate.State();
        state.FailingVersions.Add("orders");
        var observer = new AliasObserver(state);
        await using var server = await Sandboxes.StartAsync(state, quotas: false);
        var result = (await RepairRuns.RepairAsync(server, [await PlanAsync(server)])).Single();
        Assert.Equal((RoleRepairStatus.Repaired, AliasStatus.Failed), (result.Status, result.Aliases.Single().Status));
        Assert.Contains("Version 2 is Failed", result.Reason, StringComparison.Ordinal);
        observer.AssertHeld();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Provisioned_concurrency_is_watched_and_rolled_back(bool fails)
    {
        var state = AliasEstate.State((_, function) =>
            function.Aliases["live"].Provisioned = new ProvisionedState(5, DateTimeOffset.UtcNow));
        state.ProvisioningTime = TimeSpan.FromMilliseconds(200);
        if (fails) state.FailingProvisioning.Add("live");
        var observer = new AliasObserver(state);
        await using var server = await Sandboxes.StartAsync(state, quotas: false);
        var step = await PlanAsync(server, AliasEstate.Options with { AllowProvisionedConcurrency = true });
        Assert.True(step.Aliases.Single() is { CanMove: true, HasProvisionedConcurrency: true });
        var result = (await RepairRuns.RepairAsync(server, [step])).Single();
        var alias = result.Aliases.Single();
        Assert.Equal(fails ? (AliasStatus.RolledBack, "1") : (AliasStatus.Moved, "2"), (alias.Status, alias.ToVersion));
        Assert.Equal(alias.ToVersion, AliasEstate.Function(state).Aliases["live"].FunctionVersion);
        if (fails)
        {
            Assert.Contains("FUNCTION_ERROR_INIT_FAILURE", result.Reason, StringComparison.Ordinal);
            Assert.Contains("aws lambda delete-function --function-name orders --qualifier 2", result.Reason, StringComparison.Ordinal);
        }
        else
        {
            Assert.Null(result.Reason);
            Assert.True(AliasEstate.Function(state).Aliases["live"].Provisioned!.ReadyAt <= state.Now);
        }

        observer.AssertHeld();
    }

    /// <summary>The queue's policy lets only the source role read: the mapping of the alias stops, and the alias goes back.</summary>
    [Fact]
    public async Task A_mapping_of_the_alias_that_stops_rolls_the_alias_back()
    {
        const string queue = "arn:aws:sqs:us-east-1:123456789012:q";
        var state = AliasEstate.State((account, _) =>
        {
            account.Region(AliasEstate.Region).AddEventSourceMapping($"{account.FunctionArn(AliasEstate.Region, "orders")}:live", queue);
            account.SourceReaders[queue] = account.RoleArn("/team/", "shared");
        });
        await using var server = await Sandboxes.StartAsync(state, quotas: false);
        var step = await PlanAsync(server);
        Assert.Contains(queue, step.Aliases.Single().Belongings.Single(), StringComparison.Ordinal);
        var result = (await RepairRuns.RepairAsync(server, [step])).Single();
        Assert.Equal((RoleRepairStatus.Repaired, AliasStatus.RolledBack), (result.Status, result.Aliases.Single().Status));
        Assert.Equal("1", AliasEstate.Function(state).Aliases["live"].FunctionVersion);
        Assert.Equal(
            "Enabled",
            (string?)state.Accounts.Values.Single().Region(AliasEstate.Region).EventSourceMappings.Values.Single()["State"]);
    }

    [Fact]
    public async Task What_belongs_to_the_alias_is_shown_and_stays()
    {
        var state = AliasEstate.State((account, function) =>
        {
            var alias = function.Aliases["live"];
            alias.Permissions["role"] = (JsonObject)JsonNode.Parse(
                """{"Sid":"role","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:role/team/shared"},"Action":"lambda:InvokeFunction","Resource":"*"}""")!;
            alias.Url = new JsonObject { ["FunctionUrl"] = "https://x.lambda-url.us-east-1.on.aws/", ["AuthType"] = "AWS_IAM" };
        });
        await using var server = await Sandboxes.StartAsync(state, quotas: false);
        var step = await PlanAsync(server);
        var move = step.Aliases.Single();
        Assert.Equal(["resource policy", "function URL (AWS_IAM)"], move.Belongings);
        Assert.Equal("NamedInAliasPolicy", Assert.Single(move.Warnings).Id);
        Assert.Contains(
            "Alias live: from version 1 to a version that is published with the same code and configuration; keeps its resource policy",
            string.Join('\n', RepairPreview.Of(step)), StringComparison.Ordinal);
        Assert.Null((await RepairRuns.RepairAsync(server, [step])).Single().Reason);
        var after = AliasEstate.Function(state).Aliases["live"];
        Assert.NotNull(after.Url);
        Assert.Single(after.Permissions);
    }

    /// <summary>No version on the source role is equal: the alias stays, and so does its role.</summary>
    [Fact]
    public async Task An_undo_without_an_equal_version_leaves_the_alias()
    {
        var state = AliasEstate.State();
        await using var server = await Sandboxes.StartAsync(state, quotas: false);
        var result = (await RepairRuns.RepairAsync(server, [await PlanAsync(server)])).Single();
        var function = AliasEstate.Function(state);
        // Somebody tampered with what the tags cannot tell.
        function.Versions[1].Set("MemorySize", 1024);
        var undone = (await RepairRuns.UndoAsync(server)).Single();
        Assert.Equal((RoleRepairStatus.Undone, AliasStatus.Blocked), (undone.Status, undone.Aliases.Single().Status));
        Assert.Contains("No published version on the source role", undone.Reason, StringComparison.Ordinal);
        Assert.Equal("2", function.Aliases["live"].FunctionVersion);
        Assert.True(state.Accounts.Values.Single().Roles.ContainsKey(result.TargetRoleName));
    }

    [Fact]
    public async Task Without_IncludeAlias_nothing_is_read_of_aliases_and_the_warning_names_the_parameter()
    {
        var state = AliasEstate.State();
        await using var server = await Sandboxes.StartAsync(state, quotas: false);
        var step = await PlanAsync(server, new RepairOptions());
        Assert.Empty(step.Aliases);
        Assert.Contains("-IncludeAlias", step.Warnings.Single(warning => warning.Id == "FrozenVersions").Message, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Calls.Keys, call => call.Operation.Contains("Alias", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Aliases_that_cannot_be_read_block_unless_unknowns_are_allowed()
    {
        var state = AliasEstate.State();
        await using var server = await Sandboxes.StartAsync(state, "deny:ListAliases=1", quotas: false);
        Assert.Equal("AliasesUnknown", Assert.Single((await PlanAsync(server)).Blockers).Id);
        Assert.Contains(
            (await PlanAsync(server, AliasEstate.Options with { AllowUnknown = true })).Warnings,
            warning => warning.Id == "AliasesUnknown");
    }

    [Theory]
    [InlineData("GetProvisionedConcurrencyConfig")]
    [InlineData("GetFunctionUrlConfig")]
    public async Task An_alias_that_cannot_be_read_stays(string operation)
    {
        var state = AliasEstate.State();
        await using var server = await Sandboxes.StartAsync(state, $"deny:{operation}=1", quotas: false);
        Assert.Equal("AliasUnreadable", Assert.Single((await PlanAsync(server)).Aliases.Single().Blockers).Id);
    }

    [Fact]
    public async Task A_watch_that_rolls_the_function_back_restores_its_aliases()
    {
        var state = AliasEstate.State();
        await using var server = await Sandboxes.StartAsync(state, quotas: false);
        var step = await PlanAsync(server);
        var result = (await RepairRuns.RepairAsync(server, [step])).Single();
        using var session = await RepairRuns.OpenAsync(server.Url);
        var move = new WatchedMove(step, DateTimeOffset.UtcNow) { OwnVersions = [result.Aliases.Single().ToVersion!] };
        var source = await new RoleWatch(session.Iam, TimeProvider.System, RepairRuns.Quick)
            .RecentAsync(new RoleReference("shared", null), freshDocuments: true);
        var back = await new WatchRollback(session, new ReadingLog(), TimeProvider.System, RepairRuns.Quick)
            .RollBackAsync(move, source, source.RoleId, "s3:GetObject was denied.", default);
        Assert.Equal((RoleRepairStatus.RolledBack, AliasStatus.Restored), (back.Status, back.Aliases.Single().Status));
        Assert.EndsWith("/shared", AliasEstate.Function(state).Role, StringComparison.Ordinal);
        Assert.Equal("1", AliasEstate.Function(state).Aliases["live"].FunctionVersion);
    }

    /// <summary>Stopped at one call after the other: the alias is switched or not, and the result says which.</summary>
    [Fact]
    public async Task A_stop_leaves_the_alias_on_one_of_two_equal_versions()
    {
        var stops = 0;
        for (var at = 1; ; at += 5)
        {
            var state = AliasEstate.State();
            var observer = new AliasObserver(state);
            await using var server = await Sandboxes.StartAsync(state, quotas: false);
            var step = await PlanAsync(server);
            using var stop = new CancellationTokenSource();
            var (calls, look) = (0, state.Observer!);
            state.Observer = account =>
            {
                look(account);
                if (Interlocked.Increment(ref calls) == at) stop.Cancel();
            };
            var result = (await RepairRuns.RepairAsync(server, [step], stop.Token)).SingleOrDefault();
            var isMoved = AliasEstate.Function(state).Aliases["live"].FunctionVersion != "1";
            if (result?.Status == RoleRepairStatus.Repaired)
                Assert.Equal(isMoved ? AliasStatus.Moved : AliasStatus.Skipped, result.Aliases.Single().Status);
            else Assert.False(isMoved);
            var after = await RepairRuns.RepairAsync(server, await RepairRuns.PlanAsync(server, AliasEstate.Options));
            Assert.All(after, one => Assert.Null(one.Reason));
            Assert.Equal("2", AliasEstate.Function(state).Aliases["live"].FunctionVersion);
            observer.AssertHeld();
            if (calls < at) break;
            stops++;
        }

        Assert.True(stops > 5, $"Only {stops} stops.");
    }

    [Theory]
    [InlineData("\"AliasArn\":\"arn:aws:lambda:us-east-1:123456789012:function:other:live\"", "Aliases[0].AliasArn is not")]
    [InlineData("\"FromVersion\":\"$LATEST\"", "Aliases[0].FromVersion is not")]
    [InlineData("\"RevisionId\":null", "Aliases[0].RevisionId is missing")]
    [InlineData("\"CanMove\":false", "Aliases[0].CanMove is false")]
    [InlineData("\"Nonsense\":1", "Aliases[0].Nonsense is unknown")]
    [InlineData("\"HasProvisionedConcurrency\":true", "Aliases[0].AllowsProvisionedConcurrency is false")]
    public async Task A_saved_plan_comes_back_and_what_is_wrong_is_named(string property, string expected)
    {
        await using var server = await Sandboxes.StartAsync(AliasEstate.State(), quotas: false);
        var step = await PlanAsync(server);
        var json = JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(step))!;
        var read = Assert.Single(Read(json));
        Assert.Equal(step.Aliases.Single().RevisionId, read.Aliases.Single().RevisionId);
        Assert.Equal(json.ToJsonString(), System.Text.Json.JsonSerializer.Serialize(read));

        var without = (JsonObject)json.DeepClone();
        without.Remove("Aliases");
        Assert.Empty(Assert.Single(Read(without)).Aliases);

        foreach (var (name, value) in (JsonObject)JsonNode.Parse($"{{{property}}}")!)
            json["Aliases"]![0]![name] = value?.DeepClone();
        var problems = new List<Problem>();
        Assert.Empty(RepairPlanReader.Read(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(json), "plan.json", problems.Add));
        Assert.Contains(expected, problems.Single().Message, StringComparison.Ordinal);

        IReadOnlyList<LambdaRoleRepairStep> Read(JsonNode plan) => RepairPlanReader.Read(
            System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(plan), "plan.json", problem => Assert.Fail(problem.Message));
    }

    private static AliasMove Move(string name) => new()
    {
        Name = name,
        AliasArn = $"arn:aws:lambda:us-east-1:123456789012:function:orders:{name}",
        FromVersion = "1",
        RevisionId = "old",
    };

    private static async Task<LambdaRoleRepairStep> PlanAsync(SandboxServer server, RepairOptions? options = null) =>
        (await RepairRuns.PlanAsync(server, options ?? AliasEstate.Options)).Single(one => one.FunctionName == "orders");
}
