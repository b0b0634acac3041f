using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LambdaRoleAudit.Sandbox.State;

/// <summary>
/// A function, or a published version of it: its configuration as Lambda writes it, kept as JSON so that whatever a client
/// sent comes back. Changed only while its account is locked.
/// </summary>
public sealed class FunctionState(JsonObject configuration)
{
    // As AWS writes JSON: "+0000", not "\u002B0000".
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private byte[]? _json;

    /// <summary>What ListFunctions says of it.</summary>
    public JsonObject Configuration { get; private set; } = configuration;

    /// <summary>The published versions, by number.</summary>
    public SortedDictionary<int, FunctionState> Versions { get; } = [];

    public string FunctionName => (string)Configuration["FunctionName"]!;

    public string FunctionArn => (string)Configuration["FunctionArn"]!;

    public string Version => (string)Configuration["Version"]!;

    public string Role => (string)Configuration["Role"]!;

    public string RevisionId => (string)Configuration["RevisionId"]!;

    /// <summary>The configuration in bytes, made once a change.</summary>
    public byte[] Json => _json ??= JsonSerializer.SerializeToUtf8Bytes(Configuration, Plain);

    /// <summary>Sets a field, for the next revision.</summary>
    public void Set(string name, JsonNode? value)
    {
        Configuration[name] = value;
        _json = null;
    }
}
