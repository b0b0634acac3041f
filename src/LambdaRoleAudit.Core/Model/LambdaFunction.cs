namespace LambdaRoleAudit.Model;

/// <summary>
/// A Lambda function, or one published version of it, and the execution role that it runs under. Property names are the names that AWS
/// uses, so that objects can be piped to and from AWS Tools for PowerShell by property name.
/// </summary>
public sealed class LambdaFunction
{
    /// <summary>The value of <c>Version</c> for the unpublished function, which can be changed.</summary>
    public const string Latest = "$LATEST";

    /// <summary>The function's name, without a qualifier.</summary>
    public required string FunctionName { get; init; }

    /// <summary>
    /// The function's ARN. For a published version, the version is its qualifier. Empty if the source does not have the ARN.
    /// </summary>
    public required string FunctionArn { get; init; }

    /// <summary>The execution role's ARN, as Lambda returns it.</summary>
    public required string Role { get; init; }

    /// <summary>The region's name; empty if the source does not name a region.</summary>
    public required string Region { get; init; }

    /// <summary>The account of the function: 12 digits.</summary>
    public required string AccountId { get; init; }

    /// <summary><c>$LATEST</c>, or the number of a published version, whose role cannot be changed.</summary>
    public required string Version { get; init; }

    /// <summary>Details that are shown and never compared; null if the source has none.</summary>
    public FunctionConfiguration? Configuration { get; init; }

    /// <summary>Where a template declares the function; null if the function was not read from a template.</summary>
    public Declaration? Declaration { get; init; }

    /// <summary>True for a published version.</summary>
    internal bool IsPublishedVersion => Version != Latest;

    /// <summary>Returns the name as a list shows it. For a published version, the version is included.</summary>
    public override string ToString() => VisibleText.Of(IsPublishedVersion ? $"{FunctionName}:{Version}" : FunctionName);
}
