using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Repair;

/// <summary>What can be wrong with a repair's input, in words.</summary>
public static class RepairProblems
{
    /// <summary>A function's role is gone.</summary>
    public static Problem SourceRoleMissing(LambdaFunction function) => new(
        "SourceRoleMissing", ProblemKind.NotFound,
        $"Role {function.Role} of function '{function.FunctionName}' does not exist: there is nothing to copy, and the function cannot run.",
        "Make a role with New-LambdaExecutionRole and put the function on it.", function.FunctionName);

    /// <summary>A file names the function without its ARN, which the new role's name is made of.</summary>
    public static Problem FunctionWithoutArn(LambdaFunction function) => new(
        "FunctionWithoutArn", ProblemKind.InvalidInput, $"The file has no ARN for function '{function.FunctionName}': no step is planned.",
        "Keep FunctionArn in the file, or plan without -Path.", function.FunctionName);

    /// <summary>A function's role could not be read whole.</summary>
    public static Problem SourceRoleUnreadable(LambdaFunction function, string role) => new(
        "SourceRoleUnreadable", ProblemKind.AccessDenied,
        $"Role '{role}' of function '{function.FunctionName}' could not be read whole (see the errors): no step is planned.",
        "Allow what was refused, and plan again.", function.FunctionName);

    /// <summary>-KeepFunction names a function that is not there.</summary>
    public static Problem NothingToKeep(string name, IReadOnlyCollection<string> unreadRegions) =>
        LookupProblems.FunctionNotFound(name, unreadRegions) with
        {
            RecommendedAction =
                "-KeepFunction names it. Nothing was planned or changed: with a misspelled name, a function would be moved that is to "
                + "stay. Check the spelling, the account and the regions (-Region).",
        };

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
        "RepairNotFound", ProblemKind.NotFound,
        $"No repair of function '{function}' was found in this account. Repairs are identified by role tags.",
        "Get-LambdaRoleRepair lists the repairs and their functions.", function);

    /// <summary>The role is not one that a repair made.</summary>
    public static Problem NotARepairsRole(string role) => new(
        "RepairNotFound", ProblemKind.NotFound,
        $"No role '{role}' that a repair created was found in this account. Repairs are identified by role tags.",
        "Get-LambdaRoleRepair lists the repairs and their roles.", role);

    /// <summary>A command that writes was not told what to write to.</summary>
    /// <param name="verb">Repair or undo.</param>
    public static Problem NothingNamed(string verb) => new(
        "NothingNamed", ProblemKind.InvalidInput, $"Nothing says what to {verb}.",
        verb == "undo"
            ? "Name repairs with -RepairId, -FunctionName or -RoleName (Get-LambdaRoleRepair lists them, and can be piped here), or undo "
                + "all repairs of the scope with -All."
            : "Name functions with -FunctionName or roles with -RoleName, pipe in roles, functions or a plan, give a saved plan with "
                + "-PlanPath, or repair every shared role of the scope with -All.");

    /// <summary>-All and pipeline input.</summary>
    /// <param name="parameter">The parameter.</param>
    public static Problem WithPipeline(string parameter) => new(
        "PipelineNotAllowed", ProblemKind.InvalidInput, $"-{parameter} and pipeline input do not go together.",
        $"Leave out -{parameter} to work on what comes down the pipeline, or start the command without a pipeline.", parameter);

    /// <summary>-SkipResourcePolicy and -ScanResourcePolicy.</summary>
    public static Problem SkipAndScan() => new(
        "ParametersDoNotGoTogether", ProblemKind.InvalidInput, "-SkipResourcePolicy and -ScanResourcePolicy do not go together.",
        "Leave one of them out.");

    /// <summary>Steps of a plan came down the pipeline with parameters that shape a plan.</summary>
    /// <param name="parameters">The parameters.</param>
    public static Problem PlanIsGiven(IEnumerable<string> parameters) => new(
        "PlanIsGiven", ProblemKind.InvalidInput, $"A plan was given, and {string.Join(", ", parameters)} would make another.",
        "Leave the parameters out, or plan again with Get-LambdaRoleRepairPlan and them.");

    /// <summary>Steps of a plan came down the pipeline beside roles or functions.</summary>
    public static Problem PlanAndOthers() => new(
        "PlanIsGiven", ProblemKind.InvalidInput, "The pipeline holds steps of a plan, and roles or functions beside them.",
        "Pipe in a plan, or what a plan is to be made for.");

    /// <summary>Repairs came down the pipeline beside functions or roles.</summary>
    public static Problem RepairsAndOthers() => new(
        "RepairsAndOthers", ProblemKind.InvalidInput, "The pipeline holds repairs, and functions or roles beside them.",
        "Pipe in one kind of object.");

    /// <summary>The prefix of role names cannot be used.</summary>
    public static Problem InvalidPrefix(string prefix) => new(
        "InvalidRoleNamePrefix", ProblemKind.InvalidInput, $"'{prefix}' cannot begin a role's name.",
        FormattableString.Invariant($"Give at most {Roles.RoleNaming.LongestPrefix} characters of A-Z, a-z, 0-9 and _+=,.@-."), prefix);
}
