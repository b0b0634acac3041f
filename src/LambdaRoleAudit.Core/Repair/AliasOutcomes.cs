using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Repair;

/// <summary>What a result says about aliases.</summary>
public static class AliasOutcomes
{
    /// <summary>Returns the aliases that were to be moved or restored and were not.</summary>
    public static IEnumerable<AliasResult> Left(RoleRepairResult result) => result.Aliases.Where(alias =>
        alias.Status is not (AliasStatus.Moved or AliasStatus.AlreadyMoved or AliasStatus.Restored));

    /// <summary>Returns what is said about aliases that were left; null if there are none.</summary>
    /// <param name="result">The result, with its aliases.</param>
    public static string? ReasonOf(RoleRepairResult result)
    {
        // A function that was not moved has its own reason.
        if (result.Status is not (RoleRepairStatus.Repaired or RoleRepairStatus.AlreadyRepaired or RoleRepairStatus.Undone)) return null;
        var left = Left(result).ToList();
        if (left.Count == 0) return null;
        var isUndone = result.Status == RoleRepairStatus.Undone;
        return $"The function was {(isUndone ? "rolled back" : "repaired")}, but "
            + $"{(left.Count == 1 ? "an alias was" : "aliases were")} not: "
            + string.Join(' ', left.Select(alias => $"{alias.Name} (version {alias.FromVersion}): {alias.Reason}"))
            + (isUndone ? "" : $" Callers of {(left.Count == 1 ? "this alias" : "these aliases")} still use the role of that version.");
    }

    /// <summary>Returns a result with its aliases, and with a reason if one was left.</summary>
    /// <param name="result">The result of the function.</param>
    /// <param name="aliases">The results of its aliases.</param>
    public static RoleRepairResult With(RoleRepairResult result, IReadOnlyList<AliasResult> aliases)
    {
        var whole = result with { Aliases = [.. aliases] };
        return ReasonOf(whole) is { } reason ? whole with { Reason = $"{result.Reason} {reason}".TrimStart() } : whole;
    }

    /// <summary>Returns what a preview says about the aliases of a step, one line for each.</summary>
    public static IEnumerable<string> Preview(LambdaRoleRepairStep step) => step.Aliases.Select(alias => alias.CanMove
        ? $"Alias {alias.Name}: from version {alias.FromVersion} to a version that is published with the same code and configuration"
            + (alias.Belongings.Count == 0 ? "" : $"; keeps its {string.Join(", ", alias.Belongings)}")
        : $"Alias {alias.Name}: stays on version {alias.FromVersion}. {string.Join(' ', alias.Blockers.Select(issue => issue.Message))}");

    /// <summary>Returns true if a step has an alias that can be moved, for a function that may already be repaired.</summary>
    public static bool HasMove(LambdaRoleRepairStep step) => step.Aliases.Any(alias => alias.CanMove);

    /// <summary>Returns the command that deletes a version.</summary>
    public static string ToDelete(string functionName, string region, string version) => !version.All(char.IsAsciiDigit)
        ? "see aws lambda delete-function."
        : $"aws lambda delete-function --function-name {functionName} --qualifier {version} --region {region}";
}
