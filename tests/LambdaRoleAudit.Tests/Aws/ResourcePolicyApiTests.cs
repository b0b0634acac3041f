using LambdaRoleAudit.Aws;
using LambdaRoleAudit.Catalog;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Sandbox.Server;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Aws;

/// <summary>The policies of resources of every kind, from the Sandbox.</summary>
public class ResourcePolicyApiTests
{
    private const string Region = PolicyEstate.Region;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<PolicyResourceKind> Kinds =>
        [.. Enum.GetValues<PolicyResourceKind>().Where(kind => kind != PolicyResourceKind.Role)];

    public static TheoryData<PolicyResourceKind> WithDocument =>
        [.. Enum.GetValues<PolicyResourceKind>().Where(kind => kind is not (PolicyResourceKind.LambdaFunction or PolicyResourceKind.Role))];

    [Theory]
    [MemberData(nameof(WithDocument))]
    public async Task A_resource_is_listed_and_its_policy_is_read_unchanged(PolicyResourceKind kind)
    {
        await using var server = await Sandboxes.StartAsync(PolicyEstate.NewState());
        using var session = await RepairRuns.OpenAsync(server.Url);
        var api = session.ResourcePolicies(Region);
        Assert.Equal([PolicyEstate.ArnOf(kind)], await ListAsync(api, kind));
        var record = Assert.Single(await api.ReadAsync(kind, PolicyEstate.ArnOf(kind), Token));
        Assert.Equal((kind, PolicyEstate.ArnOf(kind), Region), (record.Kind, record.ResourceArn, record.Region));
        Assert.Equal(PolicyEstate.Policy(PolicyEstate.OldRole), record.Document);
        Assert.Empty(record.Grants);
        Assert.Equal(
            kind is PolicyResourceKind.DynamoDbTable or PolicyResourceKind.DynamoDbStream or PolicyResourceKind.SsmParameter
                or PolicyResourceKind.GlueCatalog or PolicyResourceKind.CodeArtifactDomain or PolicyResourceKind.CodeArtifactRepository,
            record.Revision is not null);
        Assert.Equal(
            kind switch
            {
                PolicyResourceKind.SqsQueue => "https://sqs.eu-west-1.amazonaws.com/123456789012/jobs.fifo",
                PolicyResourceKind.SsmParameter => "policy-1",
                _ => null,
            },
            record.Address);
    }

    [Theory]
    [MemberData(nameof(WithDocument))]
    public async Task A_resource_without_a_policy_has_none(PolicyResourceKind kind)
    {
        await using var server = await Sandboxes.StartAsync(PolicyEstate.NewState(withPolicies: false));
        using var session = await RepairRuns.OpenAsync(server.Url);
        var records = await session.ResourcePolicies(Region).ReadAsync(kind, PolicyEstate.ArnOf(kind), Token);
        // A key and a topic are born with one.
        Assert.Equal(kind is PolicyResourceKind.KmsKey or PolicyResourceKind.SnsTopic ? 1 : 0, records.Count);
    }

    /// <summary>Between the list and the read it was deleted.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_resource_that_is_gone_is_not_found_or_has_no_policy(PolicyResourceKind kind)
    {
        await using var server = await Sandboxes.StartAsync(Estate.StateOf(Estate.NewAccount()));
        using var session = await RepairRuns.OpenAsync(server.Url);
        var reading = session.ResourcePolicies(Region).ReadAsync(kind, PolicyEstate.ArnOf(kind), Token);
        // These services say the same of a resource that is gone and of one without a policy.
        if (kind is PolicyResourceKind.KinesisStream or PolicyResourceKind.GlueCatalog or PolicyResourceKind.BackupVault
            or PolicyResourceKind.CodeArtifactDomain or PolicyResourceKind.CodeArtifactRepository)
            Assert.Empty(await reading);
        else
            Assert.Equal(AwsErrorKind.NotFound, (await Assert.ThrowsAsync<AwsCallException>(() => reading)).Kind);
    }

    /// <summary>In each kind as many as fill two pages and a half.</summary>
    [Theory]
    [MemberData(nameof(WithDocument))]
    public async Task Every_page_is_listed(PolicyResourceKind kind)
    {
        if (kind is PolicyResourceKind.GlueCatalog or PolicyResourceKind.OpenSearchDomain) return;
        var state = Estate.StateOf(Estate.NewAccount());
        var account = state.Accounts.Values.Single();
        var wanted = new List<string>();
        for (var i = 0; i < 2_500; i++)
        {
            var name = FormattableString.Invariant($"name-{i:0000}");
            if (kind == PolicyResourceKind.RestApi) name = FormattableString.Invariant($"name{i:0000}");
            if (kind is PolicyResourceKind.DynamoDbStream or PolicyResourceKind.CodeArtifactRepository) name = $"{name}/{name}";
            if (kind == PolicyResourceKind.S3Bucket)
                wanted.Add($"arn:aws:s3:::{state.AddBucket(name, i % 2 == 0 ? "us-east-1" : Region, account.AccountId).Name}");
            else wanted.Add(Resources.Add(account, Region, PolicyEstate.Names[kind].Kind, name).Arn);
        }

        await using var server = await Sandboxes.StartAsync(state);
        using var session = await RepairRuns.OpenAsync(server.Url);
        Assert.Equal(wanted.Order(StringComparer.Ordinal), await ListAsync(session.ResourcePolicies(Region), kind));
    }

    [Fact]
    public async Task A_bucket_is_read_wherever_it_is()
    {
        var state = PolicyEstate.NewState();
        await using var server = await Sandboxes.StartAsync(state);
        foreach (var isListed in new[] { false, true })
        {
            using var session = await RepairRuns.OpenAsync(server.Url);
            var api = session.ResourcePolicies("us-east-1");
            if (isListed) Assert.Equal(["arn:aws:s3:::orders.example"], await ListAsync(api, PolicyResourceKind.S3Bucket));
            var record = Assert.Single(await api.ReadAsync(PolicyResourceKind.S3Bucket, "arn:aws:s3:::orders.example", Token));
            Assert.Equal(Region, record.Region);
        }
    }

    [Fact]
    public async Task A_resource_is_read_in_the_region_of_its_ARN()
    {
        await using var server = await Sandboxes.StartAsync(PolicyEstate.NewState());
        using var session = await RepairRuns.OpenAsync(server.Url);
        var record = Assert.Single(await session.ResourcePolicies("us-east-1")
            .ReadAsync(PolicyResourceKind.SqsQueue, PolicyEstate.ArnOf(PolicyResourceKind.SqsQueue), Token));
        Assert.Equal(Region, record.Region);
        Assert.Empty(await ListAsync(session.ResourcePolicies("us-east-1"), PolicyResourceKind.SqsQueue));
    }

    [Fact]
    public async Task An_ARN_of_another_kind_is_an_error()
    {
        await using var server = await Sandboxes.StartAsync(PolicyEstate.NewState());
        using var session = await RepairRuns.OpenAsync(server.Url);
        var e = await Assert.ThrowsAsync<AwsCallException>(() => session.ResourcePolicies(Region)
            .ReadAsync(PolicyResourceKind.SqsQueue, PolicyEstate.ArnOf(PolicyResourceKind.SnsTopic), Token));
        Assert.Contains("is not the ARN of a resource of the kind SQS queue", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_of_AWS_are_left_out_and_grants_are_read_page_by_page()
    {
        var state = PolicyEstate.NewState();
        var account = state.Accounts.Values.Single();
        for (var i = 0; i < 250; i++)
            Resources.Add(account, Region, ResourceKind.Key, FormattableString.Invariant($"aws-{i:000}"), isBasic: true);
        var key = Resources.Find(account, Region, ResourceKind.Key, PolicyEstate.Names[PolicyResourceKind.KmsKey].Name)!;
        for (var i = 0; i < 230; i++)
        {
            key.Grants[FormattableString.Invariant($"grant-{i:000}")] = new System.Text.Json.Nodes.JsonObject
            {
                ["GrantId"] = FormattableString.Invariant($"grant-{i:000}"), ["GranteePrincipal"] = PolicyEstate.OldRole,
                ["Operations"] = new System.Text.Json.Nodes.JsonArray("Decrypt", "GenerateDataKey"), ["Name"] = "team",
                ["Constraints"] = new System.Text.Json.Nodes.JsonObject
                {
                    ["EncryptionContextSubset"] = new System.Text.Json.Nodes.JsonObject { ["team"] = "it's" },
                },
            };
        }

        await using var server = await Sandboxes.StartAsync(state);
        using var session = await RepairRuns.OpenAsync(server.Url);
        var api = session.ResourcePolicies(Region);
        Assert.Equal([key.Arn], await ListAsync(api, PolicyResourceKind.KmsKey));
        Assert.Equal(0, server.Calls.GetValueOrDefault(("DescribeKey", Region)));
        var record = Assert.Single(await api.ReadAsync(PolicyResourceKind.KmsKey, key.Arn, Token));
        Assert.Equal(key.Grants.Keys, record.Grants.Select(grant => grant.GrantId));
        var first = record.Grants[0];
        Assert.Equal((PolicyEstate.OldRole, "team", null), (first.GranteePrincipal, first.Name, first.RetiringPrincipal));
        Assert.Equal(["Decrypt", "GenerateDataKey"], first.Operations);
        Assert.True(PolicyEstate.AreEqual("""{"EncryptionContextSubset":{"team":"it's"}}""", first.Constraints!));
    }

    [Fact]
    public async Task A_parameter_can_have_several_policies_and_one_of_the_standard_tier_has_none()
    {
        var state = PolicyEstate.NewState();
        var account = state.Accounts.Values.Single();
        Resources.Add(account, Region, ResourceKind.Parameter, "plain", isBasic: true);
        var parameter = Resources.Find(account, Region, ResourceKind.Parameter, "/prod/db/name")!;
        for (var i = 2; i <= 60; i++)
            parameter.Put(PolicyEstate.Policy(PolicyEstate.OldRole), FormattableString.Invariant($"policy-{i:00}"));
        await using var server = await Sandboxes.StartAsync(state);
        using var session = await RepairRuns.OpenAsync(server.Url);
        var api = session.ResourcePolicies(Region);
        Assert.Equal([parameter.Arn], await ListAsync(api, PolicyResourceKind.SsmParameter));
        var records = await api.ReadAsync(PolicyResourceKind.SsmParameter, parameter.Arn, Token);
        Assert.Equal(
            parameter.Policies.Select(policy => (policy.Key, policy.Value.Revision)),
            records.Select(record => (record.Address!, record.Revision!)));
    }

    [Fact]
    public async Task A_version_of_a_function_has_its_own_policy()
    {
        var state = PolicyEstate.NewState();
        var account = state.Accounts.Values.Single();
        var function = account.Region(Region).Find("target")!;
        var version = Estate.Publish(account, Region, function);
        version.Permissions["team"] = new System.Text.Json.Nodes.JsonObject
        {
            ["Sid"] = "team", ["Effect"] = "Allow",
            ["Principal"] = new System.Text.Json.Nodes.JsonObject { ["AWS"] = PolicyEstate.OldRole },
        };
        await using var server = await Sandboxes.StartAsync(state);
        using var session = await RepairRuns.OpenAsync(server.Url);
        var api = session.ResourcePolicies(Region);
        Assert.Empty(await api.ReadAsync(PolicyResourceKind.LambdaFunction, function.FunctionArn, Token));
        var record = Assert.Single(await api.ReadAsync(PolicyResourceKind.LambdaFunction, version.FunctionArn, Token));
        Assert.Equal(version.FunctionArn, record.ResourceArn);
        Assert.Contains(PolicyEstate.OldRole, record.Document, StringComparison.Ordinal);
        Assert.Equal(
            AwsErrorKind.NotFound,
            (await Assert.ThrowsAsync<AwsCallException>(
                () => api.ReadAsync(PolicyResourceKind.LambdaFunction, $"{function.FunctionArn}:7", Token))).Kind);
    }

    /// <summary>With these actions alone, everything is read; without one, what needs it is denied.</summary>
    [Theory]
    [MemberData(nameof(WithDocument))]
    public async Task Reading_needs_the_actions_that_the_table_says(PolicyResourceKind kind)
    {
        var type = PolicyResources.Of(kind);
        Assert.Equal(kind, type.Kind);
        var state = PolicyEstate.NewState();
        state.AllowedActions = [.. type.ListActions, .. type.ReadActions];
        await using var server = await Sandboxes.StartAsync(state);
        using var session = await RepairRuns.OpenAsync(server.Url);
        Assert.Single(await ReadAllAsync(session, kind));
        foreach (var action in type.ListActions.Concat(type.ReadActions))
        {
            state.AllowedActions = [.. type.ListActions.Concat(type.ReadActions).Where(other => other != action)];
            Assert.Equal(
                AwsErrorKind.AccessDenied, (await Assert.ThrowsAsync<AwsCallException>(() => ReadAllAsync(session, kind))).Kind);
        }
    }

    /// <summary>Of services with other words for it, too.</summary>
    [Theory]
    [MemberData(nameof(WithDocument))]
    public async Task What_passes_is_tried_again(PolicyResourceKind kind)
    {
        await using var server = await Sandboxes.StartAsync(PolicyEstate.NewState(), "throttle#1,throttle#3");
        using var session = await RepairRuns.OpenAsync(server.Url);
        Assert.Single(await ReadAllAsync(session, kind));
    }

    [Fact]
    public async Task The_ARNs_are_those_of_the_partition()
    {
        var account = Estate.NewAccount("aws-cn", ["cn-north-1"]);
        var state = Estate.StateOf(account);
        state.AddBucket("orders", "cn-north-1", account.AccountId);
        foreach (var (_, (kind, name, _)) in PolicyEstate.Names) Resources.Add(account, "cn-north-1", kind, name);
        await using var server = await Sandboxes.StartAsync(state);
        using var session = await OpenAsync(server, "cn-north-1");
        foreach (var kind in Enum.GetValues<PolicyResourceKind>().Where(kind => kind != PolicyResourceKind.Role))
        {
            foreach (var arn in await ListAsync(session.ResourcePolicies("cn-north-1"), kind))
            {
                Assert.StartsWith("arn:aws-cn:", arn, StringComparison.Ordinal);
                Assert.Equal(kind, PolicyResources.KindOf(arn));
            }
        }

        var url = (await session.ResourcePolicies("cn-north-1").ReadAsync(
            PolicyResourceKind.SnsTopic, "arn:aws-cn:sns:cn-north-1:123456789012:news", Token))[0].Region;
        Assert.Equal("cn-north-1", url);
    }

    private static Task<IAwsSession> OpenAsync(SandboxServer server, string region) => new AwsGateway().OpenAsync(
        new AwsSessionOptions
        {
            EndpointUrl = server.Url,
            HomeRegion = region,
            Keys = new AwsKeys(SandboxCredential.Default.AccessKey, SandboxCredential.Default.SecretKey, null),
        },
        Token);

    private static async Task<IReadOnlyList<ResourcePolicyRecord>> ReadAllAsync(IAwsSession session, PolicyResourceKind kind)
    {
        var api = session.ResourcePolicies(Region);
        var all = new List<ResourcePolicyRecord>();
        foreach (var arn in await ListAsync(api, kind)) all.AddRange(await api.ReadAsync(kind, arn, Token));
        return all;
    }

    private static async Task<List<string>> ListAsync(IResourcePolicyApi api, PolicyResourceKind kind)
    {
        var arns = new List<string>();
        await foreach (var arn in api.ListAsync(kind, Token)) arns.Add(arn);
        return arns;
    }
}
