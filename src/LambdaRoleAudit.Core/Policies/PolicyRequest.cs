namespace LambdaRoleAudit.Policies;

/// <summary>A request that policies allow or deny.</summary>
/// <param name="Action">The action: <c>service:Name</c>.</param>
/// <param name="Resource">The resource's ARN; <c>*</c> for an action without resources.</param>
/// <param name="Context">The other context of the request.</param>
/// <param name="Principal">The caller, as <c>type:value</c>, if the policies name principals (trust policies).</param>
public sealed record PolicyRequest(string Action, string Resource, RequestContext Context, string? Principal = null)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{Action} on {Resource}{(Context.Values.Count == 0 ? "" : $" with {Context}")}{(Principal is null ? "" : $" by {Principal}")}";
}
