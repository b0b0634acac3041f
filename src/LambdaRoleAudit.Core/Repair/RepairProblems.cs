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

    /// <summary>No role of the account says that it belongs to the repair.</summary>
    public static Problem RepairNotFound(string id) => new(
        "RepairNotFound", ProblemKind.NotFound, $"No repair '{id}' was found in this account. Repairs are identified by role tags.",
        "Get-LambdaRoleRepair lists the repairs.", id);

    /// <summary>No repair made a role for the function.</summary>
    public static Problem NotRepaired(string function) => new(
        "RepairNotFound", ProblemKind.NotFound, $"No repair of function '{function}' was found in this account. Repairs are identified by role tags.",
        "Get-LambdaRoleRepair lists the repairs and their functions.", function);

    /// <summary>The role is not one that a repair made.</summary>
    public static Problem NotARepairsRole(string role) => new(
        "RepairNotFound", ProblemKind.NotFound, $"No role '{role}' that a repair created was found in this account. Repairs are identified by role tags.",
        "Get-LambdaRoleRepair lists the repairs and their roles.", role);

    /// <summary>Undo was not told what to undo.</summary>
    public static Problem NothingNamed() => new(
        "NothingNamed", ProblemKind.InvalidInput, "Nothing says which repairs to undo.",
        "Name them with -RepairId, -FunctionName or -RoleName; Get-LambdaRoleRepair lists them, and can be piped here.");

    /// <summary>The prefix of role names cannot be used.</summary>
    public static Problem InvalidPrefix(string prefix) => new(
        "InvalidRoleNamePrefix", ProblemKind.InvalidInput, $"'{prefix}' cannot begin a role's name.",
        FormattableString.Invariant($"Give at most {Roles.RoleNaming.LongestPrefix} characters of A-Z, a-z, 0-9 and _+=,.@-."), prefix);
}
