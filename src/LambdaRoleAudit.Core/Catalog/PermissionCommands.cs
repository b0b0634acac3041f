using System.Text.Json;
using System.Text.Json.Nodes;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Catalog;

/// <summary>
/// The policy of a Lambda function is changed statement by statement, with add-permission and remove-permission (Lambda API reference).
/// PutResourcePolicy, which takes a document, is newer than most installed versions of the AWS CLI.
/// </summary>
internal static class PermissionCommands
{
    /// <summary>The conditions that add-permission can write: operator, key and parameter (Lambda API reference, AddPermission).</summary>
    private static readonly (string Operator, string Key, string Parameter)[] Conditions =
    [
        ("StringEquals", "AWS:SourceAccount", "source-account"),
        ("ArnLike", "AWS:SourceArn", "source-arn"),
        ("StringEquals", "aws:PrincipalOrgID", "principal-org-id"),
        ("StringEquals", "lambda:FunctionUrlAuthType", "function-url-auth-type"),
        ("StringEquals", "lambda:EventSourceToken", "event-source-token"),
    ];

    /// <summary>Returns the commands that turn one document into another; empty if add-permission cannot express a statement.</summary>
    public static IReadOnlyList<string> Between(ResourcePolicyRecord record, string? before, string? after)
    {
        var (olds, news) = (Statements(before), Statements(after));
        var commands = new List<string>();
        foreach (var (sid, statement) in olds)
            if (!news.TryGetValue(sid, out var kept) || !AreEqual(statement, kept)) commands.Add(Remove(record, sid));
        foreach (var (sid, statement) in news)
        {
            if (olds.TryGetValue(sid, out var known) && AreEqual(statement, known)) continue;
            if (Add(record, statement.GetRawText(), sid) is not { } command) return [];
            commands.Add(command);
        }

        return commands;
    }

    /// <summary>Returns the command that removes a statement.</summary>
    public static string Remove(ResourcePolicyRecord record, string sid) =>
        Target(record, "remove-permission").With("statement-id", sid).ToString();

    /// <summary>Returns the command that adds a statement; null if the command cannot express it.</summary>
    public static string? Add(ResourcePolicyRecord record, string statement, string sid)
    {
        using var json = Parse(statement);
        var root = json.RootElement;
        if (Only(root, "Effect") != "Allow" || Only(root, "Action") is not { } action) return null;
        if (PrincipalOf(root) is not { } principal) return null;
        var command = Target(record, "add-permission").With("statement-id", sid).With("action", action).With("principal", principal);
        if (!root.TryGetProperty("Condition", out var condition)) return command.ToString();
        foreach (var test in condition.EnumerateObject())
        {
            foreach (var key in test.Value.EnumerateObject())
            {
                if (ValueOf(key.Value) is not { } value) return null;
                if (Is(test.Name, "Bool") && Is(key.Name, "lambda:InvokedViaFunctionUrl") && Is(value, "true"))
                {
                    command.Flag("invoked-via-function-url");
                    continue;
                }

                var parameter = Array.Find(Conditions, known => Is(known.Operator, test.Name) && Is(known.Key, key.Name)).Parameter;
                if (parameter is null) return null;
                command.With(parameter, value);
            }
        }

        return command.ToString();

        static bool Is(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);
    }

    private static AwsCommand Target(ResourcePolicyRecord record, string operation)
    {
        var parts = PolicyResources.NameOf(record.Kind, record.ResourceArn).Split(':', 2);
        Arn.TryParse(record.ResourceArn, out var arn);
        return PolicyCommands.Aws(record, "lambda", operation)
            .With("function-name", $"{arn! with { Resource = $"function:{parts[0]}" }}")
            .WithOptional("qualifier", parts.Length == 2 ? parts[1] : null);
    }

    private static Dictionary<string, JsonElement> Statements(string? document)
    {
        if (document is null) return [];
        using var json = Parse(document);
        var all = json.RootElement.TryGetProperty("Statement", out var found) ? found : default;
        IEnumerable<JsonElement> statements = all.ValueKind switch
        {
            JsonValueKind.Array => all.EnumerateArray(),
            JsonValueKind.Object => [all],
            _ => [],
        };
        var bySid = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var statement in statements)
            if (Only(statement, "Sid") is not { } sid || !bySid.TryAdd(sid, statement.Clone()))
                throw new ArgumentException("A statement of a function's policy has no id, or the id of another one.", nameof(document));
        return bySid;
    }

    private static bool AreEqual(JsonElement a, JsonElement b) => JsonNode.DeepEquals(JsonObject.Create(a), JsonObject.Create(b));

    private static JsonDocument Parse(string json)
    {
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException e)
        {
            throw new ArgumentException("The text is not JSON.", nameof(json), e);
        }
    }

    private static string? PrincipalOf(JsonElement statement) =>
        !statement.TryGetProperty("Principal", out var principal) ? null
        : principal.ValueKind != JsonValueKind.Object ? ValueOf(principal)
        : principal.EnumerateObject().ToList() is [{ Name: "AWS" or "Service" } one] ? ValueOf(one.Value)
        : null;

    private static string? Only(JsonElement statement, string name) =>
        statement.ValueKind == JsonValueKind.Object && statement.TryGetProperty(name, out var value) ? ValueOf(value) : null;

    /// <summary>Returns a string, or the only string of a list; null if there are others.</summary>
    private static string? ValueOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Array when value.GetArrayLength() == 1 => ValueOf(value[0]),
        _ => null,
    };
}
