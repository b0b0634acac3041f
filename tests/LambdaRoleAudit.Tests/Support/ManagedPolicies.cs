using System.Text.Json;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>The AWS managed policies, from moto's data: the corpus that the policy model is held to.</summary>
public static class ManagedPolicies
{
    private static readonly Lazy<Task<IReadOnlyDictionary<string, string>>> Loaded = new(async () =>
    {
        var (code, output, errors) = await Programs.RunAsync("python3", [Path.Combine(AppContext.BaseDirectory, "Peers", "managed_policies.py")]);
        Assert.True(code == 0, errors);
        using var json = JsonDocument.Parse(output);
        return json.RootElement.EnumerateObject().ToDictionary(policy => policy.Name, policy => policy.Value.GetRawText());
    });

    /// <summary>Their documents' texts by name.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> TextsAsync()
    {
        await Python.RequireAsync();
        return await Loaded.Value;
    }

    /// <summary>Their documents by name, in order of the names.</summary>
    public static async Task<IReadOnlyList<(string Name, PolicyDocument Document)>> DocumentsAsync() =>
        [.. (await TextsAsync()).OrderBy(policy => policy.Key, StringComparer.Ordinal).Select(policy => (policy.Key, PolicyDocument.Parse(policy.Value)))];
}
