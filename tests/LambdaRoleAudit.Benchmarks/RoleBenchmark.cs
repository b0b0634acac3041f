using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Aws;
using LambdaRoleAudit.Aws.Wire;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Benchmarks;

/// <summary>5,000 roles of 10 policies each, beside the pages alone; and from how many roles on the account's walk is quicker.</summary>
internal static class RoleBenchmark
{
    private const int Latency = 40;
    private const int Runs = 5;

    public static async Task RunAsync()
    {
        foreach (var latency in (int[])[Latency, 200]) await WalkAsync(latency);
        await CrossoverAsync();
    }

    private static async Task WalkAsync(int latency)
    {
        using var sandbox = SandboxProcess.Start("--estate", "roles:5000", "--latency", $"{latency}", "--iam-delay", "0");
        List<double> pages = [], reads = [];
        for (var run = 0; run <= Runs; run++)
        {
            // The same calls at the same time, and the answers thrown away unread.
            var page = await Measure.SecondsAsync(() => PagesAsync(sandbox));
            var read = await Measure.SecondsAsync(() => ReadAsync(sandbox, null));
            if (run == 0) continue;
            pages.Add(page);
            reads.Add(read);
        }

        Console.WriteLine($"5,000 roles × 10 policies at {latency} ms, pages alone: {Measure.Spread(pages)}");
        Console.WriteLine($"read into roles:                        {Measure.Spread(reads)}");
        Console.WriteLine(
            FormattableString.Invariant(
                $"ratio, pair by pair: {Measure.Median(reads.Zip(pages, (read, page) => read / page)):0.00} × the pages"));
    }

    private static async Task CrossoverAsync()
    {
        using var sandbox = SandboxProcess.Start("--estate", "roles:1000", "--latency", $"{Latency}", "--iam-delay", "0");
        var walk = new List<double>();
        for (var run = 0; run <= Runs; run++) walk.Add(await Measure.SecondsAsync(() => ReadAsync(sandbox, null)));
        Console.WriteLine($"1,000 roles, one walk: {Measure.Spread(walk[1..])}");
        foreach (var count in (int[])[2, 4, 6, 8, 9])
        {
            var alone = new List<double>();
            for (var run = 0; run < Runs; run++) alone.Add(await Measure.SecondsAsync(() => ReadAsync(sandbox, count)));
            Console.WriteLine($"{count} roles, one by one: {Measure.Spread(alone)}");
        }
    }

    private static async Task PagesAsync(SandboxProcess sandbox)
    {
        using var http = new WireHttp(TimeSpan.FromSeconds(30));
        using var quotas = new RequestQuotas();
        var config = new WireConfig(WireService.Iam, Amazon.RegionEndpoint.USEast1, sandbox.Url, null, TimeSpan.FromSeconds(30), http);
        using var client = new WireClient(
            WireService.Iam, "us-east-1", new Amazon.Runtime.BasicAWSCredentials(sandbox.AccessKey, sandbox.SecretKey), config, quotas,
            null);
        await Task.WhenAll(
            AllAsync("ListRoles"),
            AllAsync("GetAccountAuthorizationDetails", "Role", "LocalManagedPolicy", "AWSManagedPolicy"));

        async Task AllAsync(string operation, params string[] filters)
        {
            string? marker = null;
            do
            {
                var request = new WireRequest(operation, "a page") { Parameters = { ["MaxItems"] = "1000" } };
                for (var i = 0; i < filters.Length; i++)
                    request.Parameters[FormattableString.Invariant($"Filter.member.{i + 1}")] = filters[i];
                if (marker is not null) request.Parameters["Marker"] = marker;
                // Found without reading the XML.
                marker = await client.CallAsync(request, body =>
                {
                    var bytes = ((MemoryStream)body).GetBuffer().AsSpan(0, (int)body.Length);
                    var start = bytes.LastIndexOf("<Marker>"u8);
                    return start < 0
                        ? null
                        : System.Text.Encoding.UTF8.GetString(bytes[(start + 8)..(start + bytes[start..].IndexOf("</Marker>"u8))]);
                }, default);
            }
            while (marker is not null);
        }
    }

    private static async Task ReadAsync(SandboxProcess sandbox, int? count)
    {
        using var session = await OpenAsync(sandbox);
        var reader = new ExecutionRoleReader(session.Iam, problem => throw new InvalidOperationException(problem.Message));
        var roles = count is null
            ? await reader.ReadAllAsync(_ => true, default)
            : await reader.ReadAsync(
                [.. Enumerable.Range(0, count.Value).Select(i => new RoleReference(FormattableString.Invariant($"role-{i:00000}"), null))],
                default);
        if (roles.Count == 0 || roles.Any(role => role.InlinePolicies.Length + role.AttachedPolicies.Length != 10))
            throw new InvalidOperationException("The answer is not right.");
    }

    private static Task<IAwsSession> OpenAsync(SandboxProcess sandbox) => new AwsGateway().OpenAsync(
        new AwsSessionOptions { Keys = new AwsKeys(sandbox.AccessKey, sandbox.SecretKey, null), EndpointUrl = sandbox.Url }, default);
}
