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

    /// <summary>A part of the template cannot be read, so that it can declare more functions or roles than were found.</summary>
    public static readonly ErrorText ResourcesUnknown = new(
        "ResourcesUnknown", ProblemKind.Read,
        "Template '{path}' can declare more functions and roles than were found: {reason}",
        "Check those functions by hand. The result does not include them.");

    /// <summary>A template names a file outside its own folder.</summary>
    public static readonly ErrorText TemplateOutsideFolder = new(
        "TemplateOutsideFolder", ProblemKind.InvalidInput,
        "File '{path}' was not read, because it is outside the folder '{folder}' of the template that names it.",
        "Move the file into the folder, or check what it declares by hand.");
}
