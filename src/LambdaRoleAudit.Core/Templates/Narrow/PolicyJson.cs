using System.Text.Encodings.Web;
using System.Text.Json;

namespace LambdaRoleAudit.Templates;

/// <summary>How policies of templates are written as JSON while they are worked on: symbols and quotes stay as they are.</summary>
internal static class PolicyJson
{
    /// <summary>The options.</summary>
    public static JsonSerializerOptions Plain { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
