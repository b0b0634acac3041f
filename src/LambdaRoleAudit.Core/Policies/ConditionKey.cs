using System.Collections.Frozen;
using System.IO.Compression;
using System.Text;

namespace LambdaRoleAudit.Policies;

/// <summary>
/// The documented properties of a condition key: its type, whether a request can have more than one value of it, and which requests have
/// it. From the global condition keys page (<c>global-condition-keys.txt</c>) and the Service Authorization Reference
/// (<c>service-condition-keys.txt.br</c>, created by <c>condense-condition-keys.mjs</c>).
/// </summary>
internal sealed class ConditionKey
{
    private static readonly Lazy<(FrozenDictionary<string, ConditionKey> Plain,
        (Glob Name, ConditionKey Key)[] Patterns)> Table = new(Load);
    private readonly string? _actionText;
    private readonly Lazy<GlobSet?> _actions;

    private ConditionKey(ConditionKind kind, bool isMultivalued, bool isAlwaysThere, string? actionText)
    {
        Kind = kind;
        MayBeMultivalued = isMultivalued;
        IsAlwaysThere = isAlwaysThere;
        _actionText = actionText;
        _actions = new Lazy<GlobSet?>(ReadActions);
    }

    /// <summary>
    /// A key that AWS's documentation does not list. Its type is not known, and any request or none can have it. It is assumed to have one
    /// value, unless a policy uses it with a set operator.
    /// </summary>
    public static ConditionKey Unlisted { get; } = new(ConditionKind.Text, isMultivalued: false, isAlwaysThere: false, actionText: null);

    /// <summary>True if AWS's documentation lists the key.</summary>
    public bool IsListed => !ReferenceEquals(this, Unlisted);

    /// <summary>The type of its values.</summary>
    public ConditionKind Kind { get; }

    /// <summary>True if a request can have more than one value.</summary>
    public bool MayBeMultivalued { get; }

    /// <summary>"This key is always included in the request context."</summary>
    public bool IsAlwaysThere { get; }

    /// <summary>The actions, in lower case, whose requests have the key; null if any request can have it.</summary>
    public GlobSet? Actions => _actions.Value;

    /// <summary>Returns the key with the given name, in any case.</summary>
    public static ConditionKey Of(string name)
    {
        var key = name.ToLowerInvariant();
        if (Table.Value.Plain.TryGetValue(key, out var known)) return known;
        foreach (var (pattern, found) in Table.Value.Patterns)
            if (pattern.Matches(key)) return found;
        return Unlisted;
    }

    private static (FrozenDictionary<string, ConditionKey> Plain, (Glob Name, ConditionKey Key)[] Patterns) Load()
    {
        var keys = new Dictionary<string, ConditionKey>(StringComparer.Ordinal);
        var assembly = typeof(ConditionKey).Assembly;
        using (var text = new StreamReader(assembly.GetManifestResourceStream("global-condition-keys.txt")!, Encoding.UTF8))
        {
            while (text.ReadLine() is { } line)
            {
                if (line.StartsWith('#')) continue;
                var fields = line.Split('\t');
                Add(fields[0].ToLowerInvariant(), fields[1], fields.Length > 2, actionText: null);
            }
        }

        using (var packed = new BrotliStream(
            assembly.GetManifestResourceStream("service-condition-keys.txt.br")!, CompressionMode.Decompress))
        using (var text = new StreamReader(packed, Encoding.UTF8))
        {
            text.ReadLine();
            while (text.ReadLine() is { } line)
            {
                var fields = line.Split('\t');
                // A key without an action there, or without a service (saml:..., the key of an identity provider), is not limited to any
                // action.
                var service = fields[0][..fields[0].IndexOf(':', StringComparison.Ordinal)];
                Add(fields[0], fields[1], isAlwaysThere: false,
                    fields[2].StartsWith($"{service}: ", StringComparison.Ordinal) ? fields[2] : null);
            }
        }

        return (keys.Where(key => !key.Key.Contains('*', StringComparison.Ordinal)).ToFrozenDictionary(StringComparer.Ordinal),
            [.. keys.Where(key => key.Key.Contains('*', StringComparison.Ordinal))
                .Select(key => (Glob.Parse(key.Key, GlobSyntax.Wildcards), key.Value))]);

        void Add(string name, string type, bool isAlwaysThere, string? actionText)
        {
            var isMultivalued = type.StartsWith("ArrayOf", StringComparison.Ordinal);
            keys.TryAdd(name, new ConditionKey(KindOf(isMultivalued ? type[7..] : type), isMultivalued, isAlwaysThere, actionText));
        }
    }

    private static ConditionKind KindOf(string type) => type switch
    {
        "String" => ConditionKind.Text,
        "ARN" => ConditionKind.Arn,
        "Numeric" => ConditionKind.Numeric,
        "Date" => ConditionKind.Date,
        "Bool" => ConditionKind.Bool,
        "IPAddress" => ConditionKind.Ip,
        _ => throw new InvalidDataException($"The type '{type}' of condition keys is unknown."),
    };

    private GlobSet? ReadActions()
    {
        if (_actionText is null) return null;
        var actions = new List<Glob>();
        var service = "";
        foreach (var word in _actionText.Split(' '))
        {
            if (word.EndsWith(':')) service = word;
            else actions.Add(Glob.Parse(service + word, GlobSyntax.None));
        }

        return new GlobSet(actions, isNegated: false);
    }
}
