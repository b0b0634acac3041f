using LambdaRoleAudit.Model;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Repair;

/// <summary>The errors of a function in CloudWatch, for denied calls that CloudTrail does not show.</summary>
public class WatchErrorTests
{
    /// <summary>Event history does not have reads of objects.</summary>
    private const string DataPolicy =
        """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject","ec2:StopInstances"],"Resource":"*"}]}""";

    /// <summary>The source shows all denied calls of this role.</summary>
    private const string SeenPolicy =
        """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ec2:StopInstances","Resource":"*"}]}""";

    [Fact]
    public async Task More_errors_than_ever_in_the_week_before_roll_a_function_back()
    {
        await using var bench = await WatchBench.StartAsync(DataPolicy);
        Errors(bench, "orders", -3 * 24 * 60, 4);
        Errors(bench, "mail", -3 * 24 * 60, 40);
        foreach (var function in new[] { "orders", "mail" })
            bench.Clock.At(TimeSpan.FromMinutes(5), () => Errors(bench, function, 4, 6));
        var summary = await bench.WatchAsync(10);
        // The other one had worse days.
        var result = Assert.Single(bench.Results);
        Assert.Equal(("orders", RoleRepairStatus.RolledBack), (result.FunctionName, result.Status));
        Assert.Contains("The function has 6 errors in the 4 minutes since ", result.Reason, StringComparison.Ordinal);
        Assert.Contains("no window of this length had more than 4 ", result.Reason, StringComparison.Ordinal);
        Assert.Contains("not visible in event history: s3.", result.Reason, StringComparison.Ordinal);
        Assert.Equal(WatchBench.SharedRole, bench.RoleOf("orders"));
        Assert.Contains("not visible in event history: s3. The errors", summary.ToString(), StringComparison.Ordinal);
        bench.Log.AssertClean();
    }

    [Theory]
    // Fewer than five errors.
    [InlineData(4, 0, 0)]
    // As many as in two periods of the week before that follow each other.
    [InlineData(8, 4, 4)]
    // Before the move.
    [InlineData(0, 0, 0, 50)]
    public async Task Errors_that_are_not_more_than_before_do_not(int now, int once, int next, int atMove = 0)
    {
        await using var bench = await WatchBench.StartAsync(DataPolicy);
        var own = bench.RoleOf("orders");
        if (once > 0) Errors(bench, "orders", -1003, once);
        if (next > 0) Errors(bench, "orders", -999, next);
        if (atMove > 0) Errors(bench, "orders", 0, atMove);
        if (now > 0) bench.Clock.At(TimeSpan.FromMinutes(3), () => Errors(bench, "orders", 3, now));
        await bench.WatchAsync(8);
        Assert.Empty(bench.Results);
        Assert.Equal(own, bench.RoleOf("orders"));
    }

    /// <summary>Where denied calls can be seen, errors say nothing about permissions.</summary>
    [Fact]
    public async Task Where_every_service_is_visible_errors_do_not_count()
    {
        await using var bench = await WatchBench.StartAsync(SeenPolicy);
        bench.Clock.At(TimeSpan.FromMinutes(3), () => Errors(bench, "orders", 3, 500));
        var summary = await bench.WatchAsync(8);
        Assert.Empty(bench.Results);
        Assert.Empty(summary.Unseen);
        Assert.Equal(0, bench.Server.Calls.GetValueOrDefault(("GetMetricStatistics", WatchBench.Region)));
    }

    [Fact]
    public async Task A_metric_that_cannot_be_read_is_said_once_and_nothing_is_claimed()
    {
        await using var bench = await WatchBench.StartAsync(DataPolicy);
        bench.State.AllowedActions = ["iam:*", "lambda:*", "ec2:*"];
        bench.Clock.At(TimeSpan.FromMinutes(3), () => Errors(bench, "orders", 3, 500));
        var summary = await bench.WatchAsync(8);
        Assert.Empty(bench.Results);
        Assert.Contains("cloudwatch:GetMetricStatistics", Assert.Single(bench.Log.Unread).Message, StringComparison.Ordinal);
        Assert.Contains("The errors of 2 functions could not be read in CloudWatch.", summary.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("were compared", summary.ToString(), StringComparison.Ordinal);
    }

    /// <summary>A watch of days has more minutes than one request can return.</summary>
    [Fact]
    public async Task A_watch_of_days_reads_longer_periods()
    {
        await using var bench = await WatchBench.StartAsync(DataPolicy);
        bench.Clock.At(TimeSpan.FromDays(3), () => Errors(bench, "orders", 3 * 24 * 60, 7));
        await bench.WatchAsync(3 * 24 * 60 + 120, poll: TimeSpan.FromHours(12));
        Assert.Contains("has 7 errors in the ", Assert.Single(bench.Results).Reason, StringComparison.Ordinal);
        bench.Log.AssertClean();
    }

    private static void Errors(WatchBench bench, string function, double minute, int count) =>
        bench.Account.Region(WatchBench.Region).Errors.Add(function, bench.Clock.Start.AddMinutes(minute), count);
}
