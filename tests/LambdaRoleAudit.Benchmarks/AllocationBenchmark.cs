using System.Text;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Aws;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Benchmarks;

/// <summary>Bytes allocated a function, beside the strings that are kept of it.</summary>
internal static class AllocationBenchmark
{
    private const int Functions = 25_500;

    public static async Task RunAsync()
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, Functions / 50).Select(page =>
            $$"""{"Functions":[{{string.Join(',', Enumerable.Range(page * 50, 50).Select(SampleFunction.Of))}}],"NextMarker":"m{{page}}"}""")));
        ReadText(text);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var inventory = ReadText(text);
        Report("from text to inventory", GC.GetAllocatedBytesForCurrentThread() - before, inventory);

        using var sandbox = SandboxProcess.Start("--estate", $"{Functions}");
        await ReadAwsAsync(sandbox);
        await Task.Delay(3000);
        before = GC.GetTotalAllocatedBytes(precise: true);
        inventory = await ReadAwsAsync(sandbox);
        Report(
            "from AWS to inventory, everything included (HTTP, signing, the SDK's pipeline)",
            GC.GetTotalAllocatedBytes(precise: true) - before, inventory);
    }

    private static void Report(string what, long allocated, FunctionInventory inventory)
    {
        // What an inventory of plain objects would keep: each text once.
        var seen = new HashSet<string>();
        long kept = 0;
        foreach (var function in inventory.Functions)
        {
            string?[] strings =
            [
                function.FunctionName, function.FunctionArn, function.Role, function.Region, function.AccountId, function.Version,
                function.Configuration?.Runtime, function.Configuration?.Handler, function.Configuration?.PackageType,
                function.Configuration?.Architecture, function.Configuration?.RevisionId,
            ];
            foreach (var s in strings)
                if (s is not null && seen.Add(s)) kept += (22 + (2 * s.Length) + 7) & ~7;
        }

        var count = inventory.Count;
        Console.WriteLine(FormattableString.Invariant(
            $"{what}: {count} functions, {allocated / (double)count:0} bytes allocated a function, {kept / (double)count:0} bytes its texts are as strings: ratio {allocated / (double)kept:0.00}"));
    }

    private static FunctionInventory ReadText(byte[] text)
    {
        var builder = new FunctionInventoryBuilder(problem => throw new InvalidOperationException(problem.Message));
        new FunctionJsonReader(builder, "benchmark").Read(text);
        return builder.Build();
    }

    private static async Task<FunctionInventory> ReadAwsAsync(SandboxProcess sandbox)
    {
        var gateway = new AwsGateway();
        using var session = await gateway.OpenAsync(
            new AwsSessionOptions { Keys = new AwsKeys(sandbox.AccessKey, sandbox.SecretKey, null), EndpointUrl = sandbox.Url }, default);
        return await new RegionReader(session, gateway.ListKnownRegions(), new AccountBenchmark.Silent()).ReadAsync(
            RegionSelection.All, false, default);
    }
}
