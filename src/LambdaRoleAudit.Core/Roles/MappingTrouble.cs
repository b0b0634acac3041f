using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Roles;

/// <summary>Finds out whether event source mappings stopped working after a change of role.</summary>
internal static class MappingTrouble
{
    /// <summary>Returns what is wrong now and was not before; null if nothing is.</summary>
    /// <param name="before">The mappings before the change.</param>
    /// <param name="now">The mappings now, by id.</param>
    public static string? Of(IEnumerable<EventSourceMapping> before, IReadOnlyDictionary<string, EventSourceMapping> now)
    {
        var troubles = new List<string>();
        foreach (var was in before)
        {
            // A mapping that was deleted in the meantime was not affected by this change.
            if (!now.TryGetValue(was.Uuid, out var after)) continue;
            if (was.State is "Enabled" or "Enabling" or "Creating" && after.State is "Disabled" or "Disabling")
                troubles.Add($"event source mapping {was.Uuid} ({was.EventSourceArn}) is {after.State}: {after.StateTransitionReason}");
            else if (IsProblem(after) && !IsProblem(was))
                troubles.Add($"event source mapping {was.Uuid} ({was.EventSourceArn}) reports {after.LastProcessingResult}");
        }

        return troubles.Count == 0 ? null : string.Join("; ", troubles);
    }

    private static bool IsProblem(EventSourceMapping mapping) =>
        mapping.LastProcessingResult?.StartsWith("PROBLEM", StringComparison.OrdinalIgnoreCase) == true;
}
