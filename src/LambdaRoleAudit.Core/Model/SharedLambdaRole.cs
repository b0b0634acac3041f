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

    /// <summary>The account of the role: 12 digits.</summary>
    public required string AccountId { get; init; }

    /// <summary>The number of functions that use the role. Versions of one function count once.</summary>
    public required int FunctionCount { get; init; }

    /// <summary>The regions of those functions, sorted.</summary>
    public required ItemList<string> Regions { get; init; }

    /// <summary>The functions (and their published versions, if they were read), sorted by region, name and version.</summary>
    public required ItemList<LambdaFunction> Functions { get; init; }

    /// <summary>
    /// Where a template declares the role; null if the role was not read from a template, or if no template declares it.
    /// </summary>
    public Declaration? Declaration { get; init; }

    /// <summary>Always <c>Lambda-006</c>.</summary>
    public string RuleId => LambdaRuleId;

    /// <summary>The rule's risk level: High.</summary>
    public string Severity => "High";

    /// <summary>The compliance standards that the rule names.</summary>
    public ItemList<string> Compliance => [.. Standards];

    /// <summary>False if something could not be read. More functions than are listed can then use the role.</summary>
    public bool IsComplete { get; init; }

    /// <summary>The regions that could not be read, or could not be read completely, sorted.</summary>
    public ItemList<string> UnreadRegions { get; init; } = [];

    /// <summary>The regions whose functions were compared, sorted. The result is valid for these regions.</summary>
    public ItemList<string> CoveredRegions { get; init; } = [];

    /// <summary>
    /// The number of functions that were read in <see cref="CoveredRegions"/>, without published versions; null if it is not known.
    /// </summary>
    public int? CoveredFunctionCount { get; init; }

    /// <summary>The role's name.</summary>
    public override string ToString() => VisibleText.Of(RoleName);
}
