using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Errors;

/// <summary>Templates that cannot be read or patched, and what cannot be determined from them.</summary>
public static class TemplateErrors
{
    private const string PlanAgain = "Make the plan again with Get-LambdaRoleRepairPlan -Path.";

    /// <summary>The template is not valid YAML or JSON.</summary>
    public static readonly ErrorText TemplateInvalid = new(
        "TemplateInvalid", ProblemKind.InvalidInput,
        "Template '{path}' could not be read at line {line}, column {column}: {reason}",
        "Correct the template. Nothing in it was read.");

    /// <summary>The template declares resources that cannot be read.</summary>
    public static readonly ErrorText ResourcesUnknown = new(
        "TemplateResourcesUnknown", ProblemKind.InvalidInput,
        "Template '{path}' can declare more functions than were read: {reason}.",
        "Read the output of the tool that processes the template, such as 'aws cloudformation get-template --template-stage Processed'. "
        + "Until then, the results for this template are incomplete.");

    /// <summary>A template deploys another one, which was not read.</summary>
    public static readonly ErrorText NestedNotRead = new(
        "TemplateNestedNotRead", ProblemKind.InvalidInput,
        "'{id}' in '{path}' is a nested stack of the template {location}, whose functions were not read.",
        "Specify that template, too, with -Path.");

    /// <summary>Whether functions share a role depends on conditions.</summary>
    public static readonly ErrorText SharingUnknown = new(
        "TemplateSharingUnknown", ProblemKind.InvalidInput,
        "Whether functions {functions} of template '{path}' share role {role} depends on the deployment: {reason}.",
        "Check the values that the conditions have in each deployment, or give each function its own role in all cases.");

    /// <summary>Whether a role of one stack of a CDK app is one of another stack is not known.</summary>
    public static readonly ErrorText AppSharingUnknown = new(
        "TemplateSharingUnknown", ProblemKind.InvalidInput,
        "Whether functions of other stacks of the app have a role of stack '{path}' is not known: {reason}.",
        "Set the environment (env) of each stack of the app, and take the role from a stack of the app. Or check the deployed functions "
        + "with Get-SharedLambdaRole.");

    /// <summary>The role of a function cannot be determined.</summary>
    public static readonly ErrorText RoleUnknown = new(
        "TemplateRoleUnknown", ProblemKind.InvalidInput,
        "The role of function {function} in template '{path}' could not be determined: {reason}. Whether it is shared is unknown.",
        "Declare the function's role in the template, or check the deployed function with Get-SharedLambdaRole.");

    /// <summary>A manifest names a template outside its folder.</summary>
    public static readonly ErrorText ManifestOutsideFolder = new(
        "TemplateOutsideFolder", ProblemKind.InvalidInput,
        "'{manifest}' names the file '{file}', which is outside folder '{path}'. The file was not read.",
        "Run 'cdk synth' again, and do not change its output. To read a template elsewhere, specify its path.");

    /// <summary>The file is not a template of a known format.</summary>
    public static readonly ErrorText TemplateNotRecognized = new(
        "TemplateNotRecognized", ProblemKind.InvalidInput,
        "File '{path}' is not a template of CloudFormation, AWS SAM, Serverless or Terraform.",
        "Specify a CloudFormation or SAM template, serverless.yml, the output of 'terraform show -json', the folder cdk.out, or a folder "
        + "of .tf files.");

    /// <summary>The manifest of a CDK app is not a template.</summary>
    public static readonly ErrorText ManifestAlone = new(
        "TemplateNotRecognized", ProblemKind.InvalidInput,
        "File '{path}' is the manifest of a CDK app, which has no functions itself, and was not read.",
        "Specify its folder '{folder}'.");

    /// <summary>One .tf file is a part of a configuration.</summary>
    public static readonly ErrorText TerraformFileAlone = new(
        "TemplateNotRecognized", ProblemKind.InvalidInput,
        "File '{path}' is only a part of a Terraform configuration, and was not read.",
        "Specify its folder '{folder}', or the output of 'terraform show -json'.");

    /// <summary>An object of a template was given to a command that works on an account.</summary>
    public static readonly ErrorText ObjectOfTemplate = new(
        "ObjectOfTemplate", ProblemKind.InvalidInput,
        "{name} is declared in template '{path}'. This command works on deployed functions and roles.",
        "Use Get-LambdaRoleRepairPlan -Path with the template and without pipeline input, and Export-LambdaRoleTemplate to write the "
        + "change. Or specify the deployed function by name.");

    /// <summary>A saved plan for a template was given to a command that works on an account.</summary>
    public static readonly ErrorText PlanOfTemplate = new(
        "ObjectOfTemplate", ProblemKind.InvalidInput,
        "{name} is declared in template '{path}', and the step changes that template. This command works on deployed functions and roles.",
        "Write the change with: Get-Content plan.json -Raw | ConvertFrom-Json | Export-LambdaRoleTemplate.");

    /// <summary>A null was passed instead of a step of a plan for a template.</summary>
    public static readonly ErrorText StepNull = new(
        "InputNull", ProblemKind.InvalidInput, "The input contains null instead of a step.",
        "Check why the previous command returned null. Other input is used.");

    /// <summary>Parameters that need an account were used with templates.</summary>
    public static readonly ErrorText ParameterOfAccount = new(
        "ParameterNotForTemplates", ProblemKind.InvalidInput,
        "{parameters} cannot be used with templates, because that needs deployed functions and roles.",
        "Leave out {parameters}, or run the command on the account.");

    /// <summary>Rules that need an account were named.</summary>
    public static readonly ErrorText RuleNotForTemplates = new(
        "RuleNotForTemplates", ProblemKind.InvalidInput,
        "A template cannot decide {rules}, because that needs deployed functions and roles.",
        "Run these rules on the account.");

    /// <summary>A command that reads deployed roles was given a template.</summary>
    public static readonly ErrorText TemplateNotUsable = new(
        "ParameterNotForTemplates", ProblemKind.InvalidInput,
        "'{path}' is a template. This command reads deployed roles only.",
        "Use Get-SharedLambdaRole, Test-LambdaExecutionRole or Get-LambdaRoleRepairPlan with templates.");

    /// <summary>The file is not the one that the plan was made from.</summary>
    public static readonly ErrorText TemplateChanged = new(
        "TemplateChanged", ProblemKind.InvalidInput,
        "Template '{path}' was changed after the plan was made. No change of it was written.", PlanAgain);

    /// <summary>An edit of a plan does not fit the file.</summary>
    public static readonly ErrorText TemplateEditInvalid = new(
        "TemplateEditInvalid", ProblemKind.InvalidInput,
        "The edit at offset {offset} of '{path}' cannot be applied: {reason}. No change of the file was written.", PlanAgain);

    /// <summary>A step of a plan cannot be used.</summary>
    public static readonly ErrorText TemplateStepInvalid = new(
        "TemplateStepInvalid", ProblemKind.InvalidInput,
        "The step for function {function} in '{path}' cannot be applied: {reason}.", PlanAgain);

    /// <summary>A step of a plan is blocked.</summary>
    public static readonly ErrorText TemplateStepBlocked = new(
        "TemplateStepBlocked", ProblemKind.InvalidInput,
        "Function {function} in '{path}' was not patched: {reason}",
        "Make the change by hand. The step's Snippet is what to write.");

    /// <summary>The patched text would not be a valid template.</summary>
    public static readonly ErrorText TemplatePatchInvalid = new(
        "TemplatePatchInvalid", ProblemKind.InvalidInput,
        "The patched text of '{path}' would not be valid. No change of it was written. The reason: {reason}",
        "Create the plan again. If it was not edited, make the change by hand, and report the template as a defect of "
        + "LambdaRoleAudit.");

    /// <summary>The file to write exists.</summary>
    public static readonly ErrorText TemplateFileExists = new(
        "TemplateFileExists", ProblemKind.InvalidInput,
        "The file '{path}' already exists, with other content.",
        "Delete or move that file, or write the change as a diff with -AsPatch.");

    /// <summary>The template is a symbolic link that leads out of its folder.</summary>
    public static readonly ErrorText TemplateLinkOutside = new(
        "TemplateLinkOutside", ProblemKind.InvalidInput,
        "The template '{path}' is a symbolic link to '{target}', which is outside the link's folder. It was not written.",
        "Specify the file itself when you make the plan.");

    /// <summary>A patch can only have files below its folder.</summary>
    public static readonly ErrorText TemplateOutsidePatch = new(
        "TemplateOutsidePatch", ProblemKind.InvalidInput,
        "The template '{path}' is not in the folder '{folder}', to which the paths of the patch are relative.",
        "Change to a folder that contains all templates of the plan, such as the root of the repository.");

    /// <summary>git apply would take a path of the patch for another one.</summary>
    public static readonly ErrorText PatchFolderAmbiguous = new(
        "PatchFolderAmbiguous", ProblemKind.InvalidInput,
        "In folder '{folder}', git apply would take '{shown}' for another path, because it begins as the path of that folder in its "
        + "repository does. No patch of '{path}' was written.",
        "Create the patch in the top folder of the repository, or in the folder of the template.");

    /// <summary>The object is not a step of a plan for a template.</summary>
    public static readonly ErrorText NotATemplateStep = new(
        "NotATemplateStep", ProblemKind.InvalidInput,
        "An object of type '{type}' is not a step of a plan for a template: {reason}",
        "Pipe in the output of Get-LambdaRoleRepairPlan -Path with a template, or what ConvertFrom-Json or Import-Clixml makes of it.");

    /// <summary>A strategy is not supported for templates.</summary>
    public static readonly ErrorText StrategyNotForTemplates = new(
        "StrategyNotForTemplates", ProblemKind.InvalidInput,
        "Strategy {strategy} cannot be used with templates.",
        "Use -Strategy Copy, or -Strategy Used with the usage of the deployed functions.");

    /// <summary>A plan is to be made from templates and from exports of an account at once.</summary>
    public static readonly ErrorText PlanOfTemplatesAndExports = new(
        "PlanOfTemplatesAndExports", ProblemKind.InvalidInput,
        "-Path names templates ({templates}) and exports of an account ({exports}). A plan is for the one or the other.",
        "Run the command once with the templates, and once with the exports.");

    /// <summary>A file leads out of the folder that is read.</summary>
    public static readonly ErrorText TemplateOutsideFolder = new(
        "TemplateOutsideFolder", ProblemKind.InvalidInput,
        "'{path}' is not in the folder '{folder}', so it was not read.",
        "Specify a folder that contains both.");

    /// <summary>Resources cannot be narrowed in a template.</summary>
    public static readonly ErrorText ResourceScopeOfTemplate = new(
        "ParameterNotForTemplates", ProblemKind.InvalidInput,
        "-ResourceScope must be Source for templates: the names of resources are known at deployment only, so that only actions are "
        + "narrowed.",
        "Leave out -ResourceScope.");

    /// <summary>No template has a function of the name.</summary>
    public static readonly ErrorText FunctionNotInTemplates = new(
        "FunctionNotFound", ProblemKind.NotFound, "No function '{function}' was found in the templates.",
        "Check the spelling. A function has the name of FunctionName, or its logical id if the template does not say the name.");

    /// <summary>No template has a role of the name.</summary>
    public static readonly ErrorText RoleNotInTemplates = new(
        "RoleNotFound", ProblemKind.NotFound, "No role '{role}' was found in the templates.",
        "Check the spelling. A role has the name of RoleName, or its logical id if the template does not say the name.");

    /// <summary>-KeepFunction specifies a function that no template has.</summary>
    public static readonly ErrorText KeptNotInTemplates = new(
        "FunctionNotFound", ProblemKind.NotFound, "No function '{function}' was found in the templates.",
        "-KeepFunction specifies it. No plan was made: with a misspelled name, the function that is to keep its role would be moved. Check "
        + "the spelling.");

    /// <summary>A deployed function is not declared in the templates.</summary>
    public static readonly ErrorText NotDeclared = new(
        "FunctionNotDeclared", ProblemKind.NotFound,
        "No declaration of function '{function}' was found in {paths}.",
        "Check that the function is deployed from this template. If the template makes up its name, specify the logical id with "
        + "-FunctionName.");

    /// <summary>The file for the diff is one of the templates.</summary>
    public static readonly ErrorText PatchOverTemplate = new(
        "PatchOverTemplate", ProblemKind.InvalidInput,
        "'{path}' is a template of the plan. The diff was not written over it.",
        "Specify another file for the diff, such as roles.patch. To change the template itself, use -Force instead of -AsPatch.");
}
