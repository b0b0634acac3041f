using System.Text.Json;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>The actions of the IAM policies that the runbooks carry.</summary>
public static class RunbookPolicy
{
    /// <summary>Those of a file of runbooks/.</summary>
    public static IReadOnlyList<string> ActionsOf(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(TestEnvironment.RepositoryRoot, "runbooks", file)));
        return [.. Actions(json.RootElement)];
    }

    /// <summary>Those of a policy document.</summary>
    public static IReadOnlyList<string> Actions(JsonElement document) =>
        [.. document.GetProperty("Statement").EnumerateArray().Select(statement => statement.GetProperty("Action"))
            .SelectMany(action =>
                action.ValueKind == JsonValueKind.Array ? action.EnumerateArray().Select(one => one.GetString()!) : [action.GetString()!])];
}
