namespace LambdaRoleAudit.Policies;

/// <summary>
/// Who makes requests, as condition keys see it (IAM user guide, "AWS global condition context keys": properties of the principal).
/// </summary>
public sealed class RequestPrincipal
{
    private const string TagPrefix = "aws:PrincipalTag/";

    private static readonly string[] OwnKeys =
    [
        "aws:PrincipalArn", "aws:PrincipalAccount", "aws:PrincipalType", "aws:PrincipalIsAWSService", "aws:PrincipalServiceName",
        "aws:PrincipalServiceNamesList", "aws:userid", "aws:username",
    ];

    private readonly Dictionary<string, IReadOnlyList<string>> _values;
    private readonly bool _hasAllTags;

    private readonly string[] _brought;
    private readonly string? _roleId;

    private RequestPrincipal(
        string arn, Dictionary<string, IReadOnlyList<string>> values, bool hasAllTags, string? roleId, string[] brought)
    {
        Arn = arn;
        _values = values;
        _hasAllTags = hasAllTags;
        _roleId = roleId;
        _brought = brought;
    }

    /// <summary>Its ARN.</summary>
    public string Arn { get; }

    /// <summary>A role, in its sessions.</summary>
    /// <param name="arn">The role's ARN.</param>
    /// <param name="tags">Its tags; null where they are not known.</param>
    /// <param name="hasAllTags">It has no others, nor do its sessions (Lambda passes none).</param>
    /// <param name="roleId">Its unique id (AROA...); null where that is not known, as of a role to be made.</param>
    public static RequestPrincipal OfRole(
        string arn, IEnumerable<KeyValuePair<string, string>>? tags, bool hasAllTags = true, string? roleId = null)
    {
        var parts = arn.Split(':');
        var values = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase)
        {
            ["aws:PrincipalArn"] = [arn],
            ["aws:PrincipalType"] = ["AssumedRole"],
            ["aws:PrincipalIsAWSService"] = ["false"],
            ["aws:PrincipalServiceName"] = [],
            ["aws:PrincipalServiceNamesList"] = [],
            // "Assumed role: (not present)" (IAM user guide, "Variables and tags", principal key values).
            ["aws:username"] = [],
        };
        if (parts.Length > 5) values["aws:PrincipalAccount"] = [parts[4]];
        foreach (var (key, value) in tags ?? []) values[TagPrefix + key] = [value];
        return new RequestPrincipal(arn, values, hasAllTags && tags is not null, roleId, []);
    }

    /// <summary>The same principal, of whose requests more is known; a key without a value is not in them.</summary>
    public RequestPrincipal With(IEnumerable<KeyValuePair<string, string?>> more)
    {
        var values = new Dictionary<string, IReadOnlyList<string>>(_values, StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in more) values[key] = value is null ? [] : [value];
        return new RequestPrincipal(Arn, values, _hasAllTags, _roleId, _brought);
    }

    /// <summary>The same principal, whose requests all have a key, whatever its value.</summary>
    public RequestPrincipal Bringing(string key) => new(Arn, _values, _hasAllTags, _roleId, [.. _brought, key]);

    /// <summary>The same principal, whose requests never have a key.</summary>
    public RequestPrincipal Without(string key) =>
        new(Arn, new Dictionary<string, IReadOnlyList<string>>(_values, StringComparer.OrdinalIgnoreCase) { [key] = [] }, _hasAllTags,
            _roleId, _brought);

    /// <summary>Of both the same is known, so that what is open of them is the same too.</summary>
    internal bool IsSameAs(RequestPrincipal? other) =>
        other is not null && Arn == other.Arn && _roleId == other._roleId && _values.Count == other._values.Count
            && _values.All(pair =>
                other._values.TryGetValue(pair.Key, out var values) && values.SequenceEqual(pair.Value, StringComparer.Ordinal));

    /// <summary>Is a key a property of the principal, so that another principal's may be another?</summary>
    internal static bool IsOwn(string key) =>
        OwnKeys.Contains(key, StringComparer.OrdinalIgnoreCase) || key.StartsWith(TagPrefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>A request as this principal makes it.</summary>
    public PolicyRequest Making(PolicyRequest request)
    {
        var values = request.Context.Values.Where(pair => !IsOwn(pair.Key))
            .ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in _values) values[key] = value;
        return request with { Context = new RequestContext(values) };
    }

    /// <summary>Its requests all have the key.</summary>
    internal bool Brings(string key) =>
        _brought.Contains(key, StringComparer.OrdinalIgnoreCase) || key.Equals("aws:userid", StringComparison.OrdinalIgnoreCase);

    /// <summary>What a key's values look like; null where that is not known. A session's aws:userid is "role-id:session-name".</summary>
    internal GlobSet? TextsOf(string key) => _roleId is not null && key.Equals("aws:userid", StringComparison.OrdinalIgnoreCase)
        ? new GlobSet([Glob.Parse($"{_roleId}:?*", GlobSyntax.Wildcards)], isNegated: false) : null;

    /// <summary>All that is known, as a request brings it.</summary>
    internal IReadOnlyDictionary<string, IReadOnlyList<string>> Values => _values;

    /// <summary>A key's values; none where its requests never have it; null where that is not known.</summary>
    internal IReadOnlyList<string>? ValuesOf(string key) => _values.GetValueOrDefault(key)
        ?? (_hasAllTags && key.StartsWith(TagPrefix, StringComparison.OrdinalIgnoreCase) ? [] : null);
}
