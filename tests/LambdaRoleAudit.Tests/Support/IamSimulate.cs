using System.Diagnostics;
using System.Text.Json;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>
/// @cloud-copilot/iam-simulate, an evaluator of IAM policies that we did not write, as a program of its own.
/// </summary>
public static class IamSimulate
{
    private static readonly NpmPackage Package = new("@cloud-copilot/iam-simulate", "0.1.173");

    /// <summary>Its verdict on each request: Allowed, ExplicitlyDenied or ImplicitlyDenied.</summary>
    public static Task<IReadOnlyList<string[]>> AskAsync(IReadOnlyList<(PolicySet Set, PolicyRequest[] Requests)> cases) =>
        AskAsync([.. cases.Select(one => Line(one.Set, one.Requests))]);

    /// <summary>
    /// Its verdict on each request of a principal that has no policies of its own, under the policy of the resource.
    /// </summary>
    public static Task<IReadOnlyList<string[]>> AskResourceAsync(
        IReadOnlyList<(string Policy, string Principal, PolicyRequest[] Requests)> cases) => AskAsync([.. cases.Select(one =>
            JsonSerializer.Serialize(new
            {
                identity = Array.Empty<string>(),
                resourcePolicy = JsonSerializer.Deserialize<JsonElement>(one.Policy),
                principal = one.Principal,
                requests = one.Requests.Select(Request),
            }))]);

    private static async Task<IReadOnlyList<string[]>> AskAsync(IReadOnlyList<string> lines)
    {
        await Package.RequireAsync();
        var start = new ProcessStartInfo("node", [Path.Combine(AppContext.BaseDirectory, "Peers", "iam_simulate.mjs"), Package.Folder])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var writing = Task.Run(async () =>
        {
            foreach (var line in lines) await process.StandardInput.WriteLineAsync(line);
            process.StandardInput.Close();
        });
        var answers = new List<string[]>();
        while (await process.StandardOutput.ReadLineAsync() is { } line) answers.Add(JsonSerializer.Deserialize<string[]>(line)!);
        await writing;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await errors);
        return answers;
    }

    private static string Line(PolicySet set, PolicyRequest[] requests) => JsonSerializer.Serialize(new
    {
        identity = set.Policies.Select(policy => JsonSerializer.Deserialize<JsonElement>(policy.Text)),
        boundary = set.Boundary is null ? (JsonElement?)null : JsonSerializer.Deserialize<JsonElement>(set.Boundary.Text),
        requests = requests.Select(Request),
    });

    private static object Request(PolicyRequest request) => new
    {
        action = request.Action,
        resource = request.Resource,
        context = request.Context.Values.ToDictionary(
            pair => pair.Key, pair => pair.Key == "aws:TagKeys" ? (object)pair.Value : pair.Value[0]),
    };
}
