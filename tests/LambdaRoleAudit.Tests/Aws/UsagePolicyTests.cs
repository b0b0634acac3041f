using System.Text.Json;
using LambdaRoleAudit.Aws;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Sandbox.Server;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;
using LambdaRoleAudit.Usage;

namespace LambdaRoleAudit.Tests.Aws;

/// <summary>The policy that docs/iam-policy.md gives for each source is enough, and none of its actions is too many.</summary>
public sealed class UsagePolicyTests : IDisposable
{
    private readonly DuckDbAthena _engine = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ReadUsageFromTrail", 4)]
    [InlineData("ReadUsageFromEventHistory", 1)]
    [InlineData("ReadLastAccessed", 2)]
    public async Task The_documented_policy_is_what_a_source_takes(string sid, int count)
    {
        var actions = DocumentedPolicy.ActionsOf(sid);
        Assert.Equal(count, actions.Count);
        Assert.Empty(await ReadAsync(sid, actions));
        foreach (var action in actions)
            Assert.True((await ReadAsync(sid, [.. actions.Except([action])])).Count > 0, $"{action} is not needed.");
    }

    [Fact]
    public async Task The_documented_policy_is_what_Athena_takes()
    {
        const string sid = "ReadUsageFromAthena";
        // The Sandbox has no use for the last.
        var actions = (DocumentedPolicy.ActionsOf(sid)).Except(["s3:GetBucketLocation"]).ToList();
        Assert.Equal(9, actions.Count);
        _engine.Load(TrailRecords.Make());
        Assert.Empty(await ReadAsync(sid, actions));
        // A query that nobody cancels is not stopped: AthenaSourceTests shows that the call is made.
        foreach (var action in actions.Except(["athena:StopQueryExecution"]))
            Assert.True((await ReadAsync(sid, [.. actions.Except([action])])).Count > 0, $"{action} is not needed.");
    }

    public void Dispose() => _engine.Dispose();

    /// <summary>Reads a source with these permissions, and returns what was reported.</summary>
    private async Task<IReadOnlyList<string>> ReadAsync(string sid, IReadOnlyList<string> actions)
    {
        var (state, _) = TrailRecords.Deliver(TrailRecords.Make());
        var account = state.Accounts.Values.Single();
        account.Athena.Engine = _engine.AnswerAsync;
        account.Athena.Tables["trails.records"] = AthenaSourceTests.Table();
        state.AllowedActions = [.. actions];
        await using var server = await Sandboxes.StartAsync(state, quotas: false);
        using var session = await new AwsGateway().OpenAsync(
            new AwsSessionOptions
            {
                Keys = new AwsKeys(SandboxCredential.Default.AccessKey, SandboxCredential.Default.SecretKey, null),
                EndpointUrl = server.Url,
            }, Token);
        var log = new ReadingLog();
        try
        {
            await ReadAsync(sid, session, account, log);
        }
        catch (ProblemException e)
        {
            return [e.Problem.Message];
        }

        return [.. log.Unread.Select(problem => problem.Message)];
    }

    private static Task ReadAsync(string sid, IAwsSession session, AccountState account, ReadingLog log) => sid switch
    {
        "ReadUsageFromTrail" => new TrailBucketReader(session, TrailRecords.Scope, log)
            .ReadTrailAsync("whole", TrailRecords.Account, TrailRecords.Regions, Token),
        "ReadUsageFromEventHistory" => new EventHistoryReader(session, TrailRecords.Scope, log).ReadAsync(TrailRecords.Regions, Token),
        "ReadLastAccessed" => new LastAccessedReader(session.Iam, log).ReadAsync([account.Roles["order-events-role"].Arn], Token),
        _ => new AthenaReader(session.Athena("us-east-1"), TrailRecords.Scope, log).ReadAsync(
            new AthenaSource("trails", "records", null, "s3://results/"), TrailRecords.Account, TrailRecords.Regions, Token),
    };
}
