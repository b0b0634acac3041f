namespace LambdaRoleAudit.Policies;

/// <summary>
/// The principal that makes requests, as condition keys describe it (IAM user guide, "AWS global condition context keys": properties of the
/// principal).
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

    /// <summary>The principal's ARN.</summary>
    public string Arn { get; }

    /// <summary>Creates the principal of a role in its sessions.</summary>
    /// <param name="arn">The role's ARN.</param>
    /// <param name="tags">The role's tags; null if they are not known.</param>
    /// <param name="hasAllTags">True if the role and its sessions have no other tags (Lambda does not pass session tags).</param>
    /// <param name="roleId">The role's unique id (AROA...); null if it is not known, for example for a role that will be created.</param>
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

    /// <summary>Returns the principal with additional known keys of its requests. A key without a value is not in them.</summary>
    public RequestPrincipal With(IEnumerable<KeyValuePair<string, string?>> more)
    {
        var values = new Dictionary<string, IReadOnlyList<string>>(_values, StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in more) values[key] = value is null ? [] : [value];
        return new RequestPrincipal(Arn, values, _hasAllTags, _roleId, _brought);
    }

    /// <summary>Returns the principal with a key that all of its requests have, whatever its value.</summary>
    public RequestPrincipal Bringing(string key) => new(Arn, _values, _hasAllTags, _roleId, [.. _brought, key]);

    /// <summary>Returns the principal with a key that its requests never have.</summary>
    public RequestPrincipal Without(string key) =>
        new(Arn, new Dictionary<string, IReadOnlyList<string>>(_values, StringComparer.OrdinalIgnoreCase) { [key] = [] }, _hasAllTags,
            _roleId, _brought);

    /// <summary>Returns true if the same is known about both, so that what is not known is also the same.</summary>
    internal bool IsSameAs(RequestPrincipal? other) =>
        other is not null && Arn == other.Arn && _roleId == other._roleId && _values.Count == other._values.Count
            && _values.All(pair =>
                other._values.TryGetValue(pair.Key, out var values) && values.SequenceEqual(pair.Value, StringComparer.Ordinal));

    /// <summary>Returns true if a key is a property of the principal, so that it can differ for another principal.</summary>
    internal static bool IsOwn(string key) =>
        OwnKeys.Contains(key, StringComparer.OrdinalIgnoreCase) || key.StartsWith(TagPrefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns a request as this principal makes it.</summary>
    public PolicyRequest Making(PolicyRequest request)
    {
        var values = request.Context.Values.Where(pair => !IsOwn(pair.Key))
            .ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in _values) values[key] = value;
        return request with { Context = new RequestContext(values) };
    }

    /// <summary>Returns true if all of the principal's requests have the key.</summary>
    internal bool Brings(string key) =>
        _brought.Contains(key, StringComparer.OrdinalIgnoreCase) || key.Equals("aws:userid", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Returns the patterns of a key's values; null if they are not known. A session's aws:userid is "role-id:session-name".
    /// </summary>
    internal GlobSet? TextsOf(string key) => _roleId is not null && key.Equals("aws:userid", StringComparison.OrdinalIgnoreCase)
        ? new GlobSet([Glob.Parse($"{_roleId}:?*", GlobSyntax.Wildcards)], isNegated: false) : null;

    /// <summary>All known values, as a request has them.</summary>
    internal IReadOnlyDictionary<string, IReadOnlyList<string>> Values => _values;

    /// <summary>Returns a key's values; empty if the principal's requests never have the key; null if this is not known.</summary>
    internal IReadOnlyList<string>? ValuesOf(string key) => _values.GetValueOrDefault(key)
        ?? (_hasAllTags && key.StartsWith(TagPrefix, StringComparison.OrdinalIgnoreCase) ? [] : null);
}
