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
}
