using System.Management.Automation;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Input;

/// <summary>What comes down the pipeline: shared roles, roles and functions.</summary>
internal sealed class PipelineTargets
{
    private readonly List<RoleReference> _roles = [];
    private readonly List<(FunctionReference Function, string? Region)> _functions = [];

    /// <summary>What was named so far.</summary>
    public RoleScope Scope => new(_roles, _functions);

    /// <summary>Takes one object in.</summary>
    public void Take(PSObject? input, Action<Problem> report)
    {
        switch (input?.BaseObject)
        {
            case SharedLambdaRole or ExecutionRole or null:
                if (RoleObjects.Read(input, report) is { } role) _roles.Add(role);
                break;
            case LambdaFunction function:
                Add(function.FunctionArn.Length > 0 ? function.FunctionArn : function.FunctionName, function.Region, report);
                break;
            case string text when FunctionReference.TryParse(text, out _):
                Add(text, null, report);
                break;
            default:
                if ((Text(input, "FunctionArn") ?? Text(input, "FunctionName")) is { } named) Add(named, Text(input, "Region"), report);
                else if (RoleObjects.Read(input, report) is { } other) _roles.Add(other);
                break;
        }
    }

    /// <summary>Takes a function's name or ARN in.</summary>
    public void Add(string text, string? region, Action<Problem> report)
    {
        if (FunctionReference.TryParse(text, out var function)) _functions.Add((function with { Qualifier = null }, string.IsNullOrEmpty(region) ? null : region));
        else report(RoleProblems.InvalidFunction(text));
    }

    private static string? Text(PSObject input, string name) => input.Properties[name]?.Value?.ToString() is { Length: > 0 } text ? text : null;
}
