using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Errors;

/// <summary>Services of the Serverless Framework that cannot be read completely.</summary>
public static class ServerlessErrors
{
    /// <summary>A part of the service cannot be read, so that it can declare more functions or roles than were found.</summary>
    public static readonly ErrorText ServiceIncomplete = new(
        "TemplateResourcesUnknown", ProblemKind.InvalidInput,
        "Service '{path}' can declare more functions and roles than were found: {reason}",
        "Check those functions by hand. The result does not include them.");

    /// <summary>A service names a file outside its own folder.</summary>
    public static readonly ErrorText FileOutsideFolder = new(
        "TemplateOutsideFolder", ProblemKind.InvalidInput,
        "File '{path}' was not read, because it is outside the folder '{folder}' of the service that names it.",
        "Move the file into the folder, or check what it declares by hand.");
}
