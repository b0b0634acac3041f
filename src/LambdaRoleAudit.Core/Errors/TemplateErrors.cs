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

    /// <summary>A file leads out of the folder that is read.</summary>
    public static readonly ErrorText TemplateOutsideFolder = new(
        "TemplateOutsideFolder", ProblemKind.InvalidInput,
        "'{path}' is not in the folder '{folder}', so it was not read.",
        "Specify a folder that contains both.");
}
