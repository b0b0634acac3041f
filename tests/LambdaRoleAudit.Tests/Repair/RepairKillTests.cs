using System.Globalization;
using System.Text.Json;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Roles;
using LambdaRoleAudit.Sandbox.Server;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Repair;

/// <summary>
/// A process that repairs forty functions is killed at a random call: at every instant no function is worse off, and then a
/// re-run completes, or an undo restores the estate to the byte.
/// </summary>
public class RepairKillTests
{
    /// <summary>How many kills: 200 with REPAIR_KILLS=200 (docs/repair.md has the result); 30 in CI; few by default.</summary>
    private static readonly int Kills = int.TryParse(
        Environment.GetEnvironmentVariable("REPAIR_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked)
        ? asked
        : TestEnvironment.IsCi ? 30 : 6;

    private const int Functions = 40;

    [Fact]
    public async Task At_a_random_call()
    {
        var calls = await CountAsync();
        Assert.True(calls > 400, $"{calls} calls");
        var killed = 0;
        await Parallel.ForEachAsync(Enumerable.Range(1, Kills), new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (seed, _) =>
        {
            if (await RunAsync(seed, new Random(seed).Next(1, calls))) Interlocked.Increment(ref killed);
        });
        TestContext.Current.TestOutputHelper!.WriteLine($"{killed} of {Kills} runs killed within {calls} calls");
        // A run may end before its number comes, where it needed fewer calls than the one that was counted.
        Assert.True(killed >= Kills * 8 / 10, $"Only {killed} of {Kills} runs were killed.");
    }

    /// <summary>
    /// A process that undoes is killed at a random call: nothing is lost, and the next undo restores the estate to the byte.
    /// </summary>
    [Fact]
    public async Task An_undo_at_a_random_call()
    {
        const string undo = "Get-LambdaRoleRepair AT | Undo-LambdaRoleRepair -Confirm:$false -ThrottleLimit 20 AT";
        var (counted, _) = await RepairedAsync();
        var calls = await CountAsync(counted, undo);
        Assert.True(calls > 300, $"{calls} calls");
        var kills = Math.Max(2, Kills / 4);
        var killed = 0;
        // Each waits for 13 seconds, mostly.
        await Parallel.ForEachAsync(Enumerable.Range(1, kills), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (seed, _) =>
        {
            var (state, before) = await RepairedAsync();
            var observer = new RepairObserver(state, role => role.Tags.ContainsKey(RoleTags.Repair));
            if (await KillAsync(state, observer, undo, new Random(seed).Next(1, calls))) Interlocked.Increment(ref killed);
            observer.AssertHeld();
            // Fifteen minutes later: a mark that nobody took off has ended.
            foreach (var role in state.Accounts.Values.Single().Roles.Values) role.Tags.Remove(RoleTags.Removal);
            await using var server = await Sandboxes.StartAsync(state, quotas: false);
            Assert.All(
                await RepairRuns.UndoAsync(server),
                result => Assert.True(result is { Status: RoleRepairStatus.Undone, Reason: null }, $"seed {seed}: {result}"));
            Assert.Equal(before, RepairObserver.Snapshot(state));
            observer.AssertHeld();
        });
        TestContext.Current.TestOutputHelper!.WriteLine($"{killed} of {kills} undos killed within {calls} calls");
        Assert.True(killed >= kills / 2, $"Only {killed} of {kills} undos were killed.");
    }

    /// <summary>The same for a repair with the strategy Used: each role has an inline policy and a policy that is created for it.</summary>
    [Fact]
    public async Task A_repair_with_usage_at_a_random_call()
    {
        var folder = Directory.CreateTempSubdirectory("lra-test-");
        try
        {
            var file = Path.Combine(folder.FullName, "usage.json");
            await File.WriteAllTextAsync(
                file, JsonSerializer.Serialize(UsedEstate.Usage(UsedEstate.State(UsedFunctions))), TestContext.Current.CancellationToken);
            var repair = $"Repair-LambdaExecutionRole -All -Strategy Used -UsagePath '{file}' -Confirm:$false -ThrottleLimit 20 AT";
            var counted = UsedEstate.State(UsedFunctions);
            var calls = await CountAsync(counted, repair);
            var after = UsedPolicies(counted).ToHashSet();
            Assert.Equal(UsedFunctions, after.Count);
            var killed = 0;
            // Fewer, because each writes twice as much.
            var kills = Math.Max(2, Kills / 4);
            await Parallel.ForEachAsync(Enumerable.Range(1, kills), new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (seed, _) =>
            {
                if (await RunUsedAsync(seed, new Random(seed).Next(1, calls), repair, after)) Interlocked.Increment(ref killed);
            });
            TestContext.Current.TestOutputHelper!.WriteLine($"{killed} of {kills} runs killed within {calls} calls");
            Assert.True(killed >= kills * 8 / 10, $"Only {killed} of {kills} runs were killed.");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private const int UsedFunctions = 6;

    private static async Task<bool> RunUsedAsync(int seed, int call, string repair, HashSet<string> after)
    {
        var state = UsedEstate.State(UsedFunctions);
        var before = RepairObserver.Snapshot(state);
        var source = UsedPolicies(state).First();
        var (looks, isKilled) = (0, false);
        var broken = new List<string>();
        System.Diagnostics.Process? victim = null;
        state.Observer = _ =>
        {
            broken.AddRange(UsedPolicies(state).Where(policies => policies != source && !after.Contains(policies)));
            if (++looks != call || victim is null) return;
            victim.Kill();
            isKilled = true;
        };
        await using (var server = await StartAsync(state))
        {
            using var process = victim = Start(server, repair);
            var streams = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            await streams;
            victim = null;
        }

        await using (var server = await Sandboxes.StartAsync(state, quotas: false))
        {
            if (seed % 2 == 0)
            {
                Assert.All(
                    await RepairRuns.UndoAsync(server),
                    result => Assert.True(result is { Status: RoleRepairStatus.Undone, Reason: null }, $"seed {seed}: {result.Reason}"));
                Assert.Equal(before, RepairObserver.Snapshot(state));
            }
            else
            {
                await UsedEstate.CompleteAsync(server);
                Assert.Equal(after.Order(), UsedPolicies(state).Order());
            }
        }

        Assert.True(broken.Count == 0, $"seed {seed}: {broken.FirstOrDefault()}");
        return isKilled;
    }

    /// <summary>The documents that the role of each function has.</summary>
    private static IReadOnlyList<string> UsedPolicies(SandboxState state)
    {
        var account = state.Accounts.Values.Single();
        return [.. RepairObserver.Functions(account).Select(function => account.FindRole(function.Role) is { } role
            ? string.Join('\n', role.InlinePolicies.Select(policy => policy.Value)
                .Concat(role.AttachedPolicyArns.Select(arn => $"{arn} {account.Policies.GetValueOrDefault(arn)?.DefaultDocument}"))
                .Order(StringComparer.Ordinal))
            : $"role {function.Role} does not exist")];
    }

    private static async Task<(SandboxState State, string Before)> RepairedAsync()
    {
        var state = State();
        var before = RepairObserver.Snapshot(state);
        await using var server = await Sandboxes.StartAsync(state, quotas: false);
        await RepairRuns.CompleteAsync(server);
        return (state, before);
    }

    private static async Task<int> CountAsync()
    {
        var state = State();
        var count = await CountAsync(state, Repair);
        Assert.All(
            RepairObserver.Functions(state.Accounts.Values.Single()).GroupBy(function => function.Role), group => Assert.Single(group));
        return count;
    }

    private static async Task<int> CountAsync(SandboxState state, string command)
    {
        var count = 0;
        state.Observer = _ => count++;
        await using var server = await StartAsync(state);
        using var process = Start(server, command);
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await errors);
        return count;
    }

    private static async Task<bool> RunAsync(int seed, int call)
    {
        var state = State();
        var before = RepairObserver.Snapshot(state);
        var observer = new RepairObserver(state);
        var isKilled = await KillAsync(state, observer, Repair, call);

        observer.AssertHeld();
        await using (var server = await Sandboxes.StartAsync(state, quotas: false))
        {
            if (seed % 2 == 0)
            {
                Assert.All(
                    await RepairRuns.UndoAsync(server),
                    result => Assert.True(result.Status == RoleRepairStatus.Undone, $"seed {seed}: {result.Reason}"));
                Assert.Equal(before, RepairObserver.Snapshot(state));
            }
            else
            {
                await RepairRuns.CompleteAsync(server);
            }
        }

        observer.AssertHeld();
        return isKilled;
    }

    /// <summary>Kills the process itself, by a signal, when the Sandbox has answered so many calls.</summary>
    private static async Task<bool> KillAsync(SandboxState state, RepairObserver observer, string command, int call)
    {
        var look = state.Observer!;
        System.Diagnostics.Process? victim = null;
        var isKilled = false;
        state.Observer = account =>
        {
            look(account);
            if (observer.Looks != call || victim is null) return;
            victim.Kill();
            isKilled = true;
        };
        await using (var server = await StartAsync(state))
        {
            using var process = victim = Start(server, command);
            var streams = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            await streams;
            victim = null;
        }

        state.Observer = look;
        return isKilled;
    }

    private static Task<SandboxServer> StartAsync(SandboxState state)
    {
        // Shortened, so that many runs fit: what takes seconds at AWS takes tenths here.
        state.IamDelay = TimeSpan.FromMilliseconds(150);
        state.UpdateTime = TimeSpan.FromMilliseconds(50);
        return Sandboxes.StartAsync(state, latency: 3);
    }

    private const string Repair = "Repair-LambdaExecutionRole -All -Confirm:$false -ThrottleLimit 20 AT";

    private static System.Diagnostics.Process Start(SandboxServer server, string command) => Programs.Start(Programs.Dotnet,
    [
        TestEnvironment.TestHost,
        $"Import-Module '{TestEnvironment.ModuleManifest}'; {ModuleSession.Fill(command, server)} | "
        + $"ForEach-Object {{ $_.Status.ToString() }}",
    ]);

    private static SandboxState State()
    {
        var account = Estate.NewAccount(regions: ["us-east-1", "eu-west-1"]);
        for (var number = 0; number < 4; number++)
        {
            var role = Estate.AddRole(account, "/team/", $"shared-{number}");
            role.AttachedPolicyArns.Add("arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole");
            role.InlinePolicies["data"] =
                """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}""";
            for (var i = 0; i < Functions / 4; i++)
                Estate.AddFunction(account, i % 2 == 0 ? "us-east-1" : "eu-west-1", $"f-{number}-{i}", role, inVpc: false);
        }

        return Estate.StateOf(account);
    }
}
