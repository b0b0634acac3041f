namespace LambdaRoleAudit.Model;

/// <summary>
/// A Lambda function, or one published version of it, and the execution role that it runs under.
/// Property names are AWS's own, so that objects flow to and from AWS Tools for PowerShell by property name.
/// </summary>
public sealed class LambdaFunction
{
    /// <summary>The version that <c>Version</c> names for the unpublished, changeable function.</summary>
    public const string Latest = "$LATEST";

    /// <summary>The function's name, without a qualifier.</summary>
    public required string FunctionName { get; init; }

    /// <summary>
    /// The function's ARN; with the version as qualifier where this is a published version. Empty where the source had none.
    /// </summary>
    public required string FunctionArn { get; init; }

    /// <summary>The execution role's ARN, as Lambda gives it.</summary>
    public required string Role { get; init; }

    /// <summary>The region's name; empty where the source named none.</summary>
    public required string Region { get; init; }

    /// <summary>The account that the function is in: 12 digits.</summary>
    public required string AccountId { get; init; }

    /// <summary><c>$LATEST</c>, or the number of a published version, whose role is frozen.</summary>
    public required string Version { get; init; }

    /// <summary>Detail that is shown and never compared; null where the source had none.</summary>
    public FunctionConfiguration? Configuration { get; init; }

    /// <summary>True for a published version.</summary>
    internal bool IsPublishedVersion => Version != Latest;

    /// <summary>The name, with the version where this is a published one: how a list shows it.</summary>
    public override string ToString() => VisibleText.Of(IsPublishedVersion ? $"{FunctionName}:{Version}" : FunctionName);
}
