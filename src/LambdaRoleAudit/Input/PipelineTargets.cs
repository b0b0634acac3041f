using System.Collections;
using System.Management.Automation;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Input;

/// <summary>What comes down the pipeline: shared roles, roles and functions, live or deserialized.</summary>
/// <param name="prefersRoles">A text is a role's name, and a function stands for its role.</param>
internal sealed class PipelineTargets(bool prefersRoles)
{
    private readonly List<RoleReference> _roles = [];
    private readonly List<(FunctionReference Function, string? Region)> _functions = [];

    /// <summary>What came so far.</summary>
    public NamedObjects Objects => new(_functions, _roles);

    /// <summary>Takes one object in.</summary>
    public void Take(PSObject? input, Action<Problem> report)
    {
        if (input?.BaseObject is null)
        {
            report(InputProblems.NullInput());
            return;
        }

        if (prefersRoles && (input.BaseObject is string or LambdaFunction || RoleObjects.Has(input)))
        {
            if (RoleObjects.Read(input, report) is { } preferred) _roles.Add(preferred);
        }
        else if (input.BaseObject is LambdaFunction function)
        {
            Add(function.FunctionArn.Length > 0 ? function.FunctionArn : function.FunctionName, function.Region, report);
        }
        else if (input.BaseObject is string text && FunctionReference.TryParse(text, out _))
        {
            Add(text, null, report);
        }
        else if (input.BaseObject is not (SharedLambdaRole or ExecutionRole) && (Text(input, "FunctionArn") ?? Text(input, "FunctionName")) is { } named)
        {
            Add(named, Text(input, "Region"), report);
        }
        else if (RoleObjects.Read(input, report) is { } role)
        {
            _roles.Add(role);
        }
    }

    /// <summary>The text of a property of an object or a hashtable; null if it has none.</summary>
    public static string? Text(PSObject input, string name)
    {
        var value = input.BaseObject is IDictionary table ? table[name] : input.Properties[name]?.Value;
        return (value is PSObject wrapped ? wrapped.BaseObject : value) as string is { Length: > 0 } text ? text : null;
    }

    private void Add(string text, string? region, Action<Problem> report)
    {
        if (FunctionReference.TryParse(text, out var function)) _functions.Add((function with { Qualifier = null }, string.IsNullOrEmpty(region) ? null : region));
        else report(RoleProblems.InvalidFunction(text));
    }
}
