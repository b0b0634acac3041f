using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.LeastPrivilege;

/// <summary>Writes policy documents and statements.</summary>
internal static class PolicyText
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>"IAM doesn't count white space when calculating the size of a policy" (IAM user guide, "IAM and AWS STS quotas").</summary>
    public static int SizeOf(string document) => document.Count(c => !char.IsWhiteSpace(c));

    /// <summary>Returns a document with statements.</summary>
    public static string Document(string version, string? id, IEnumerable<string> statements)
    {
        var text = new StringBuilder("{\"Version\":").Append(JsonSerializer.Serialize(version, Plain));
        if (id is not null) text.Append(",\"Id\":").Append(JsonSerializer.Serialize(id, Plain));
        return text.Append(",\"Statement\":[").AppendJoin(',', statements).Append("]}").ToString();
    }

    /// <summary>Returns a statement with other actions and resources; everything else, such as conditions, and the order stay.</summary>
    /// <param name="statement">The source's statement.</param>
    /// <param name="sid">The Sid; null for none.</param>
    /// <param name="actions">The values of Action or NotAction.</param>
    /// <param name="isNotAction">True for NotAction.</param>
    /// <param name="resources">The values of Resource; null to keep Resource or NotResource.</param>
    public static string Statement(
        PolicyStatement statement, string? sid, IReadOnlyList<string> actions, bool isNotAction, IReadOnlyList<string>? resources)
    {
        var source = (JsonObject)JsonNode.Parse(statement.Text)!;
        var target = new JsonObject();
        foreach (var (name, value) in source)
        {
            switch (name)
            {
                case "Sid":
                    if (sid is not null) target[name] = sid;
                    break;
                case "Action" or "NotAction":
                    target[isNotAction ? "NotAction" : "Action"] = Values(actions);
                    break;
                case "Resource" or "NotResource" when resources is not null:
                    target["Resource"] = Values(resources);
                    break;
                default:
                    target[name] = value?.DeepClone();
                    break;
            }
        }

        return Of(target);
    }

    /// <summary>Returns JSON with as few escapes as possible.</summary>
    public static string Of(JsonNode json) => json.ToJsonString(Plain);

    private static JsonNode Values(IReadOnlyList<string> values) => values.Count == 1
        ? JsonValue.Create(values[0])
        : new JsonArray([.. values.Select(value => (JsonNode?)value)]);
}
