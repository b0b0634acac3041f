using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>Reads the functions of a template with the roles that they can have.</summary>
internal sealed class CfnFunctionReader(CfnTemplate template, CfnConditions conditions, CfnRoleKeys keys, CfnPlaces places)
{
    private readonly CfnSettingsReader _settings = new(template, conditions);

    /// <summary>The type of CloudFormation's functions.</summary>
    public const string Lambda = "AWS::Lambda::Function";

    /// <summary>The type of SAM's functions.</summary>
    public const string Sam = "AWS::Serverless::Function";

    /// <summary>Returns the functions.</summary>
    public IEnumerable<DeclaredFunction> Read() =>
        template.Resources.Values.Where(resource => resource.Type is Lambda or Sam).Select(Function);

    private DeclaredFunction Function(CfnResource resource)
    {
        var loose = new CfnEvaluator(template, new(resource.Conditions, isExact: false), resource.Loop);
        var properties = resource.Properties;
        return new()
        {
            FunctionName = loose.Literal(properties?["FunctionName"]) is { Length: > 0 } name ? name : resource.LogicalId,
            Declaration = places.Of(resource),
            Roles = Roles(resource),
            SettingsIn = conditions => _settings.Of(resource, conditions),
            Node = resource.Node,
        };
    }

    private IReadOnlyList<RoleUse> Roles(CfnResource resource)
    {
        var written = resource.Properties?.EntryOf("Role")?.Value;
        var branches = CfnBranches.Of(resource.Conditions, conditions.CanHold, decisions => Use(resource, written, decisions));
        // A function that no deployment has still has a role. Sharing asks whether the conditions can hold.
        if (branches is { Count: 0 })
            branches = CfnBranches.Of(resource.Conditions, _ => true, decisions => Use(resource, written, decisions));
        return branches is null
            ? [CfnRoleKeys.Unknown("its role depends on too many conditions", written, resource.Conditions)]
            : [.. branches.Select(branch => branch.Result)];
    }

    private RoleUse Use(CfnResource resource, TemplateNode? written, CfnDecisions decisions)
    {
        var evaluator = new CfnEvaluator(template, decisions, resource.Loop);
        var isSam = resource.Type == Sam;
        if (written is null && IsMacro(resource))
            return CfnRoleKeys.Unknown("a macro makes the properties (Fn::Transform)", resource.Node, decisions.Values);
        if (written is null or { Target: ScalarNode { IsNull: true, Tag: null } })
            return isSam ? Generated(resource, decisions) : CfnRoleKeys.Unknown("Role is not set", null, decisions.Values);

        // The value that decides is the branch that is taken, since that is what is replaced to give the function another role.
        var node = written;
        var levels = 0;
        while (CfnCall.Of(node) is { If: { } branch })
        {
            node = decisions.Decide(resource.Loop.Fill(branch.Condition)) != false ? branch.IfTrue : branch.IfFalse;
            levels++;
        }

        var value = evaluator.Evaluate(node);
        // SAM makes a role for a branch without a value, if the branch is not inside another one.
        return value is CfnNoValue && isSam && levels == 1 ? Generated(resource, decisions) : keys.Of(value, node, decisions.Values);
    }

    private RoleUse Generated(CfnResource resource, CfnDecisions decisions) => SamGlobals.Of(template, resource, "Role") is null
        ? new()
        {
            Tie = RoleTie.Generated,
            Key = $"${{{SamRoles.AddressOf(resource)}.Arn}}",
            RoleAddress = SamRoles.AddressOf(resource),
            Conditions = decisions.Values,
        }
        : CfnRoleKeys.Unknown("AWS SAM does not support Role in Globals", null, decisions.Values);

    private static bool IsMacro(CfnResource resource) => resource.Node["Properties"] is MappingNode properties
        ? properties["Fn::Transform"] is not null
        : resource.Node["Properties"] is { Tag: "!Transform" };
}
