using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LambdaRoleAudit.Sandbox.State;

/// <summary>
/// A function, or a published version of it: its configuration as Lambda writes it, stored as JSON so that everything a client sent is
/// returned. Changed only while its account is locked.
/// </summary>
public sealed class FunctionState(JsonObject configuration)
{
    // As AWS writes JSON: "+0000", not "\u002B0000".
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private byte[]? _json;

    /// <summary>The configuration as ListFunctions returns it.</summary>
    public JsonObject Configuration { get; private set; } = configuration;

    /// <summary>The published versions, by number.</summary>
    public SortedDictionary<int, FunctionState> Versions { get; } = [];

    /// <summary>The function's tags.</summary>
    public SortedDictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);

    /// <summary>The statements of the resource policy, by their ids.</summary>
    public SortedDictionary<string, JsonObject> Permissions { get; } = new(StringComparer.Ordinal);

    /// <summary>The aliases, by name.</summary>
    public SortedDictionary<string, AliasState> Aliases { get; } = new(StringComparer.Ordinal);

    /// <summary>The function's URL; null if it has none. Aliases have their own.</summary>
    public JsonObject? Url { get; set; }

    /// <summary>The provisioned concurrency of a version; null if it has none. Aliases have their own.</summary>
    public ProvisionedState? Provisioned { get; set; }

    /// <summary>The number of the version that was published last; 0 if there was none.</summary>
    public int LastPublished { get; set; }

    /// <summary>When a version that was just published is Active; null for a version that always was.</summary>
    public DateTimeOffset? ActiveAt { get; set; }

    /// <summary>True if a version ends as Failed instead.</summary>
    public bool ActivationFails { get; set; }

    /// <summary>When the update in progress ends; null if there is none.</summary>
    public DateTimeOffset? UpdateEndsAt { get; set; }

    /// <summary>True if the last update failed, or the current update will fail.</summary>
    public bool UpdateFails { get; set; }

    public string FunctionName => (string)Configuration["FunctionName"]!;

    public string FunctionArn => (string)Configuration["FunctionArn"]!;

    public string Version => (string)Configuration["Version"]!;

    public string Role => (string)Configuration["Role"]!;

    public string RevisionId => (string)Configuration["RevisionId"]!;

    /// <summary>The configuration in bytes, created once per change.</summary>
    public byte[] Json => _json ??= JsonSerializer.SerializeToUtf8Bytes(Configuration, Plain);

    /// <summary>Sets a field, for the next revision.</summary>
    public void Set(string name, JsonNode? value)
    {
        Configuration[name] = value;
        _json = null;
    }
}
