using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Adds policies that attach to roles from resources of their own: <c>AWS::IAM::Policy</c>, <c>AWS::IAM::RolePolicy</c> and
/// <c>AWS::IAM::ManagedPolicy</c>. CDK writes all inline policies in this way.
/// </summary>
internal sealed class CfnAttachments
{
    private readonly CfnTemplate _template;
    private readonly CfnManagedPolicies _managed;
    private readonly List<(string Policy, string Role, string? Default)> _open = [];
    private bool _hasConnector;

    /// <summary>The roles by what names them: <c>Ref</c>, or the value of RoleName.</summary>
    private readonly Dictionary<string, CfnRoleDraft> _roles = new(StringComparer.Ordinal);

    /// <summary>The roles with a RoleName, and whether it is computed.</summary>
    private readonly Dictionary<CfnRoleDraft, bool> _named = [];

    public CfnAttachments(CfnTemplate template, CfnManagedPolicies managed, IEnumerable<CfnRoleDraft> roles)
    {
        (_template, _managed) = (template, managed);
        foreach (var role in roles)
        {
            _roles[Symbol.Fixed(role.Address)] = role;
            if (role.Resource.Type != CfnRoleReader.Role || role.Resource.Properties?.EntryOf("RoleName") is not { } name) continue;
            var value = role.Evaluator.Evaluate(name.Value);
            var text = value is CfnText or CfnSymbol ? role.Evaluator.TextOf(value) : null;
            if (text is not null) _roles.TryAdd(text, role);
            _named[role] = text is null || Symbol.IsIn(text);
        }
    }

    /// <summary>What policies attach to that is not a role of the template: the policy, and what names the role.</summary>
    public IReadOnlyList<(string Policy, string Role, string? Default)> Open => _open;

    /// <summary>Adds the policy of a resource to its roles, if it is one.</summary>
    public void Add(CfnResource resource)
    {
        // A resource can have connectors of its own.
        if (resource.Type == "AWS::Serverless::Connector" || (_template.IsSam && resource.Node["Connectors"] is not null))
            Connector(resource);
        if (resource.Type is not ("AWS::IAM::Policy" or "AWS::IAM::RolePolicy" or "AWS::IAM::ManagedPolicy")) return;
        if (resource.Properties is not { } properties) return;
        var evaluator = new CfnEvaluator(_template, new(resource.Conditions, isExact: false), resource.Loop);
        var roles = properties.EntryOf(resource.Type == "AWS::IAM::RolePolicy" ? "RoleName" : "Roles")?.Value;
        (string?, IReadOnlyList<string>)? document = null;
        var named = evaluator.Evaluate(roles);
        foreach (var item in Items(named)) Doubt(resource, evaluator, item);
        foreach (var (role, condition) in Roles(evaluator, named, null).ToList())
        {
            var other = resource.Condition is { } own && role.Resource.Condition != own ? own : condition;
            if (other is null)
            {
                document ??= CfnRoleDraft.Write(evaluator.Evaluate(properties.EntryOf("PolicyDocument")?.Value), evaluator);
                Attach(role, resource, document.Value, evaluator);
                continue;
            }

            role.Unknown(resource.LogicalId, $"it attaches to the role on the condition {other}");
        }
    }

    /// <summary>Which role a connector changes is not read, so one is told for all of them.</summary>
    private void Connector(CfnResource resource)
    {
        if (_hasConnector) return;
        _hasConnector = true;
        foreach (var role in _roles.Values) role.Unknown(resource.LogicalId, "the policy that the connector adds to a role is not read");
    }

    private static IEnumerable<CfnValue> Items(CfnValue value) => value switch
    {
        CfnList list => list.Items.SelectMany(Items),
        CfnChoice choice => Items(choice.IfTrue).Concat(Items(choice.IfFalse)),
        CfnNoValue => [],
        _ => [value],
    };

    /// <summary>
    /// Remembers the roles whose name a value can be: one that is computed from the role, or anything else that is known at deployment
    /// only. CloudFormation makes up the name of a role without RoleName, so no other value has it.
    /// </summary>
    private void Doubt(CfnResource resource, CfnEvaluator evaluator, CfnValue item)
    {
        var text = evaluator.TextOf(item);
        if (text is not null && _roles.ContainsKey(text)) return;
        var shown = CfnExpression.Of(item);
        var isOpen = item is CfnUnknown || CfnExpression.IsFree(item);
        _open.Add((resource.LogicalId, shown, text is null ? null : Symbol.Shown(CfnDefaults.Of(_template, text).Text)));
        foreach (var role in _roles.Values.Distinct())
        {
            var isFrom = shown.Contains($"${{{role.Address}}}", StringComparison.Ordinal)
                || shown.Contains($"${{{role.Address}.", StringComparison.Ordinal);
            var mayBe = _named.TryGetValue(role, out var isComputed) ? isOpen || isComputed : item is CfnUnknown;
            if (isFrom || mayBe) role.Unknown(resource.LogicalId, "whether it attaches to the role is known at deployment only");
        }
    }

    private IEnumerable<(CfnRoleDraft Role, string? Condition)> Roles(
        CfnEvaluator evaluator, CfnValue value, string? condition) => value switch
        {
            CfnList list => list.Items.SelectMany(item => Roles(evaluator, item, condition)),
            CfnChoice choice =>
                Roles(evaluator, choice.IfTrue, choice.Condition).Concat(Roles(evaluator, choice.IfFalse, choice.Condition)),
            CfnText or CfnSymbol =>
                evaluator.TextOf(value) is { } text && _roles.TryGetValue(text, out var role) ? [(role, condition)] : [],
            _ => [],
        };

    private void Attach(CfnRoleDraft role, CfnResource resource, (string?, IReadOnlyList<string>) written, CfnEvaluator evaluator)
    {
        if (resource.Type == "AWS::IAM::ManagedPolicy")
        {
            role.AddManaged(Symbol.Fixed(resource.LogicalId), _managed);
            return;
        }

        var name = role.Text(evaluator.Evaluate(resource.Properties?.EntryOf("PolicyName")?.Value), "PolicyName") ?? resource.LogicalId;
        if (role.Document(written, resource.LogicalId) is { } document)
            role.InlinePolicies.Add(new(name, document));
        role.Unknown(resource.LogicalId, evaluator.Notes);
    }
}
