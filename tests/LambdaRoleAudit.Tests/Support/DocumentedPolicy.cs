using System.Text.Json;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>The actions of the policies in docs/iam-policy.md.</summary>
public static class DocumentedPolicy
{
    /// <summary>Those of the policy that has a statement with this Sid, each once.</summary>
    public static IReadOnlyList<string> ActionsOf(string sid)
    {
        var page = File.ReadAllText(Path.Combine(TestEnvironment.RepositoryRoot, "docs", "iam-policy.md"));
        using var json = JsonDocument.Parse(page.Split("```json")[1..].Select(block => block.Split("```")[0])
            .Single(block => block.Contains($"\"{sid}\"", StringComparison.Ordinal)));
        return [.. RunbookPolicy.Actions(json.RootElement).Distinct()];
    }
}
