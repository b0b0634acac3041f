namespace LambdaRoleAudit.Model;

/// <summary>A request that one side allows and the other does not.</summary>
/// <param name="Action">The action as AWS writes it; in lower case where this version does not know it. Where a pattern stands
/// behind it, one of those that fit.</param>
/// <param name="Resource">The resource. Where a pattern stands behind it, one text that fits; <c>*</c> where any does.</param>
/// <param name="Context">The request's context keys, as far as the policies look at them.</param>
/// <param name="AllowedBy">The statement that allows it: its Sid, or where it stands.</param>
/// <param name="Statement">That statement's JSON.</param>
/// <param name="DeniedBy">The other side's statement that denies it; null where nothing there allows it.</param>
public sealed record PermissionWitness(string Action, string Resource, string Context, string AllowedBy, string Statement, string? DeniedBy)
{
    /// <summary>One line.</summary>
    public override string ToString() => VisibleText.Of($"{Action} on {Resource}{(Context.Length == 0 ? "" : $" with {Context}")}");
}
