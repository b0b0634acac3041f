namespace LambdaRoleAudit.Model;

/// <summary>The state of an event source mapping before and after its function's role was changed.</summary>
/// <param name="UUID">The mapping's id.</param>
/// <param name="EventSourceArn">The event source that the mapping polls; null for self-managed Kafka.</param>
/// <param name="StateBefore">The state before the change, as Lambda reports it: Enabled, Disabled, …</param>
/// <param name="StateAfter">The last state that Lambda reported after the change, or after the function was rolled back; null if the state
/// could not be read, or if the mapping no longer exists.</param>
public sealed record MappingVerification(string UUID, string? EventSourceArn, string? StateBefore, string? StateAfter)
{
    /// <summary>Returns the verification on one line.</summary>
    public override string ToString() =>
        VisibleText.Of($"{EventSourceArn ?? UUID}: {StateBefore} before, {StateAfter ?? "not known"} after");
}
