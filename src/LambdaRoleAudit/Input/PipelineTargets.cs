using System.Collections;
using System.Management.Automation;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Input;

/// <summary>Collects pipeline input: shared roles, roles and functions, live or deserialized.</summary>
/// <param name="prefersRoles">True if a string is a role's name, and a function stands for its role.</param>
internal sealed class PipelineTargets(bool prefersRoles)
{
    private readonly List<RoleReference> _roles = [];
    private readonly List<(FunctionReference Function, string? Region)> _functions = [];
    private readonly List<(string Function, string LogicalId)> _logicalIds = [];

    /// <summary>The objects so far.</summary>
    public NamedObjects Objects => new(_functions, _roles)
    {
        LogicalIds = _logicalIds.ToLookup(one => one.Function, one => one.LogicalId, StringComparer.Ordinal),
    };

    /// <summary>Adds one object.</summary>
    public void Take(PSObject? input, Action<Problem> report)
    {
        if (input?.BaseObject is null)
        {
            report(InputErrors.InputNull.About(null));
            return;
        }

        if (input.BaseObject is FileSystemInfo file)
        {
            report(InputErrors.FileInPipeline.About(file.FullName, ("path", file.FullName)));
            return;
        }

        if (TemplateObject.Of(input) is { } declared)
        {
            report(declared);
            return;
        }

        if (prefersRoles && (input.BaseObject is string or LambdaFunction || RoleObjects.Has(input)))
        {
            if (RoleObjects.Read(input, report) is { } preferred) _roles.Add(preferred);
        }
        else if (FunctionsOn(input) is { Count: > 0 } functions)
        {
            // A role that was read within a scope stands for the functions that it was seen with, not for functions in other regions.
            foreach (var on in functions) Take(on, report);
        }
        else if (input.BaseObject is LambdaFunction function)
        {
            Add(function.FunctionArn.Length > 0 ? function.FunctionArn : function.FunctionName, function.Region, report);
        }
        else if (input.BaseObject is string text && FunctionReference.TryParse(text, out _))
        {
            Add(text, null, report);
        }
        else if (input.BaseObject is not (SharedLambdaRole or ExecutionRole)
            && (Text(input, "FunctionArn") ?? Text(input, "FunctionName")) is { } named)
        {
            Add(named, Text(input, "Region"), report);
            if (Text(input, "LogicalId") is { } id && FunctionReference.TryParse(named, out var deployed))
                _logicalIds.Add((deployed.FunctionName, id));
        }
        else if (RoleObjects.Read(input, report) is { } role)
        {
            _roles.Add(role);
        }
    }

    /// <summary>Adds a role, by name or ARN.</summary>
    public void AddRole(string text, Action<Problem> report)
    {
        if (RoleObjects.Parse(text, report) is { } role) _roles.Add(role);
    }

    /// <summary>
    /// Returns the functions that a role object was seen with, without published versions; empty if the object is not a role, or was seen
    /// with no functions.
    /// </summary>
    private static List<PSObject> FunctionsOn(PSObject input)
    {
        if (Text(input, "RoleArn") is null || Text(input, "FunctionArn") is not null || Text(input, "FunctionName") is not null) return [];
        var functions = Items(input, "Functions").Where(function => Text(function, "Version") is null or LambdaFunction.Latest).ToList();
        // A function that cannot be identified by its own name would be left out silently. In that case, the role stands for all of its
        // functions.
        return functions.TrueForAll(function => (Text(function, "FunctionArn") ?? Text(function, "FunctionName")) is not null)
            ? functions
            : [];
    }

    /// <summary>Returns the objects in a list that is a property of an object or a hashtable.</summary>
    public static IEnumerable<PSObject> Items(PSObject input, string name)
    {
        var value = input.BaseObject is IDictionary table ? table[name] : input.Properties[name]?.Value;
        return ((value is PSObject wrapped ? wrapped.BaseObject : value) as IEnumerable)?.Cast<object?>().OfType<object>()
            .Select(PSObject.AsPSObject) ?? [];
    }

    /// <summary>Returns the text of a property of an object or a hashtable; null if there is none.</summary>
    public static string? Text(PSObject input, string name)
    {
        var value = input.BaseObject is IDictionary table ? table[name] : input.Properties[name]?.Value;
        return (value is PSObject wrapped ? wrapped.BaseObject : value) as string is { Length: > 0 } text ? text : null;
    }

    private void Add(string text, string? region, Action<Problem> report)
    {
        if (FunctionReference.TryParse(text, out var function) && function.Region is { } own && !string.IsNullOrEmpty(region)
            && !own.Equals(region, StringComparison.OrdinalIgnoreCase))
            report(LookupErrors.FunctionInAnotherRegion.About(
                function.FunctionName, ("function", function.FunctionName), ("arnRegion", own), ("objectRegion", region)));
        else if (function is not null) _functions.Add((function with { Qualifier = null }, string.IsNullOrEmpty(region) ? null : region));
        else report(AssignmentErrors.InvalidFunction.About(text, ("function", text)));
    }
}
