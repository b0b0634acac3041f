using System.Text.RegularExpressions;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Determines which role a value names. A function's role is always a role of the function's own account ("Cross-account pass role is not
/// allowed", Lambda), and role names are unique within an account, so an ARN that has the name of a role of the template names that role.
/// </summary>
internal sealed partial class CfnRoleKeys
{
    private readonly CfnTemplate _template;

    /// <summary>The logical ids of the roles by what an ARN can name them: <c>Ref</c>, or the value of RoleName.</summary>
    private readonly Dictionary<string, string> _roles = new(StringComparer.OrdinalIgnoreCase);

    public CfnRoleKeys(CfnTemplate template)
    {
        _template = template;
        foreach (var role in template.Resources.Values.Where(resource => resource.Type == "AWS::IAM::Role"))
        {
            _roles[Symbol.Fixed(role.LogicalId)] = role.LogicalId;
            var evaluator = new CfnEvaluator(template, new(role.Conditions, isExact: false), role.Loop);
            var name = role.Properties?["RoleName"] is { } node ? evaluator.Evaluate(node) : CfnNoValue.Instance;
            if (name is CfnText or CfnSymbol && evaluator.TextOf(name) is { Length: > 0 } text) _roles.TryAdd(text, role.LogicalId);
        }

        foreach (var generated in template.GeneratedRoles.Keys) _roles[Symbol.Fixed(generated)] = generated;
    }

    /// <summary>Returns the use of the role that a value names.</summary>
    public RoleUse Of(CfnValue value, TemplateNode? node, IReadOnlyDictionary<string, bool> conditions)
    {
        var text = value switch
        {
            CfnText { Text: var written, IsJson: false } => written,
            CfnSymbol symbol => symbol.Text,
            _ => null,
        };
        if (text is not { Length: > 0 }) return Unknown(Reason(value), node, conditions);
        var use = Of(text, node, conditions);
        return use.Tie == RoleTie.Imported ? use with { Default = Default(text) } : use;
    }

    private RoleUse Of(string text, TemplateNode? node, IReadOnlyDictionary<string, bool> conditions)
    {
        if (RoleOf(text) is not { } role)
            return new() { Tie = RoleTie.Imported, Key = Symbol.Shown(text), Node = node, Conditions = conditions };
        return new()
        {
            Tie = RoleTie.Declared, Key = $"${{{role}.Arn}}", RoleAddress = role, Node = node, Conditions = conditions,
        };
    }

    /// <summary>The role that the defaults of the parameters in a text name.</summary>
    private DefaultRole? Default(string text)
    {
        var (set, parameters) = CfnDefaults.Of(_template, text);
        return parameters.Count == 0 || set.Length == 0
            ? null
            : new(Of(set, null, new Dictionary<string, bool>()).Key, string.Join(" and ", parameters));
    }

    /// <summary>Returns a use that cannot be determined.</summary>
    public static RoleUse Unknown(string reason, TemplateNode? node, IReadOnlyDictionary<string, bool> conditions) =>
        new() { Tie = RoleTie.Unknown, Key = "", Reason = reason, Node = node, Conditions = conditions };

    private static string Reason(CfnValue value) => value switch
    {
        CfnUnknown unknown => unknown.Reason,
        CfnNoValue => "Role is not set",
        _ => "Role is not text",
    };

    private string? RoleOf(string text)
    {
        foreach (var id in new[] { Whole().Match(text).Groups[1].Value, Attribute().Match(text).Groups[1].Value })
            if (id.Length > 0 && IsRole(id)) return id;
        var arn = Arn().Match(text);
        return arn.Success ? _roles.GetValueOrDefault(arn.Groups[1].Value) : null;
    }

    private bool IsRole(string id) =>
        _template.GeneratedRoles.ContainsKey(id) || _template.Resources.GetValueOrDefault(id)?.Type == "AWS::IAM::Role";

    /// <summary>A role's <c>Ref</c> is its name. Where an ARN is needed, only the role with that name can be meant.</summary>
    [GeneratedRegex("^\uE000([A-Za-z0-9]+)\uE001$")]
    private static partial Regex Whole();

    [GeneratedRegex("^\uE000([A-Za-z0-9]+)\\.Arn\uE001$")]
    private static partial Regex Attribute();

    /// <summary>An ARN of a role, with the name after the last slash, of any partition and account, and with any path.</summary>
    [GeneratedRegex("^arn:(?:[a-z-]+|\uE000[^\uE001]*\uE001):iam::(?:[0-9]{12}|\uE000AWS::AccountId\uE001):role/(?:[^/]*/)*([^/]+)$")]
    private static partial Regex Arn();
}
