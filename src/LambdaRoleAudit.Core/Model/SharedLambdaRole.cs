namespace LambdaRoleAudit.Model;

/// <summary>
/// An IAM execution role that two or more Lambda functions run under: a finding of Trend Micro Conformity rule
/// Lambda-006, "Using An IAM Role For More Than One Lambda Function".
/// </summary>
public sealed record SharedLambdaRole
{
    /// <summary>The rule's id in Trend Micro Conformity.</summary>
    public const string LambdaRuleId = "Lambda-006";

    private static readonly string[] Standards =
        ["PCI", "APRA", "MAS", "AWS Well-Architected Framework: Security pillar"];

    /// <summary>The role's name, without its path.</summary>
    public required string RoleName { get; init; }

    /// <summary>The role's ARN.</summary>
    public required string RoleArn { get; init; }

    /// <summary>The account that the role is in: 12 digits.</summary>
    public required string AccountId { get; init; }

    /// <summary>How many functions use the role. Versions of one function count once.</summary>
    public required int FunctionCount { get; init; }

    /// <summary>The regions that those functions are in, sorted.</summary>
    public required ItemList<string> Regions { get; init; }

    /// <summary>The functions (and the published versions, where they were read), sorted by region, name and version.</summary>
    public required ItemList<LambdaFunction> Functions { get; init; }

    /// <summary>Always <c>Lambda-006</c>.</summary>
    public string RuleId => LambdaRuleId;

    /// <summary>The rule's own risk level: High.</summary>
    public string Severity => "High";

    /// <summary>The standards that the rule names.</summary>
    public ItemList<string> Compliance => [.. Standards];

    /// <summary>False where something could not be read: the role may be used by more functions than are listed.</summary>
    public bool IsComplete { get; init; }

    /// <summary>The regions that could not be read, or not to the end, sorted.</summary>
    public ItemList<string> UnreadRegions { get; init; } = [];

    /// <summary>The regions whose functions were compared, sorted: what is said holds for them.</summary>
    public ItemList<string> CoveredRegions { get; init; } = [];

    /// <summary>The role's name.</summary>
    public override string ToString() => VisibleText.Of(RoleName);
}
