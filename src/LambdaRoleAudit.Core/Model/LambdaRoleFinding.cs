namespace LambdaRoleAudit.Model;

/// <summary>The result of one rule for one function and its execution role.</summary>
public sealed record LambdaRoleFinding
{
    /// <summary>The rule's id: <c>Lambda-006</c>, <c>LRA-101</c>, ….</summary>
    public required string RuleId { get; init; }

    /// <summary>The severity.</summary>
    public required FindingSeverity Severity { get; init; }

    /// <summary>The status: Fail, Unknown, Suppressed or Passed.</summary>
    public required FindingStatus Status { get; init; }

    /// <summary>The rule's title, in a few words.</summary>
    public required string Title { get; init; }

    /// <summary>The function's name; null if the finding is about a role that no function names.</summary>
    public string? FunctionName { get; init; }

    /// <summary>The function's ARN.</summary>
    public string? FunctionArn { get; init; }

    /// <summary>The role's ARN, as the function's configuration names it.</summary>
    public string? RoleArn { get; init; }

    /// <summary>The function's region.</summary>
    public string? Region { get; init; }

    /// <summary>Where a template declares the function; null if the function was not read from a template.</summary>
    public Declaration? Declaration { get; init; }

    /// <summary>The evidence for the finding: the statement and its location, the setting, the other functions.</summary>
    public required string Evidence { get; init; }

    /// <summary>What to do about the finding; a command if there is one.</summary>
    public string? Remedy { get; init; }

    /// <summary>The compliance standards that have this rule.</summary>
    public ItemList<string> Compliance { get; init; } = [];

    /// <summary>The rule's documentation page: why it matters, how it is decided, examples, sources.</summary>
    public required string HelpUri { get; init; }

    /// <summary>The reason for a suppression and its end date; or that the suppression has expired.</summary>
    public string? Note { get; init; }

    /// <summary>The regions whose functions were read, sorted. Statements about sharing and use are valid for these regions.</summary>
    public ItemList<string> CoveredRegions { get; init; } = [];

    /// <summary>
    /// The number of functions that were read in <see cref="CoveredRegions"/>, without published versions; null if it is not known.
    /// </summary>
    public int? CoveredFunctionCount { get; init; }

    /// <summary>The regions whose functions could not be read, sorted.</summary>
    public ItemList<string> UnreadRegions { get; init; } = [];

    /// <summary>Returns the finding on one line.</summary>
    public override string ToString() => VisibleText.Of($"{RuleId} {Severity} {Status}: {FunctionName ?? RoleArn}: {Evidence}");
}
