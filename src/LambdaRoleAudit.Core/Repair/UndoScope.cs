namespace LambdaRoleAudit.Repair;

/// <summary>Which repairs are meant. What is null is not asked for; what is given narrows together.</summary>
public sealed record UndoScope
{
    /// <summary>These repairs.</summary>
    public IReadOnlyCollection<string>? RepairIds { get; init; }

    /// <summary>The roles of these functions: tests on the name and the ARN. One that must exist and does not is a problem.</summary>
    public IReadOnlyList<(string Text, Predicate<string> Matches, bool MustExist)>? Functions { get; init; }

    /// <summary>These roles: tests on the name and the ARN.</summary>
    public IReadOnlyList<(string Text, Predicate<string> Matches, bool MustExist)>? Roles { get; init; }
}
