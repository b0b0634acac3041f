using System.Text.Json;
using LambdaRoleAudit.LeastPrivilege;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Repair;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Workloads;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Repair;

/// <summary>A watch through event history and a trail, from the requests on.</summary>
public class WatchSourceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The record is in event history only after its time of delivery, and so it is for the watch.</summary>
    [Fact]
    public async Task Event_history_shows_a_denied_call_and_the_function_is_rolled_back()
    {
        await using var bench = await WatchBench.StartAsync();
        using var session = await RepairRuns.OpenAsync(bench.Server.Url);
        bench.State.EventHistoryDelay = (TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15));
        bench.Calls(1, "orders", WatchBench.Stop with { Region = "us-east-1" });
        var summary = await bench.WatchAsync(
            32, new CloudTrailDenials(session, null, bench.Clock, bench.Log), poll: TimeSpan.FromMinutes(8), with: session);
        Assert.Equal(RoleRepairStatus.RolledBack, Assert.Single(bench.Results).Status);
        Assert.Contains("us-east-1", bench.Results[0].Reason, StringComparison.Ordinal);
        Assert.True(summary.Until > bench.Clock.Start.AddMinutes(6));
        bench.Log.AssertClean();
    }

    /// <summary>A trail with data events shows what event history does not have.</summary>
    [Fact]
    public async Task A_trail_shows_a_denied_data_event_and_the_function_is_rolled_back()
    {
        await using var bench = await WatchBench.StartAsync(
            """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}""");
        bench.State.AddBucket("logs", "us-east-1", bench.Account.AccountId);
        bench.Account.Trails.Add(new TrailState
        {
            Name = "whole", AccountId = bench.Account.AccountId, HomeRegion = "us-east-1", S3BucketName = "logs",
            Selectors = TrailSelectors.OfTypes("AWS::S3::Object"),
        });
        bench.State.EventHistoryDelay = (TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15));
        // A file of another function, so that the trail has a folder.
        CallRecorder.Record(
            bench.State, bench.Account, WatchBench.Region, "mail", WatchBench.Stop with { ErrorCode = null },
            bench.Clock.Start.AddHours(-1));
        bench.Calls(1, "orders", new FunctionCall("s3.amazonaws.com", "GetObject")
        {
            Parameters = """{"bucketName":"data","key":"prices.csv"}""", DataType = "AWS::S3::Object",
        });
        using var session = await RepairRuns.OpenAsync(bench.Server.Url);
        var summary = await bench.WatchAsync(
            32, new CloudTrailDenials(session, "whole", bench.Clock, bench.Log), poll: TimeSpan.FromMinutes(2), with: session);
        Assert.StartsWith(
            "s3:GetObject on arn:aws:s3:::data/prices.csv was denied", Assert.Single(bench.Results).Reason, StringComparison.Ordinal);
        Assert.Equal(WatchBench.SharedRole, bench.RoleOf("orders"));
        Assert.DoesNotContain("s3", summary.Unseen);
        bench.Log.AssertClean();
    }

    [Fact]
    public async Task A_source_that_cannot_be_read_is_noticed_before_anything_is_moved()
    {
        await using var bench = await WatchBench.StartAsync();
        using var session = await RepairRuns.OpenAsync(bench.Server.Url);
        await new CloudTrailDenials(session, null, bench.Clock, bench.Log).VerifyAsync([WatchBench.Region], Token);
        var missing = await Assert.ThrowsAsync<ProblemException>(
            () => new CloudTrailDenials(session, "none", bench.Clock, bench.Log).VerifyAsync([WatchBench.Region], Token));
        Assert.Equal("TrailNotFound", missing.Problem.ErrorId);
        bench.State.AllowedActions = ["iam:*"];
        var denied = await Assert.ThrowsAsync<ProblemException>(
            () => new CloudTrailDenials(session, null, bench.Clock, bench.Log).VerifyAsync([WatchBench.Region], Token));
        Assert.Equal("WatchNotPossible", denied.Problem.ErrorId);
    }

    /// <summary>
    /// A role is narrowed to what three days of records show. The function's monthly call is not in them: it is denied, the watch sees it,
    /// and the function is back on its role.
    /// </summary>
    [Fact]
    public async Task A_monthly_call_outside_the_evidence_is_denied_and_rolled_back()
    {
        var options = new WorkloadOptions { Functions = 7, HasMonthlyCallOutside = true, NoiseShare = 0 };
        var workload = Workload.Random(3, options);
        var function = workload.Functions[0];
        // The evidence does not have the call, and the role allows it.
        var need = function.Program.Single(step => step.Frequency == Frequency.Monthly && step.Thing == "month-end");
        Assert.DoesNotContain(Enumerable.Range(0, options.Days * 24), hour => need.IsIn(options.Start.AddHours(hour)));
        var call = need.Shape.Calls(new CallScene("aws", options.AccountId, need.Region, need.Thing, 0))[0];
        Assert.DoesNotContain(workload.Truth.Used[function.Arn], used => used.Resource == call.Needs[0].Resource);
        var policy = function.Role.Policies["needed"];
        Assert.Contains($"\"{call.Needs[0].Resource}\"", policy, StringComparison.Ordinal);

        var folder = Directory.CreateTempSubdirectory("lra-test-");
        RepairOptions used;
        try
        {
            var usage = (await UsageSamples.OfWorkloadAsync(workload, folder)).Single(one => one.FunctionArn == function.Arn);
            used = new RepairOptions
            {
                Strategy = RepairStrategy.Used, Narrowing = new NarrowingOptions { MinimumDays = 1 },
                Usage = [.. new[] { "orders", "mail" }.Select(name => usage with
                {
                    FunctionName = name, FunctionArn = $"arn:aws:lambda:{WatchBench.Region}:123456789012:function:{name}",
                    Region = WatchBench.Region, RoleArn = WatchBench.SharedRole,
                })],
            };
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        await using var bench = await WatchBench.StartAsync(policy, used);
        var request = new PolicyRequest(call.Needs[0].Action, call.Needs[0].Resource!, RequestContext.Unknown);
        var narrowed = bench.Account.FindRole(bench.RoleOf("orders"))!.InlinePolicies.Values.Select(PolicyDocument.Parse);
        Assert.Equal(PolicyVerdict.Denied, PolicyEvaluator.Evaluate(new PolicySet(narrowed, null), request).Verdict);
        bench.Calls(14, "orders", new FunctionCall($"{call.EventSource}.amazonaws.com", call.EventName)
        {
            Parameters = call.Parameters, ErrorCode = "Client.UnauthorizedOperation", Region = need.Region,
        });
        await bench.WatchAsync(60);
        var result = Assert.Single(bench.Results);
        Assert.Equal(("orders", RoleRepairStatus.RolledBack), (result.FunctionName, result.Status));
        Assert.StartsWith($"ec2:StopInstances on {call.Needs[0].Resource} was denied", result.Reason, StringComparison.Ordinal);
        Assert.Contains("role/team/shared allows the call.", result.Reason, StringComparison.Ordinal);
        Assert.Equal(WatchBench.SharedRole, bench.RoleOf("orders"));
    }

    /// <summary>The statement in docs/iam-policy.md is enough, and none of its actions is too many.</summary>
    [Fact]
    public async Task The_documented_IAM_policy_is_what_a_watch_takes()
    {
        var actions = DocumentedPolicy.ActionsOf("WatchAfterRepair");
        Assert.Equal(["cloudtrail:LookupEvents", "cloudwatch:GetMetricStatistics"], actions.Order());
        Assert.Empty(await ReportedAsync(actions));
        foreach (var action in actions)
            Assert.True((await ReportedAsync([.. actions.Except([action])])).Count > 0, $"{action} is not needed.");

        async Task<IReadOnlyList<string>> ReportedAsync(IReadOnlyList<string> watching)
        {
            await using var bench = await WatchBench.StartAsync(
                """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}""");
            bench.State.AllowedActions = [.. DocumentedPolicy.ActionsOf("ReadForRepair"), .. watching];
            using var session = await RepairRuns.OpenAsync(bench.Server.Url);
            var source = new CloudTrailDenials(session, null, bench.Clock, new OnceObserver(bench.Log));
            try
            {
                await bench.WatchAsync(4, source, poll: TimeSpan.FromMinutes(4), with: session);
            }
            catch (ProblemException e)
            {
                return [e.Problem.Message];
            }

            return [.. bench.Log.Unread.Select(problem => problem.Message)];
        }
    }
}
