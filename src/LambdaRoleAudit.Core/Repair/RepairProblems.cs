using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Repair;

/// <summary>What can be wrong with a repair's input, in words.</summary>
public static class RepairProblems
{
    /// <summary>A function's role is gone.</summary>
    public static Problem SourceRoleMissing(LambdaFunction function) => new(
        "SourceRoleMissing", ProblemKind.NotFound, $"Role {function.Role} of function '{function.FunctionName}' does not exist: there is nothing to copy, and the function cannot run.",
        "Make a role with New-LambdaExecutionRole and put the function on it.", function.FunctionName);

    /// <summary>A function's role could not be read whole.</summary>
    public static Problem SourceRoleUnreadable(LambdaFunction function, string role) => new(
        "SourceRoleUnreadable", ProblemKind.AccessDenied, $"Role '{role}' of function '{function.FunctionName}' could not be read whole (see the errors): no step is planned.",
        "Allow what was refused, and plan again.", function.FunctionName);

    /// <summary>Several functions have the name.</summary>
    public static Problem Ambiguous(string name, IEnumerable<LambdaFunction> found) => new(
        "AmbiguousFunctionName", ProblemKind.InvalidInput, $"There are several functions '{name}': in {string.Join(", ", found.Select(function => function.Region))}.",
        "Name the region with -Region, or give the ARN.", name);

    /// <summary>The object is no step of a plan.</summary>
    public static Problem InvalidPlan(string where, string why) => new(
        "InvalidPlan", ProblemKind.InvalidInput, $"{where} is no repair plan: {why}",
        "Save a plan with Get-LambdaRoleRepairPlan | ConvertTo-Json -Depth 20, and give it back as it is.", where);
}
