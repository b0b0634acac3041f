using LambdaRoleAudit.Catalog;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Repair;
using LambdaRoleAudit.Sandbox.Server;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Peers;

/// <summary>The commands that change policies, as they are printed, in bash with the real AWS CLI on the Sandbox.</summary>
[Trait("Speed", "Slow")]
public class PolicyCommandCliTests
{
    private const string Region = PolicyEstate.Region;
    private const string Old = PolicyEstate.OldRole;
    private const string New = PolicyEstate.NewRole;

    /// <summary>A few at a time: each takes a second of a processor.</summary>
    private static readonly SemaphoreSlim Room = new(3);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>
    /// A function whose source role is named in a policy of every kind: it waits, moves after the printed commands ran, and the other
    /// printed commands restore every policy.
    /// </summary>
    [Fact]
    public async Task A_function_waits_for_policies_of_every_kind_until_the_printed_commands_ran()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "It needs bash.");
        await Python.RequireAsync();
        var state = PolicyEstate.NewState();
        var account = state.Accounts.Values.Single();
        var second = Estate.AddFunction(account, Region, "second", account.Roles["shared"]);
        second.Permissions["caller"] = System.Text.Json.Nodes.JsonNode.Parse(
            $$"""{"Sid":"caller","Effect":"Allow","Principal":{"AWS":"{{Old}}"},"Action":"lambda:InvokeFunction","Resource":"{{second.FunctionArn}}"}""")!
            .AsObject();
        Estate.AddRole(account, "/", "trusting").AssumeRolePolicyDocument =
            $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"{{Old}}"},"Action":"sts:AssumeRole"}]}""";
        foreach (var name in (string[])["target", "second"]) account.Region(Region).Find(name)!.Set("VpcConfig", null);
        await using var server = await Sandboxes.StartAsync(state);
        var step = (await RepairRuns.PlanAsync(server, new RepairOptions { ResourcePolicies = ResourcePolicyReading.All }))
            .Single(one => one.FunctionName == "target");
        Assert.Equal(
            Enum.GetValues<PolicyResourceKind>().Select(kind => PolicyResources.Of(kind).Words).Order(),
            step.ResourcePolicies.Select(hit => hit.ResourceType).Order());
        Assert.Empty(step.Blockers);
        Assert.All(step.ResourcePolicies, hit => Assert.True(hit.IsWaiting, $"{hit}: {hit.Reason}"));

        var waiting = Assert.Single(await RepairRuns.RepairAsync(server, [step]));
        Assert.Equal((RoleRepairStatus.WaitingForPatch, Old), (waiting.Status, account.Region(Region).Find("target")!.Role));
        var role = RepairRuns.Made(account, "target").Arn;
        using var session = await RepairRuns.OpenAsync(server.Url);
        var before = await PoliciesAsync(session, waiting);
        await Task.WhenAll(waiting.ResourcePolicies.Select(hit => BashAsync(server, hit.PatchCommands)));
        var patched = await PoliciesAsync(session, waiting);
        foreach (var (hit, old, now) in waiting.ResourcePolicies.Zip(before, patched))
        {
            var expected = hit.ResourceType == "Lambda function"
                ? hit.PatchedPolicy!
                : old.Replace($"\"{Old}\"", $"\"{Old}\",\"{role}\"", StringComparison.Ordinal)
                    .Replace($"\"AWS\":\"{Old}\",\"{role}\"", $"\"AWS\":[\"{Old}\",\"{role}\"]", StringComparison.Ordinal);
            Assert.Equal(PolicyDocument.Parse(expected).Canonical, PolicyDocument.Parse(now).Canonical);
        }

        Assert.Equal(RoleRepairStatus.Repaired, Assert.Single(await RepairRuns.RepairAsync(server, [step])).Status);
        Assert.Equal(role, account.Region(Region).Find("target")!.Role);
        await Task.WhenAll(waiting.ResourcePolicies.Select(hit => BashAsync(server, hit.RemovalCommands)));
        foreach (var (old, now) in before.Zip(await PoliciesAsync(session, waiting)))
            Assert.Equal(PolicyDocument.Parse(old).Canonical, PolicyDocument.Parse(now).Canonical);
    }

    private static async Task<IReadOnlyList<string>> PoliciesAsync(IAwsSession session, RoleRepairResult result)
    {
        var policies = new List<string>();
        foreach (var hit in result.ResourcePolicies)
        {
            policies.Add(Arn.TryParseRole(hit.ResourceArn, out var role)
                ? (await session.Iam.GetRoleAsync(role.RoleName, Token)).TrustPolicy!
                : Assert.Single(await session.ResourcePolicies(Region)
                    .ReadAsync(PolicyResources.KindOf(hit.ResourceArn)!.Value, hit.ResourceArn, Token)).Document!);
        }

        return policies;
    }

    [Fact]
    public async Task Where_there_was_no_policy_there_is_none_again()
    {
        await Python.RequireAsync();
        await using var server = await Sandboxes.StartAsync(PolicyEstate.NewState());
        using var session = await RepairRuns.OpenAsync(server.Url);
        var api = session.ResourcePolicies(Region);
        var records = new List<ResourcePolicyRecord>();
        foreach (var kind in Enum.GetValues<PolicyResourceKind>())
        {
            // A key and a topic have one always, the hash of a parameter's is read by a command in the command, and the host of an access
            // point needs a proxy: the other test runs these.
            if (kind is not (PolicyResourceKind.KmsKey or PolicyResourceKind.SnsTopic or PolicyResourceKind.SsmParameter
                or PolicyResourceKind.S3AccessPoint or PolicyResourceKind.LambdaFunction or PolicyResourceKind.Role))
                records.AddRange(await api.ReadAsync(kind, PolicyEstate.ArnOf(kind), Token));
        }

        var lines = records.Select(record => PolicyCommands.ToRestore(record with { Document = null }, record.Document!)[0]);
        var script = Path.Combine(AppContext.BaseDirectory, "Peers", "policy_commands.py");
        var (code, _, errors) = await Programs.RunAsync(
            "bash", ["-c", $"python3 '{script}' <<'END'\n{string.Join('\n', lines)}\nEND\n"], Environment(server));
        Assert.True(code == 0, errors);
        Assert.Equal(Enumerable.Repeat("0", records.Count), errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        foreach (var record in records) Assert.Empty(await api.ReadAsync(record.Kind, record.ResourceArn, Token));
    }

    [Fact]
    public async Task A_grant_is_given_and_revoked_again()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "It needs bash.");
        await Python.RequireAsync();
        var state = PolicyEstate.NewState();
        var key = Resources.Find(
            state.Accounts.Values.Single(), Region, ResourceKind.Key, PolicyEstate.Names[PolicyResourceKind.KmsKey].Name)!;
        for (var i = 0; i < 120; i++)
        {
            key.Grants[FormattableString.Invariant($"grant-{i:000}")] = new System.Text.Json.Nodes.JsonObject
            {
                ["GrantId"] = FormattableString.Invariant($"grant-{i:000}"), ["GranteePrincipal"] = Old,
                ["Operations"] = new System.Text.Json.Nodes.JsonArray("Decrypt"),
                ["Constraints"] = new System.Text.Json.Nodes.JsonObject
                {
                    ["EncryptionContextEquals"] = new System.Text.Json.Nodes.JsonObject { ["team"] = "it's ’ \"a\"" },
                },
            };
        }

        await using var server = await Sandboxes.StartAsync(state);
        using var session = await RepairRuns.OpenAsync(server.Url);
        var api = session.ResourcePolicies(Region);
        var before = Assert.Single(await api.ReadAsync(PolicyResourceKind.KmsKey, key.Arn, Token));
        await BashAsync(server, PolicyCommands.ToPutGrant(before, before.Grants[0], New, "repair-1"));
        var patched = Assert.Single(await api.ReadAsync(PolicyResourceKind.KmsKey, key.Arn, Token));
        var added = Assert.Single(patched.Grants, grant => grant.Name == "repair-1");
        Assert.Equal((New, 121), (added.GranteePrincipal, patched.Grants.Count));
        Assert.Equal(before.Grants[0].Operations, added.Operations);
        Assert.True(PolicyEstate.AreEqual(before.Grants[0].Constraints!, added.Constraints!));
        await BashAsync(server, PolicyCommands.ToRevokeGrant(before, "repair-1"));
        var restored = Assert.Single(await api.ReadAsync(PolicyResourceKind.KmsKey, key.Arn, Token));
        Assert.Equal(before.Grants.Select(grant => grant.GrantId), restored.Grants.Select(grant => grant.GrantId));
    }

    [Fact]
    public async Task A_statement_of_a_version_is_added_and_removed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "It needs bash.");
        await Python.RequireAsync();
        var state = PolicyEstate.NewState();
        var account = state.Accounts.Values.Single();
        var version = Estate.Publish(account, Region, account.Region(Region).Find("target")!);
        await using var server = await Sandboxes.StartAsync(state);
        using var session = await RepairRuns.OpenAsync(server.Url);
        var api = session.ResourcePolicies(Region);
        var nothing = new ResourcePolicyRecord(PolicyResourceKind.LambdaFunction, version.FunctionArn, Region, null);
        const string statement =
            """{"Sid":"s","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:role/team/mine"},"Action":"lambda:InvokeFunction","Condition":{"StringEquals":{"AWS:SourceAccount":"123456789012"}}}""";
        await BashAsync(server, PolicyCommands.ToAdd(nothing, statement, "repair-1"));
        var added = Assert.Single(await api.ReadAsync(PolicyResourceKind.LambdaFunction, version.FunctionArn, Token));
        Assert.Contains(New, added.Document, StringComparison.Ordinal);
        Assert.Contains("AWS:SourceAccount", added.Document, StringComparison.Ordinal);
        await BashAsync(server, PolicyCommands.ToRemove(nothing, "repair-1"));
        Assert.Empty(await api.ReadAsync(PolicyResourceKind.LambdaFunction, version.FunctionArn, Token));
    }

    [Fact]
    public async Task A_policy_with_a_role_that_does_not_exist_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "It needs bash.");
        await Python.RequireAsync();
        await using var server = await Sandboxes.StartAsync(PolicyEstate.NewState());
        using var session = await RepairRuns.OpenAsync(server.Url);
        var before = Assert.Single(await session.ResourcePolicies(Region)
            .ReadAsync(PolicyResourceKind.S3Bucket, PolicyEstate.ArnOf(PolicyResourceKind.S3Bucket), Token));
        var (code, _, errors) = await RunAsync(server, PolicyCommands.ToPut(before, PolicyEstate.Policy(Old, PolicyEstate.NoRole)));
        Assert.NotEqual(0, code);
        Assert.Contains(
            "(MalformedPolicy) when calling the PutBucketPolicy operation: Invalid principal in policy", errors, StringComparison.Ordinal);
    }

    private static async Task BashAsync(SandboxServer server, IReadOnlyList<string> lines)
    {
        var (code, _, errors) = await RunAsync(server, lines);
        Assert.True(code == 0, $"{string.Join('\n', lines)}\n{errors}");
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(SandboxServer server, IReadOnlyList<string> lines)
    {
        Assert.NotEmpty(lines);
        await Room.WaitAsync(Token);
        try
        {
            return await Programs.RunAsync(
                "bash",
                ["-c", $"set -e\naws() {{ python3 -m awscli --endpoint-url $AWS_ENDPOINT_URL \"$@\"; }}\n{string.Join('\n', lines)}"],
                Environment(server));
        }
        finally
        {
            Room.Release();
        }
    }

    /// <summary>A proxy answers for every host name, so it is also at the host of an account.</summary>
    private static Dictionary<string, string?> Environment(SandboxServer server)
    {
        var url = server.Url.ToString().TrimEnd('/');
        return new Dictionary<string, string?>
        {
            ["AWS_ENDPOINT_URL"] = url, ["HTTP_PROXY"] = url, ["http_proxy"] = url, ["NO_PROXY"] = null, ["no_proxy"] = null,
            ["AWS_ACCESS_KEY_ID"] = SandboxCredential.Default.AccessKey, ["AWS_SECRET_ACCESS_KEY"] = SandboxCredential.Default.SecretKey,
            ["AWS_PAGER"] = "",
            // The AWS CLI needs a region for IAM if an endpoint is given. The commands of other services must name theirs: it is not here.
            ["AWS_DEFAULT_REGION"] = "us-west-2",
            // bash warns of a language that the machine does not have.
            ["LC_ALL"] = "C.UTF-8",
        };
    }
}
