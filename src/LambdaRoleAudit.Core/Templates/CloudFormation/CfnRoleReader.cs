using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>Reads the roles of a template with all policies that the template gives them.</summary>
internal sealed class CfnRoleReader(CfnTemplate template, CfnPlaces places)
{
    /// <summary>The type of IAM roles.</summary>
    public const string Role = "AWS::IAM::Role";

    private readonly CfnManagedPolicies _managed = new(template);

    /// <inheritdoc cref="CfnAttachments.Open"/>
    public IReadOnlyList<(string Policy, string Role, string? Default)> OpenAttachments { get; private set; } = [];

    /// <summary>Returns the roles, in the order of the file. A role that SAM makes stands at its function.</summary>
    public IReadOnlyList<DeclaredRole> Read()
    {
        var drafts = new List<CfnRoleDraft>();
        foreach (var resource in template.Resources.Values)
        {
            if (resource.Type == Role) drafts.Add(Own(resource));
            else if (SamRoles.MakesRole(resource)) drafts.Add(new SamRoleReader(template, _managed).Read(resource, Evaluator(resource)));
        }

        var attached = new CfnAttachments(template, _managed, drafts);
        foreach (var resource in template.Resources.Values) attached.Add(resource);
        OpenAttachments = attached.Open;
        return [.. drafts.Select(draft => draft.Finish(
            places.Of(draft.Resource, draft.Address), draft.Resource.Type == Role ? draft.Resource.Node : null))];
    }

    private CfnEvaluator Evaluator(CfnResource resource) => new(template, new(resource.Conditions, isExact: false), resource.Loop);

    private CfnRoleDraft Own(CfnResource resource)
    {
        var evaluator = Evaluator(resource);
        var draft = new CfnRoleDraft(resource, resource.LogicalId, evaluator);
        if (resource.Properties is not { } properties)
        {
            draft.Unknown(resource.LogicalId, "it has no properties");
            return draft;
        }

        if (properties["Fn::Transform"] is not null) draft.Unknown("Properties", "a macro (Fn::Transform) can change them");
        CfnValue Property(string name) => evaluator.Evaluate(properties.EntryOf(name)?.Value);
        draft.TrustPolicy = draft.Document(Property("AssumeRolePolicyDocument"), "AssumeRolePolicyDocument");
        draft.RoleName = evaluator.Literal(properties.EntryOf("RoleName")?.Value);
        draft.DefaultName = DefaultName(draft, Property("RoleName"));
        draft.Path = draft.Text(Property("Path"), "Path") ?? "/";
        draft.Managed = _managed;
        draft.PermissionsBoundaryArn = draft.Text(Property("PermissionsBoundary"), "PermissionsBoundary");
        foreach (var policy in Items(draft, Property("Policies"), "Policies")) Inline(draft, policy);
        foreach (var arn in Items(draft, Property("ManagedPolicyArns"), "ManagedPolicyArns"))
            if (draft.Text(arn, "ManagedPolicyArns") is { } text) draft.AddManaged(text, _managed);
        return draft;
    }

    private (string, string)? DefaultName(CfnRoleDraft draft, CfnValue name)
    {
        if (draft.RoleName is not null || name is not (CfnText or CfnSymbol) || draft.Evaluator.TextOf(name) is not { } text) return null;
        var (set, parameters) = CfnDefaults.Of(template, text);
        return parameters.Count == 0 || Symbol.IsIn(set) ? null : (set, string.Join(" and ", parameters));
    }

    private static void Inline(CfnRoleDraft draft, CfnValue policy)
    {
        if (policy is not CfnMap map)
        {
            draft.Document(policy, "Policies");
            return;
        }

        var name = map["PolicyName"] is { } value && draft.Text(value, "PolicyName") is { } text ? text : "?";
        if (draft.Document(map["PolicyDocument"] ?? CfnNoValue.Instance, Symbol.Shown(name)) is { } document)
            draft.InlinePolicies.Add(new(name, document));
    }

    /// <summary>The items of a list that exist in all deployments. The others are noted.</summary>
    private static IEnumerable<CfnValue> Items(CfnRoleDraft draft, CfnValue value, string what)
    {
        if (value is CfnNoValue) return [];
        if (value is not CfnList { Items: var items })
        {
            draft.Document(value is CfnMap ? new CfnUnknown("it is not a list") : value, what);
            return [];
        }

        var conditional = items.OfType<CfnChoice>().ToList();
        draft.Unknown(what, conditional.Select(choice => $"an item depends on the condition {choice.Condition}"));
        return items.Where(item => item is not CfnChoice);
    }
}
