using System.Text.Json.Nodes;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Repair;
using LambdaRoleAudit.Sandbox.Server;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Repair;

/// <summary>A scan with AWS Config reads only the resources whose policies can tell roles apart, and says which it did not read.</summary>
public class RecordedPolicyPlanTests
{
    private const string Region = "us-east-1";
    private const int Count = 230;

    private static readonly RepairOptions Recorded = new() { ResourcePolicies = ResourcePolicyReading.All, UseAwsConfig = true };

    [Fact]
    public async Task Only_what_can_name_a_role_is_read_from_its_service()
    {
        var state = NewState();
        await using var server = await Sandboxes.StartAsync(state);
        var step = await IntakeAsync(server, Recorded);
        Assert.Equal([QueueArn(state, 7)], step.ResourcePolicies.Select(hit => hit.ResourceArn));
        Assert.Equal(1, server.Calls.Where(call => call.Key.Operation == "GetQueueAttributes").Sum(call => call.Value));
        // Three pages of queues, and one of functions. Kinds of which the region has no resource are not asked for.
        Assert.Equal(4, server.Calls.Where(call => call.Key is ("SelectResourceConfig", Region)).Sum(call => call.Value));
        Assert.Contains(
            $"{Count - 1} resources were not read, because their policies, as AWS Config recorded them (2026-11-01 12:00:00Z or later), "
            + "treat all roles alike.", string.Concat(step.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_is_the_same_with_and_without_AWS_Config()
    {
        await using var server = await Sandboxes.StartAsync(NewState());
        var live = await IntakeAsync(server, Recorded with { UseAwsConfig = false });
        Assert.Equal(
            live.ResourcePolicies.Select(hit => hit.ToString()),
            (await IntakeAsync(server, Recorded)).ResourcePolicies.Select(hit => hit.ToString()));
        Assert.DoesNotContain("AWS Config", string.Concat(live.Warnings), StringComparison.Ordinal);
    }

    /// <summary>What the role's policies name decides about the move, so it does not depend on a record.</summary>
    [Fact]
    public async Task A_resource_that_the_role_names_is_read_although_its_record_names_no_role()
    {
        var state = NewState();
        var account = AccountOf(state);
        var role = account.Roles["order-events-role"];
        role.InlinePolicies["jobs"] = Policy("Allow", null, "sqs:SendMessage", QueueArn(state, 3));
        Resources.Find(account, Region, ResourceKind.Queue, Name(3))!.Put(Policy("Allow", role.Arn, "sqs:SendMessage", "*"));
        await using var server = await Sandboxes.StartAsync(state);
        Assert.Contains(QueueArn(state, 3), (await IntakeAsync(server, Recorded)).ResourcePolicies.Select(hit => hit.ResourceArn));
    }

    public static TheoryData<string, Action<ConfigState>, string> Unusable() => new()
    {
        { "off", config => config.IsRecording = false, "us-east-1 (it does not record there)" },
        { "failed", config => config.LastStatus = "Failure", "us-east-1 (it does not record there)" },
        { "none", config => config.Recorder = null, "us-east-1 (it does not record there)" },
        { "excluded", config => Exclude(config, "EXCLUSION_BY_RESOURCE_TYPES"), "" },
        { "not included", config => Exclude(config, "INCLUSION_BY_RESOURCE_TYPES"), "" },
        { "empty", config => config.Items.Clear(), "" },
        {
            "old items", config =>
            {
                foreach (var item in config.Items.Values) item["configurationItemStatus"] = "ResourceNotRecorded";
            },
            ""
        },
    };

    [Theory]
    [MemberData(nameof(Unusable))]
    public async Task Without_a_current_record_everything_is_read(string name, Action<ConfigState> change, string said)
    {
        var state = NewState();
        change(AccountOf(state).Region(Region).Config);
        await using var server = await Sandboxes.StartAsync(state);
        var step = await IntakeAsync(server, Recorded);
        Assert.Equal(Count, server.Calls.Where(call => call.Key.Operation == "GetQueueAttributes").Sum(call => call.Value));
        Assert.Contains(said, string.Concat(step.Warnings), StringComparison.Ordinal);
        Assert.Equal([QueueArn(state, 7)], step.ResourcePolicies.Select(hit => hit.ResourceArn));
        Assert.NotEmpty(name);
    }

    /// <summary>Each action that docs/iam-policy.md names for AWS Config is needed.</summary>
    [Theory]
    [InlineData("DescribeConfigurationRecorders")]
    [InlineData("DescribeConfigurationRecorderStatus")]
    [InlineData("SelectResourceConfig")]
    public async Task A_denied_action_is_said_and_everything_is_read(string operation)
    {
        Assert.Contains(
            $"`config:{operation}`", File.ReadAllText(Path.Combine(TestEnvironment.RepositoryRoot, "docs", "iam-policy.md")),
            StringComparison.Ordinal);
        await using var server = await Sandboxes.StartAsync(NewState(), $"deny:{operation}");
        var step = await IntakeAsync(server, Recorded);
        Assert.Contains(
            "AWS Config was not used in", string.Concat(step.Warnings), StringComparison.Ordinal);
        Assert.Contains("us-east-1 (AccessDenied", string.Concat(step.Warnings), StringComparison.Ordinal);
        Assert.Single(step.ResourcePolicies);
        Assert.Empty(step.Blockers);
    }

    private static SandboxState NewState()
    {
        var state = Estate.Rule();
        var account = AccountOf(state);
        for (var i = 0; i < Count; i++)
            Resources.Add(
                account, Region, ResourceKind.Queue, Name(i),
                Policy("Allow", i == 7 ? account.Roles["order-events-role"].Arn : "*", "sqs:SendMessage", "*"));
        var config = account.Region(Region).Config;
        config.Start();
        config.Record(account, Region, state.Buckets.Values, new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero));
        return state;
    }

    private static void Exclude(ConfigState config, string strategy)
    {
        var group = (JsonObject)config.Recorder!["recordingGroup"]!;
        group["allSupported"] = false;
        group["recordingStrategy"] = new JsonObject { ["useOnly"] = strategy };
        var list = new JsonArray(strategy[0] == 'E' ? "AWS::SQS::Queue" : "AWS::SNS::Topic");
        if (strategy[0] == 'E') group["exclusionByResourceTypes"] = new JsonObject { ["resourceTypes"] = list };
        else group["resourceTypes"] = list;
    }

    private static string Policy(string effect, string? principal, string action, string resource)
    {
        var statement = new JsonObject { ["Effect"] = effect, ["Action"] = action, ["Resource"] = resource };
        if (principal is not null) statement["Principal"] = principal == "*" ? "*" : new JsonObject { ["AWS"] = principal };
        return new JsonObject { ["Version"] = "2012-10-17", ["Statement"] = new JsonArray(statement) }.ToJsonString();
    }

    private static async Task<LambdaRoleRepairStep> IntakeAsync(SandboxServer server, RepairOptions options) =>
        (await RepairRuns.PlanAsync(server, options)).Single(step => step.FunctionName == "order-intake");

    private static string Name(int number) => FormattableString.Invariant($"jobs-{number:000}");

    private static string QueueArn(SandboxState state, int number) =>
        $"arn:aws:sqs:{Region}:{AccountOf(state).AccountId}:{Name(number)}";

    private static AccountState AccountOf(SandboxState state) => state.Accounts.Values.Single();
}
