using System.Text.Json;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Repair;

/// <summary>Checks the aliases of a step that was read from a plan.</summary>
internal static class AliasPlanReading
{
    /// <summary>Returns which alias says that it cannot be moved, but has no blocker; null if none does.</summary>
    public static string? Removed(JsonElement json, LambdaRoleRepairStep step)
    {
        if (!json.TryFind(nameof(step.Aliases), out var aliases)) return null;
        for (var i = 0; i < step.Aliases.Count; i++)
            if (aliases[i].TryFind(nameof(AliasMove.CanMove), out var canMove) && canMove.ValueKind == JsonValueKind.False
                && step.Aliases[i].CanMove)
                return FormattableString.Invariant($"Aliases[{i}].CanMove is false, but the alias has no blocker: a blocker was removed.");
        return null;
    }

    /// <summary>Returns what is wrong with an alias; null if nothing is.</summary>
    public static string? Fault(LambdaRoleRepairStep step)
    {
        for (var i = 0; i < step.Aliases.Count; i++)
            if (Fault(step, step.Aliases[i]) is { } fault) return FormattableString.Invariant($"Aliases[{i}]{fault}");
        return null;
    }

    private static string? Fault(LambdaRoleRepairStep step, AliasMove alias) =>
        !FunctionReference.TryParse(alias.AliasArn, out var reference) || reference.Qualifier != alias.Name
            || alias.AliasArn != $"{step.FunctionArn}:{alias.Name}"
            ? ".AliasArn is not the ARN of this alias of the function."
        : alias.CanMove && !alias.FromVersion.All(char.IsAsciiDigit) ? ".FromVersion is not the number of a version."
        : alias.CanMove && alias.RevisionId is null ? ".RevisionId is missing: a blocker was removed."
        : alias is { CanMove: true, HasProvisionedConcurrency: true, AllowsProvisionedConcurrency: false }
            ? ".AllowsProvisionedConcurrency is false: a blocker was removed."
        : step.Aliases.Count(other => other.Name == alias.Name) > 1 ? $".Name '{alias.Name}' appears twice."
        : null;
}
