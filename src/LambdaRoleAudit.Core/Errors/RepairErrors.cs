using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Errors;

/// <summary>Repair plans, repairs and their undo.</summary>
public static class RepairErrors
{
    private const string SavePlan = "Save a plan with Get-LambdaRoleRepairPlan | ConvertTo-Json -Depth 20, and pass it in unmodified.";

    private const string FixAndPlanAgain = "Fix what the reason says, and run the command again. Create a saved plan again first.";

    /// <summary>A function's role does not exist.</summary>
    public static readonly ErrorText SourceRoleMissing = new(
        "SourceRoleMissing", ProblemKind.NotFound,
        "Role {role} of function '{function}' does not exist. There is nothing to copy, and the function cannot run.",
        "Create a role with New-LambdaExecutionRole and assign it to the function.");

    /// <summary>A file has no ARN for the function, from which the new role's name is derived.</summary>
    public static readonly ErrorText FunctionWithoutArn = new(
        "FunctionWithoutArn", ProblemKind.InvalidInput,
        "The file does not contain the ARN of function '{function}', so no step is planned for it.",
        "Keep FunctionArn in the file, or plan without -Path.");

    /// <summary>A function's role could not be read completely.</summary>
    public static readonly ErrorText SourceRoleUnreadable = new(
        "SourceRoleUnreadable", ProblemKind.AccessDenied,
        "Role '{role}' of function '{function}' could not be read completely (see the errors), so no step is planned for the function.",
        "Allow what was denied, and plan again.");

    /// <summary>The input is not a plan.</summary>
    public static readonly ErrorText InvalidPlan = new(
        "InvalidPlan", ProblemKind.InvalidInput, "{plan} is not a repair plan: {reason}", SavePlan);

    /// <summary>A step of a plan cannot be applied.</summary>
    public static readonly ErrorText InvalidStep = new(
        "InvalidPlan", ProblemKind.InvalidInput, "{step} cannot be applied: {reason}", SavePlan);

    /// <summary>A plan has several steps for a function.</summary>
    public static readonly ErrorText SeveralStepsForFunction = new(
        "InvalidPlan", ProblemKind.InvalidInput,
        "The plan has {count} steps for function '{function}'. The first one is used.", SavePlan);

    /// <summary>No role's tags name the repair.</summary>
    public static readonly ErrorText RepairNotFound = new(
        "RepairNotFound", ProblemKind.NotFound,
        "No repair '{repair}' was found in this account. Repairs are identified by role tags.",
        "Get-LambdaRoleRepair lists the repairs.");

    /// <summary>No repair created a role for the function.</summary>
    public static readonly ErrorText FunctionNotRepaired = new(
        "RepairNotFound", ProblemKind.NotFound,
        "No repair of function '{function}' was found in this account. Repairs are identified by role tags.",
        "Get-LambdaRoleRepair lists the repairs and their functions.");

    /// <summary>No repair created the role.</summary>
    public static readonly ErrorText RoleNotOfRepair = new(
        "RepairNotFound", ProblemKind.NotFound,
        "No role '{role}' created by a repair was found in this account. Repairs are identified by role tags.",
        "Get-LambdaRoleRepair lists the repairs and their roles.");

    /// <summary>Nothing to undo was specified.</summary>
    public static readonly ErrorText NothingToUndo = new(
        "NothingNamed", ProblemKind.InvalidInput,
        "Nothing to undo was specified.",
        "Specify repairs with -RepairId, -FunctionName or -RoleName (Get-LambdaRoleRepair lists them, and its output can be piped here), "
        + "or undo all repairs in scope with -All.");

    /// <summary>Nothing to repair was specified.</summary>
    public static readonly ErrorText NothingToRepair = new(
        "NothingNamed", ProblemKind.InvalidInput,
        "Nothing to repair was specified.",
        "Specify functions with -FunctionName or roles with -RoleName, pipe in roles, functions or a plan, specify a saved plan with "
        + "-PlanPath, or repair every shared role in scope with -All.");

    /// <summary>A parameter cannot be used with pipeline input.</summary>
    public static readonly ErrorText PipelineNotAllowed = new(
        "PipelineNotAllowed", ProblemKind.InvalidInput,
        "-{parameter} cannot be used with pipeline input.",
        "Omit -{parameter} to use the pipeline input, or run the command without a pipeline.");

    /// <summary>-SkipResourcePolicy and -ScanResourcePolicy were both specified.</summary>
    public static readonly ErrorText SkipAndScan = new(
        "ParametersDoNotGoTogether", ProblemKind.InvalidInput,
        "-SkipResourcePolicy and -ScanResourcePolicy cannot be used together.",
        "Omit one of them.");

    /// <summary>Parameters of the strategy Used were specified for another strategy.</summary>
    public static readonly ErrorText NarrowingWithoutUsed = new(
        "ParametersDoNotGoTogether", ProblemKind.InvalidInput,
        "{parameters} can only be used with -Strategy Used.",
        "Add -Strategy Used, or omit them.");

    /// <summary>-KeepUnseen and -DropUnseen were both specified.</summary>
    public static readonly ErrorText KeepAndDropUnseen = new(
        "ParametersDoNotGoTogether", ProblemKind.InvalidInput,
        "-KeepUnseen and -DropUnseen cannot be used together.",
        "Omit one of them. -KeepUnseen is the default.");

    /// <summary>The strategy Used without usage.</summary>
    public static readonly ErrorText UsageRequired = new(
        "UsageRequired", ProblemKind.InvalidInput,
        "-Strategy Used needs the usage of the functions, because the new roles allow what the functions used.",
        "Read the usage with Get-LambdaRoleUsage, and specify it with -Usage, or save it to a file and specify -UsagePath.");

    /// <summary>Steps of a plan were specified with parameters for creating a plan.</summary>
    public static readonly ErrorText PlanIsGiven = new(
        "PlanIsGiven", ProblemKind.InvalidInput,
        "The input is a plan, which {parameters} would change.",
        "Omit the parameters, or create a new plan with Get-LambdaRoleRepairPlan and these parameters.");

    /// <summary>Steps of a plan were specified together with roles or functions.</summary>
    public static readonly ErrorText PlanAndOthers = new(
        "PlanIsGiven", ProblemKind.InvalidInput,
        "The pipeline contains both steps of a plan and roles or functions.",
        "Pipe in either a plan, or the roles and functions to plan for.");

    /// <summary>Repairs were specified together with functions or roles.</summary>
    public static readonly ErrorText RepairsAndOthers = new(
        "RepairsAndOthers", ProblemKind.InvalidInput,
        "The pipeline contains both repairs and functions or roles.",
        "Pipe in one kind of object.");

    /// <summary>The prefix of role names is not valid.</summary>
    public static readonly ErrorText InvalidRoleNamePrefix = new(
        "InvalidRoleNamePrefix", ProblemKind.InvalidInput,
        "'{prefix}' is not a valid role name prefix.",
        "Specify at most {length} characters from A-Z, a-z, 0-9 and _+=,.@-.");

    /// <summary>A step was not applied.</summary>
    public static readonly ErrorText RepairBlocked = new(
        "RepairBlocked", ProblemKind.InvalidInput, "Function '{function}' in {region}: {reason}", FixAndPlanAgain);

    /// <summary>Steps were not applied, for one reason.</summary>
    public static readonly ErrorText RepairsBlocked = new(
        "RepairBlocked", ProblemKind.InvalidInput, "{count} functions ({functions}): {reason}", FixAndPlanAgain);

    /// <summary>The role exists, and resource policies must name it before the function is moved.</summary>
    public static readonly ErrorText RepairWaitingForPatch = new(
        "RepairWaitingForPatch", ProblemKind.InvalidInput,
        "Function '{function}' in {region} waits: {reason}",
        "Run the commands, or have the owner of the resource run them, and run the repair again.");

    /// <summary>The function was rolled back.</summary>
    public static readonly ErrorText RepairRolledBack = new(
        "RepairRolledBack", ProblemKind.Service,
        "Function '{function}' in {region}: {reason}",
        "Add what is missing to the role, and run the command again. Undo-LambdaRoleRepair removes the unused role.");

    /// <summary>The step failed.</summary>
    public static readonly ErrorText RepairFailed = new(
        "RepairFailed", ProblemKind.Service,
        "Function '{function}' in {region}: {reason}",
        "Run the command again: it continues from the current state.");

    /// <summary>The result could not be verified.</summary>
    public static readonly ErrorText RepairUnverified = new(
        "RepairUnverified", ProblemKind.Service,
        "Function '{function}' in {region}: {reason}",
        "Check the function, and run the command again: it continues from the current state.");

    /// <summary>A function is repaired, and an alias of it was not moved.</summary>
    public static readonly ErrorText AliasNotMoved = new(
        "AliasNotMoved", ProblemKind.Service,
        "Function '{function}' in {region}: {reason}",
        "Do what the reason says, and run the command again with -IncludeAlias. Plan again if a plan was passed in. The function stays on "
        + "its own role.");

    /// <summary>-UseAwsConfig without -ScanResourcePolicy.</summary>
    public static readonly ErrorText UseAwsConfigAlone = new(
        "UseAwsConfigAlone", ProblemKind.InvalidInput,
        "-UseAwsConfig makes -ScanResourcePolicy faster. Without -ScanResourcePolicy, only the resources that the roles name are read.",
        "Add -ScanResourcePolicy, or omit -UseAwsConfig.");

    /// <summary>-AllowProvisionedConcurrency without -IncludeAlias.</summary>
    public static readonly ErrorText AllowProvisionedConcurrencyAlone = new(
        "AllowProvisionedConcurrencyAlone", ProblemKind.InvalidInput,
        "-AllowProvisionedConcurrency allows aliases with provisioned concurrency to be moved. Without -IncludeAlias, no alias is moved.",
        "Add -IncludeAlias, or omit -AllowProvisionedConcurrency.");

    /// <summary>-WatchTrail without -WatchFor.</summary>
    public static readonly ErrorText WatchTrailAlone = new(
        "WatchTrailAlone", ProblemKind.InvalidInput,
        "-WatchTrail names the trail that -WatchFor reads. Without -WatchFor, nothing is watched.",
        "Add -WatchFor, or omit -WatchTrail.");

    /// <summary>The time to watch is not valid.</summary>
    public static readonly ErrorText InvalidWatchFor = new(
        "InvalidWatchFor", ProblemKind.InvalidInput,
        "-WatchFor {value} is not a time to watch: it is longer than 0 and at most {most} days.",
        "Specify a TimeSpan, for example 02:00:00 for two hours. For days, use the runbook watched-repair.");

    /// <summary>The source of denied calls cannot be read, so no function was moved.</summary>
    public static readonly ErrorText WatchNotPossible = new(
        "WatchNotPossible", ProblemKind.AccessDenied,
        "Functions cannot be watched, because {source} cannot be read: {reason} No function was changed.",
        "Allow the call, or repair without -WatchFor.");

    /// <summary>The source of denied calls could not be read any more.</summary>
    public static readonly ErrorText WatchEnded = new(
        "WatchEnded", ProblemKind.Service,
        "The watch ended, because no region of {source} could be read several times in a row. {count} functions were still watched, and "
            + "stay on their own roles: {functions}.",
        "See the errors above. Then look for denied calls with Get-LambdaRoleUsage -FunctionName, and roll back with "
            + "Undo-LambdaRoleRepair -FunctionName.");

    /// <summary>The watch rolled a function back.</summary>
    public static readonly ErrorText WatchRolledBack = new(
        "WatchRolledBack", ProblemKind.Service,
        "Function '{function}' in {region} was rolled back: {reason}",
        "Add what is missing to the evidence, or keep the function's permissions with -Strategy Copy, and repair it again.");

    /// <summary>A function should have been rolled back, and was not.</summary>
    public static readonly ErrorText WatchNotRolledBack = new(
        "WatchNotRolledBack", ProblemKind.Service,
        "Function '{function}' in {region}: {reason}",
        "Check the function and its role. Undo-LambdaRoleRepair -FunctionName {function} rolls it back to its source role.");
}
