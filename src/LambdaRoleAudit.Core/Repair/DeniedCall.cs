using LambdaRoleAudit.Usage;

namespace LambdaRoleAudit.Repair;

/// <summary>A call of a moved function that was denied.</summary>
/// <param name="Calls">The call, as the record shows it.</param>
internal sealed record DeniedCall(ObservedCalls Calls)
{
    /// <summary>Returns what was denied, as a sentence.</summary>
    /// <param name="permission">The permission that the call needs; null if it was not determined.</param>
    public string Text(string? permission = null)
    {
        var what = string.IsNullOrEmpty(permission) ? $"{Calls.Call.EventName} of {Calls.Call.EventSource}" : permission;
        var id = Calls.EventIds.Count > 0 ? Calls.EventIds[0] : "without an id";
        return FormattableString.Invariant(
            $"{what} was denied ({Calls.Call.ErrorCode}, {Calls.Call.Region}, {Calls.LastSeen:u}, event {id}).");
    }
}
