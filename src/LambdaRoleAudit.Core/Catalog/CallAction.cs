namespace LambdaRoleAudit.Catalog;

/// <summary>An action that calls need, and how its resource follows from a call.</summary>
internal sealed class CallAction
{
    private readonly ServiceAction _known;
    private readonly AwsService _service;
    private readonly IReadOnlyList<ResourceTemplate>? _own;
    private readonly Dictionary<string, IReadOnlyList<ResourceTemplate>> _types;
    private readonly IReadOnlyList<ResourceTemplate>? _ofRule;

    private CallAction(AwsService service, ServiceAction known, IReadOnlyList<ResourceTemplate>? ofRule)
    {
        (_service, _known, _ofRule) = (service, known, ofRule);
        Name = $"{service.Prefix}:{known.Name}";
        _own = ResourceTable.OfAction(Name);
        _types = known.Resources.Distinct(StringComparer.Ordinal)
            .ToDictionary(type => type, ResourceTable.OfType, StringComparer.Ordinal);
    }

    /// <summary>The action: <c>s3:GetObject</c>.</summary>
    public string Name { get; }

    /// <summary>True if every call needs the action for <c>*</c>.</summary>
    public bool IsForAll => !_known.HasResourceTypes && _own is null && _ofRule is null;

    /// <summary>Returns an action that AWS has, with the templates of a rule or its own.</summary>
    public static CallAction Of(string action, IReadOnlyList<ResourceTemplate>? ofRule) =>
        Find(action, ofRule) ?? throw new InvalidDataException($"AWS does not have the action {action}.");

    /// <summary>Returns the action in any case; null if AWS does not have it.</summary>
    public static CallAction? Find(string action, IReadOnlyList<ResourceTemplate>? ofRule)
    {
        var colon = action.IndexOf(':', StringComparison.Ordinal);
        return ActionCatalog.Find(action[..colon]) is { } service && service.Find(action.ToLowerInvariant()) is { } known
            ? new CallAction(service, known, ofRule)
            : null;
    }

    /// <summary>Adds the permissions that a call needs, one for each resource.</summary>
    public void AddTo(List<RequiredPermission> permissions, ApiCall call)
    {
        if (IsForAll)
        {
            Add(permissions, "*");
            return;
        }

        foreach (var arn in Resources(call)) Add(permissions, arn);
    }

    private void Add(List<RequiredPermission> permissions, string? arn)
    {
        var permission = new RequiredPermission(Name, arn);
        if (!permissions.Contains(permission)) permissions.Add(permission);
    }

    private List<string?> Resources(ApiCall call)
    {
        if (_ofRule is not null) return First(_ofRule, call, null) ?? [null];
        if (_own is not null && First(_own, call, isFirst: true) is { } exact) return exact;
        return Recorded(call) ?? (_own is not null ? First(_own, call, isFirst: false) : OfTypes(call)) ?? [null];
    }

    /// <summary>
    /// The record's own resources, if they are of a type to which the action can be limited. An action that needs several types of
    /// resources is not known from one.
    /// </summary>
    private List<string?>? Recorded(ApiCall call)
    {
        if (call.ResourceArns.Count == 0) return null;
        var fitting = call.ResourceArns.Where(arn => TypeOf(arn) is { } type && _known.Resources.Contains(type))
            .Distinct(StringComparer.Ordinal).ToList();
        var needed = _known.NeededResources;
        return fitting.Count > 0 && (needed.Count < 2 || needed.All(type => fitting.Exists(arn => TypeOf(arn) == type)))
            ? [.. fitting]
            : null;
    }

    /// <summary>
    /// What the request names of each type that the action needs. If the action needs none in every call, the one that is named.
    /// </summary>
    private List<string?>? OfTypes(ApiCall call)
    {
        if (!_known.HasResourceTypes) return ["*"];
        var arns = new List<string?>();
        foreach (var type in _known.NeededResources)
        {
            if (Named(type, call) is not { } found) return null;
            arns.AddRange(found);
        }

        if (_known.NeededResources.Count > 0) return arns;
        var named = _known.Resources.Select(type => Named(type, call)).Where(found => found is not null).Take(2).ToList();
        return named.Count == 1 ? [.. named[0]!] : null;
    }

    private List<string?>? Named(string type, ApiCall call) => First(_types[type], call, null) is { } arns
        && arns.TrueForAll(arn => arn is null || TypeOf(arn) == type) ? arns : null;

    private string? TypeOf(string arn) => ArnPattern.BestOf(_service.ResourceArns, arn);

    private static List<string?>? First(IReadOnlyList<ResourceTemplate> templates, ApiCall call, bool? isFirst)
    {
        foreach (var template in templates)
        {
            if ((isFirst is null || template.IsFirst == isFirst) && template.Fill(call) is { Count: > 0 } arns) return arns;
        }

        return null;
    }
}
