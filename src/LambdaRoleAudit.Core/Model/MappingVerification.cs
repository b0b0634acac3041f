namespace LambdaRoleAudit.Model;

/// <summary>An event source mapping before its function's role was changed, and after.</summary>
/// <param name="UUID">Its id.</param>
/// <param name="EventSourceArn">What it polls; null for self-managed Kafka.</param>
/// <param name="StateBefore">Lambda's word before: Enabled, Disabled, …</param>
/// <param name="StateAfter">Lambda's last word after it, or after the function was put back; null where it could not be read, or
/// the mapping is gone.</param>
public sealed record MappingVerification(string UUID, string? EventSourceArn, string? StateBefore, string? StateAfter)
{
    /// <summary>One line.</summary>
    public override string ToString() =>
        VisibleText.Of($"{EventSourceArn ?? UUID}: {StateBefore} before, {StateAfter ?? "not known"} after");
}
