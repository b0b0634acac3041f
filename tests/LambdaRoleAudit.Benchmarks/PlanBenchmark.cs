using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Aws;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Repair;
using LambdaRoleAudit.Sandbox.Server;
using LambdaRoleAudit.Sandbox.State;

namespace LambdaRoleAudit.Benchmarks;

/// <summary>
/// A plan for one function of 10,000 on ten roles, with a bucket whose policy names its role: how long, compared with reading the functions
/// and roles alone, at 40 ms and AWS's quotas?
/// </summary>
internal static class PlanBenchmark
{
    private const int Functions = 10_000;
    private const int Runs = 3;

    public static async Task RunAsync()
    {
        var state = Estate.OfSharedRoles(Functions);
        var account = state.Accounts.Values.Single();
        var role = account.Roles["shared-0"];
        role.InlinePolicies["archive"] =
            """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws:s3:::archive"}]}""";
        state.AddBucket("archive", "us-east-1", account.AccountId).Policy =
            $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"{{role.Arn}}"},"Action":"s3:PutObject","Resource":"arn:aws:s3:::archive/*"}]}""";
        await using var server = await SandboxServer.StartAsync(state, new SandboxOptions { Latency = TimeSpan.FromMilliseconds(40) });
        var named = new Selection { Functions = [new NameTest<LambdaFunction>("function-000", one => one.FunctionName == "function-000")] };
        foreach (var reading in (ResourcePolicyReading[])[ResourcePolicyReading.None, ResourcePolicyReading.Related])
        {
            var seconds = new List<double>();
            for (var run = 0; run < Runs; run++)
            {
                // The quota's burst is full again.
                await Task.Delay(TimeSpan.FromSeconds(3));
                seconds.Add(await Measure.SecondsAsync(() => PlanAsync(server, named, reading)));
            }

            Console.WriteLine($"plan for one function of {Functions:N0}, resource policies {reading}: {Measure.Spread(seconds)}");
        }
    }

    private static async Task PlanAsync(SandboxServer server, Selection selection, ResourcePolicyReading reading)
    {
        var gateway = new AwsGateway();
        var credential = SandboxCredential.Default;
        using var session = await gateway.OpenAsync(
            new AwsSessionOptions { Keys = new AwsKeys(credential.AccessKey, credential.SecretKey, null), EndpointUrl = server.Url },
            default);
        var options = new RepairOptions { ResourcePolicies = reading };
        var account = await new AccountReader(session, gateway.ListKnownRegions(), new AccountBenchmark.Silent()).ReadAsync(
            RepairPlanner.Query(selection, options, RegionSelection.All), default);
        var step = RepairPlanner.Plan(account, selection, options, "0badcafe").Steps.Single();
        if (step.ResourcePolicies.Count != (reading == ResourcePolicyReading.None ? 0 : 1))
            throw new InvalidOperationException("The bucket was not found.");
    }
}
