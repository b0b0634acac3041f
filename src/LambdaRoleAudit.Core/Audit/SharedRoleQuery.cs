namespace LambdaRoleAudit.Audit;

/// <summary>Which shared roles to show. What is compared is always everything that was read.</summary>
public sealed record SharedRoleQuery
{
    /// <summary>Two: the rule's own measure of sharing.</summary>
    public const int DefaultMinimum = 2;

    /// <summary>How many functions make a role shared.</summary>
    public int MinimumFunctionCount { get; init; } = DefaultMinimum;

    /// <summary>Shows a role by its name; null shows every one.</summary>
    public Predicate<string>? RoleName { get; init; }

    /// <summary>Shows a role by the name of any function on it; null shows every one.</summary>
    public Predicate<string>? FunctionName { get; init; }
}
