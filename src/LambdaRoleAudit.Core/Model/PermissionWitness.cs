namespace LambdaRoleAudit.Model;

/// <summary>A request that one side allows and the other does not.</summary>
/// <param name="Action">The action as AWS writes it; in lower case if this version does not know the action. If the statement uses a
/// pattern, one of the actions that match it.</param>
/// <param name="Resource">The resource. If the statement uses a pattern, one text that matches it; <c>*</c> if any text matches.</param>
/// <param name="Context">The request's context keys, as far as the policies use them.</param>
/// <param name="AllowedBy">The statement that allows the request: its Sid or its position.</param>
/// <param name="Statement">The JSON of that statement.</param>
/// <param name="DeniedBy">The statement of the other side that denies the request; null if no statement there allows it.</param>
public sealed record PermissionWitness(string Action, string Resource, string Context, string AllowedBy, string Statement, string? DeniedBy)
{
    /// <summary>Returns the witness on one line.</summary>
    public override string ToString() => VisibleText.Of($"{Action} on {Resource}{(Context.Length == 0 ? "" : $" with {Context}")}");
}
