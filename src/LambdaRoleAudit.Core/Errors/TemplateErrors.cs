using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Errors;

/// <summary>Templates that cannot be read, and what cannot be determined from them.</summary>
public static class TemplateErrors
{
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

    /// <summary>Whether functions share a role depends on conditions.</summary>
    public static readonly ErrorText SharingUnknown = new(
        "TemplateSharingUnknown", ProblemKind.InvalidInput,
        "Whether functions {functions} of template '{path}' share role {role} depends on the deployment: {reason}.",
        "Check the values that the conditions have in each deployment, or give each function a role of its own in all cases.");

    /// <summary>The role of a function cannot be determined.</summary>
    public static readonly ErrorText RoleUnknown = new(
        "TemplateRoleUnknown", ProblemKind.InvalidInput,
        "The role of function {function} in template '{path}' could not be determined: {reason}. Whether it is shared is unknown.",
        "Declare the function's role in the template, or check the deployed function with Get-SharedLambdaRole.");

    /// <summary>A manifest names a template outside its folder.</summary>
    public static readonly ErrorText TemplateOutsideFolder = new(
        "TemplateOutsideFolder", ProblemKind.InvalidInput,
        "'{manifest}' names the file '{file}', which is outside folder '{path}'. The file was not read.",
        "Run 'cdk synth' again, and do not change its output. To read a template elsewhere, specify its path.");

    /// <summary>The file is not a template of a known format.</summary>
    public static readonly ErrorText TemplateNotRecognized = new(
        "TemplateNotRecognized", ProblemKind.InvalidInput,
        "File '{path}' is not a template of CloudFormation, AWS SAM, Serverless or Terraform.",
        "Specify a CloudFormation or SAM template, serverless.yml, the output of 'terraform show -json', the folder cdk.out, or a folder of "
        + ".tf files.");

    /// <summary>One .tf file is a part of a configuration.</summary>
    public static readonly ErrorText TerraformFileAlone = new(
        "TemplateNotRecognized", ProblemKind.InvalidInput,
        "File '{path}' is only a part of a Terraform configuration, and was not read.",
        "Specify its folder '{folder}', or the output of 'terraform show -json'.");

    /// <summary>An object of a template was given to a command that works on an account.</summary>
    public static readonly ErrorText ObjectOfTemplate = new(
        "ObjectOfTemplate", ProblemKind.InvalidInput,
        "{name} is declared in template '{path}'. This command works on deployed functions and roles.",
        "Use Get-LambdaRoleRepairPlan -Path with the template, and Export-LambdaRoleTemplate to write the change. Or specify the deployed "
        + "function by name.");

    /// <summary>-Region was used with templates.</summary>
    public static readonly ErrorText RegionOfTemplate = new(
        "ParameterNotForTemplates", ProblemKind.InvalidInput,
        "'{path}' is a template. A template can be deployed to any region, so that -Region cannot choose in it.",
        "Leave out -Region.");

    /// <summary>Parameters that need an account were used with templates.</summary>
    public static readonly ErrorText ParameterOfAccount = new(
        "ParameterNotForTemplates", ProblemKind.InvalidInput,
        "{parameters} cannot be used with templates, because it is about deployed functions and roles.",
        "Leave it out, or run the command on the account.");

    /// <summary>Rules that need an account were named.</summary>
    public static readonly ErrorText RuleNotForTemplates = new(
        "RuleNotForTemplates", ProblemKind.InvalidInput,
        "A template cannot decide {rules}: they depend on deployed functions and roles.",
        "Run these rules on the account.");

    /// <summary>A command that reads deployed roles was given a template.</summary>
    public static readonly ErrorText TemplateNotUsable = new(
        "ParameterNotForTemplates", ProblemKind.InvalidInput,
        "'{path}' is a template. This command reads deployed roles only.",
        "Use Get-SharedLambdaRole, Test-LambdaExecutionRole or Get-LambdaRoleRepairPlan with templates.");
}
