namespace LambdaRoleAudit.Policies;

/// <summary>A request that policies allow or do not.</summary>
/// <param name="Action">The action: <c>service:Name</c>.</param>
/// <param name="Resource">The resource's ARN; <c>*</c> for an action that has none.</param>
/// <param name="Context">What else the request brings.</param>
/// <param name="Principal">Who asks, as <c>type:value</c>, where the policies name principals (trust policies).</param>
public sealed record PolicyRequest(string Action, string Resource, RequestContext Context, string? Principal = null)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{Action} on {Resource}{(Context.Values.Count == 0 ? "" : $" with {Context}")}{(Principal is null ? "" : $" by {Principal}")}";
}
