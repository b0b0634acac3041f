using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace LambdaRoleAudit.Model;

/// <summary>
/// The configuration of a function or version, for comparison only. Of each field, only an HMAC is kept, with a random key that exists only
/// in this process. Values, such as those of environment variables, cannot be read or guessed from it, here or anywhere else.
/// </summary>
public sealed class ConfigurationDigest
{
    private const string EnvironmentField = "Environment";

    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    private readonly SortedDictionary<string, string> _fields = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _unreadable = new(StringComparer.Ordinal);

    private ConfigurationDigest()
    {
    }

    /// <summary>
    /// The fields that are not compared, each with the reason. All other fields are compared, including those that AWS adds later (Lambda
    /// API reference, FunctionConfiguration).
    /// </summary>
    public static IReadOnlyDictionary<string, string> NotCompared { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["Role"] = "The role is what a repair changes. It is checked on its own.",
        ["Version"] = "It names the version.",
        ["FunctionArn"] = "It names the version.",
        ["MasterArn"] = "It names the function of a Lambda@Edge replica.",
        ["RevisionId"] = "Each version has its own.",
        ["LastModified"] = "Each version has its own.",
        ["ConfigSha256"] = "A hash over the configuration with its role. The fields are compared one by one.",
        ["Description"] = "PublishVersion can set it for a version. A published version gets the description of the version it replaces.",
        ["State"] = "It describes the state, not the configuration.",
        ["StateReason"] = "It describes the state.",
        ["StateReasonCode"] = "It describes the state.",
        ["LastUpdateStatus"] = "It describes the last update.",
        ["LastUpdateStatusReason"] = "It describes the last update.",
        ["LastUpdateStatusReasonCode"] = "It describes the last update.",
        ["SnapStart.OptimizationStatus"] = "It says whether the snapshot of this version is ready.",
    };

    /// <summary>The fields that Lambda could not return, for example because KMS denies the decryption of environment variables.</summary>
    public IReadOnlyCollection<string> Unreadable => _unreadable;

    /// <summary>Returns the digest of a configuration.</summary>
    /// <param name="configuration">A function's configuration as Lambda returns it, without a wrapper.</param>
    public static ConfigurationDigest Of(JsonElement configuration)
    {
        var digest = new ConfigurationDigest();
        foreach (var field in configuration.EnumerateObject())
        {
            if (NotCompared.ContainsKey(field.Name)) continue;
            if (field.Value.ValueKind == JsonValueKind.Object && field.Value.TryGetProperty("Error", out var error)
                && error.ValueKind != JsonValueKind.Null)
                digest._unreadable.Add(field.Name);
            else if (field.Name == EnvironmentField && field.Value.ValueKind == JsonValueKind.Object) digest.AddEnvironment(field.Value);
            else digest.Add(field.Name, field.Value);
        }

        return digest;
    }

    /// <summary>Returns the names of the fields that differ, sorted. Environment variables have their own names.</summary>
    /// <param name="other">The other configuration, from the same process.</param>
    public IReadOnlyList<string> DifferencesFrom(ConfigurationDigest other) =>
    [
        .. _fields.Keys.Union(other._fields.Keys, StringComparer.Ordinal)
            .Where(name => _fields.GetValueOrDefault(name) != other._fields.GetValueOrDefault(name))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Returns how many fields there are, and nothing of their content.</summary>
    public override string ToString() => FormattableString.Invariant($"{_fields.Count} fields");

    private void AddEnvironment(JsonElement environment)
    {
        foreach (var part in environment.EnumerateObject())
        {
            if (part.Name != "Variables" || part.Value.ValueKind != JsonValueKind.Object)
                Add($"{EnvironmentField}.{part.Name}", part.Value);
            // An empty variable is not the same as no variable.
            else
                foreach (var variable in part.Value.EnumerateObject())
                    _fields[$"environment variable {variable.Name}"] = Hash(variable.Name, variable.Value);
        }
    }

    private void Add(string name, JsonElement value)
    {
        if (!IsEmpty(value, name)) _fields[name] = Hash(name, value);
    }

    private static string Hash(string name, JsonElement value)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Key);
        Append(hmac, 'n', name);
        Write(hmac, value, name);
        return Convert.ToHexString(hmac.GetHashAndReset());
    }

    /// <summary>Lambda writes some unset fields as null, as empty texts, lists or objects, or not at all.</summary>
    private static bool IsEmpty(JsonElement value, string path) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => true,
        JsonValueKind.String => value.GetString()!.Length == 0,
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => value.EnumerateObject().All(field => IsLeftOut(field, path)),
        _ => false,
    };

    private static bool IsLeftOut(JsonProperty field, string path) =>
        NotCompared.ContainsKey($"{path}.{field.Name}") || IsEmpty(field.Value, $"{path}.{field.Name}");

    /// <summary>Each part has its kind and length, so that two values never give the same bytes.</summary>
    private static void Write(IncrementalHash hmac, JsonElement value, string path)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var fields = value.EnumerateObject().Where(field => !IsLeftOut(field, path))
                    .OrderBy(field => field.Name, StringComparer.Ordinal).ToList();
                Append(hmac, 'o', fields.Count);
                foreach (var field in fields)
                {
                    Append(hmac, 'n', field.Name);
                    Write(hmac, field.Value, $"{path}.{field.Name}");
                }

                break;
            case JsonValueKind.Array:
                Append(hmac, 'a', value.GetArrayLength());
                foreach (var item in value.EnumerateArray()) Write(hmac, item, path);
                break;
            case JsonValueKind.String:
                Append(hmac, 's', value.GetString()!);
                break;
            default:
                Append(hmac, 'v', value.GetRawText());
                break;
        }
    }

    private static void Append(IncrementalHash hmac, char kind, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Append(hmac, kind, bytes.Length);
        hmac.AppendData(bytes);
        CryptographicOperations.ZeroMemory(bytes);
    }

    private static void Append(IncrementalHash hmac, char kind, int number)
    {
        Span<byte> bytes = stackalloc byte[5];
        bytes[0] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(bytes[1..], number);
        hmac.AppendData(bytes);
    }
}
