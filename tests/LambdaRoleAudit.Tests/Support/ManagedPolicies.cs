using System.Text.Json;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>The AWS managed policies, from moto's data: the corpus that the policy model is held to.</summary>
public static class ManagedPolicies
{
    private static readonly Lazy<Task<IReadOnlyDictionary<string, string>>> Loaded = new(async () =>
    {
        using var json = JsonDocument.Parse(await Python.ReadAsync("managed_policies.py"));
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
        [.. (await TextsAsync()).OrderBy(policy => policy.Key, StringComparer.Ordinal)
            .Select(policy => (policy.Key, PolicyDocument.Parse(policy.Value)))];
}
