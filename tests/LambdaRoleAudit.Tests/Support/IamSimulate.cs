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
    public static async Task<IReadOnlyList<string[]>> AskAsync(IReadOnlyList<(PolicySet Set, PolicyRequest[] Requests)> cases)
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
            foreach (var (set, requests) in cases)
                await process.StandardInput.WriteLineAsync(Line(set, requests));
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
        requests = requests.Select(request => new
        {
            action = request.Action,
            resource = request.Resource,
            context = request.Context.Values.ToDictionary(
                pair => pair.Key, pair => pair.Key == "aws:TagKeys" ? (object)pair.Value : pair.Value[0]),
        }),
    });
}
