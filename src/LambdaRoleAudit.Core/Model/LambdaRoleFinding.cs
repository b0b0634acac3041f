namespace LambdaRoleAudit.Model;

/// <summary>What one rule says of one function and its execution role.</summary>
public sealed record LambdaRoleFinding
{
    /// <summary>The rule: <c>Lambda-006</c>, <c>LRA-101</c>, ….</summary>
    public required string RuleId { get; init; }

    /// <summary>How bad it is.</summary>
    public required FindingSeverity Severity { get; init; }

    /// <summary>Fail, Unknown, Suppressed or Passed.</summary>
    public required FindingStatus Status { get; init; }

    /// <summary>What the rule finds, in a few words.</summary>
    public required string Title { get; init; }

    /// <summary>The function's name; null where it is about a role that no function names.</summary>
    public string? FunctionName { get; init; }

    /// <summary>The function's ARN.</summary>
    public string? FunctionArn { get; init; }

    /// <summary>The role's ARN, as the function names it.</summary>
    public string? RoleArn { get; init; }

    /// <summary>The function's region.</summary>
    public string? Region { get; init; }

    /// <summary>What a reader needs to believe it: the statement and where it stands, the setting, the other functions.</summary>
    public required string Evidence { get; init; }

    /// <summary>What to do: a command where there is one.</summary>
    public string? Remedy { get; init; }

    /// <summary>What it is measured by elsewhere.</summary>
    public ItemList<string> Compliance { get; init; } = [];

    /// <summary>The rule's page: why it matters, how it is decided, examples, sources.</summary>
    public required string HelpUri { get; init; }

    /// <summary>Why it is suppressed, and until when; or that its suppression has expired.</summary>
    public string? Note { get; init; }

    /// <summary>The regions whose functions were looked at, sorted: what is said of sharing and use holds for them.</summary>
    public ItemList<string> CoveredRegions { get; init; } = [];

    /// <summary>The regions whose functions could not be read, sorted.</summary>
    public ItemList<string> UnreadRegions { get; init; } = [];

    /// <summary>One line.</summary>
    public override string ToString() => VisibleText.Of($"{RuleId} {Severity} {Status}: {FunctionName ?? RoleArn}: {Evidence}");
}
