using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Errors;

/// <summary>Terraform's plans, states and folders that cannot be read completely.</summary>
public static class TerraformErrors
{
    /// <summary>The format version is not supported.</summary>
    public static readonly ErrorText TerraformVersionUnsupported = new(
        "TerraformVersionUnsupported", ProblemKind.InvalidInput,
        "File '{path}' has the format version '{version}' of Terraform's JSON output. Versions 0 and 1 are supported.",
        "Write the file with 'terraform show -json' of a version of Terraform whose format version is 1. Nothing in it was read.");

    /// <summary>The plan does not have all resources.</summary>
    public static readonly ErrorText TerraformPlanIncomplete = new(
        "TerraformPlanIncomplete", ProblemKind.InvalidInput,
        "The plan in file '{path}' is not complete: Terraform stopped with an error, deferred resources, or planned only targets.",
        "Plan again without -target after the plan was applied. Functions that the plan does not have were not read.");

    /// <summary>A resource creates functions from a template of its own.</summary>
    public static readonly ErrorText TerraformNestedTemplate = new(
        "TerraformNestedTemplate", ProblemKind.InvalidInput,
        "'{address}' in '{path}' deploys a CloudFormation template, whose functions were not read.",
        "Read that template, too.");

    /// <summary>A file of a folder is not read.</summary>
    public static readonly ErrorText TerraformFileNotRead = new(
        "TerraformFileNotRead", ProblemKind.InvalidInput,
        "'{path}' was not read, because {reason}. It can declare functions, and change what other files declare.",
        "Read the output of 'terraform show -json' of a plan instead: it contains all functions.");

    /// <summary>A folder has no functions.</summary>
    public static readonly ErrorText TerraformNoFunctions = new(
        "TerraformNoFunctions", ProblemKind.InvalidInput,
        "Folder '{path}' declares no Lambda function in its .tf files, or in the modules that they call by a path in it.",
        "Check that it is the folder that Terraform runs in, or read the output of 'terraform show -json' of a plan.");

    /// <summary>A module is not read.</summary>
    public static readonly ErrorText TerraformModuleNotRead = new(
        "TerraformModuleNotRead", ProblemKind.InvalidInput,
        "'{address}' in '{path}' was not read, because {reason}. It can declare functions.",
        "Read the output of 'terraform show -json' of a plan instead: it contains the functions of all modules.");
}
