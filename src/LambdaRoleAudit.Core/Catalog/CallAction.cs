namespace LambdaRoleAudit.Catalog;

/// <summary>An action that calls need, and how its resource follows from a call.</summary>
internal sealed class CallAction
{
    private readonly ServiceAction _known;
    private readonly AwsService _service;
    private readonly IReadOnlyList<ResourceTemplate> _templates;
    private readonly bool _isOwnTemplate;

    private CallAction(AwsService service, ServiceAction known, IReadOnlyList<ResourceTemplate>? template)
    {
        (_service, _known, _isOwnTemplate) = (service, known, template is not null);
        Name = $"{service.Prefix}:{known.Name}";
        _templates = template ?? CallTable.TemplatesOf(Name);
    }

    /// <summary>The action: <c>s3:GetObject</c>.</summary>
    public string Name { get; }

    /// <summary>True if the permission is the same for every call.</summary>
    public bool IsFixed => !_known.HasResourceTypes;

    /// <summary>Returns an action that AWS has, with the templates of a rule or its own.</summary>
    public static CallAction Of(string action, IReadOnlyList<ResourceTemplate>? template) =>
        Find(action, template) ?? throw new InvalidDataException($"AWS does not have the action {action}.");

    /// <summary>Returns the action in any case; null if AWS does not have it.</summary>
    public static CallAction? Find(string action, IReadOnlyList<ResourceTemplate>? template)
    {
        var colon = action.IndexOf(':', StringComparison.Ordinal);
        return ActionCatalog.Find(action[..colon]) is { } service && service.Find(action.ToLowerInvariant()) is { } known
            ? new CallAction(service, known, template)
            : null;
    }

    /// <summary>Adds the permissions that a call needs, one for each resource.</summary>
    public void AddTo(List<RequiredPermission> permissions, ApiCall call)
    {
        if (!_known.HasResourceTypes)
        {
            Add(permissions, "*");
            return;
        }

        foreach (var template in _templates.Where(template => template.IsFirst || _isOwnTemplate))
        {
            if (Fill(permissions, template, call)) return;
        }

        if (_isOwnTemplate)
        {
            Add(permissions, null);
            return;
        }

        var recorded = call.ResourceArns.Where(Fits).Distinct(StringComparer.Ordinal).ToList();
        if (recorded.Count > 0 && IsComplete(recorded))
        {
            foreach (var arn in recorded) Add(permissions, arn);
            return;
        }

        foreach (var template in _templates.Where(template => !template.IsFirst))
        {
            if (Fill(permissions, template, call)) return;
        }

        Add(permissions, null);
    }

    private bool Fill(List<RequiredPermission> permissions, ResourceTemplate template, ApiCall call)
    {
        if (template.Fill(call) is not { Count: > 0 } arns) return false;
        foreach (var arn in arns) Add(permissions, arn);
        return true;
    }

    private void Add(List<RequiredPermission> permissions, string? arn)
    {
        var permission = new RequiredPermission(Name, arn);
        if (!permissions.Contains(permission)) permissions.Add(permission);
    }

    /// <summary>True if the ARN is of a type to which the action can be limited, and no more exact type of the service fits.</summary>
    private bool Fits(string arn) =>
        ArnPattern.BestOf(_service.ResourceArns, arn) is { } best ? _known.Resources.Contains(best) : false;

    /// <summary>An action that needs several kinds of resources is not known from one.</summary>
    private bool IsComplete(List<string> arns) => _known.NeededResources.Count < 2
        || _known.NeededResources.All(pattern => arns.Exists(arn => ArnPattern.BestOf(_service.ResourceArns, arn) == pattern));
}
