namespace LambdaRoleAudit.Templates;

/// <summary>Where a value that is not known before a plan is applied comes from.</summary>
/// <param name="Resource">The resource that gives the value; null if it is not a role of the plan.</param>
/// <param name="Imported">What names the value, if something else gives it; null otherwise.</param>
/// <param name="Reason">Why the origin cannot be determined; null if it can.</param>
/// <param name="Attribute">The attribute of the resource; null if the reference does not say.</param>
internal sealed record TerraformOrigin(
    TerraformResource? Resource = null, string? Imported = null, string? Reason = null, string? Attribute = null)
{
    /// <summary>What is equal for equal origins.</summary>
    public (TerraformResource?, string?, string?) Identity => (Resource, Imported, Reason);

    /// <summary>Returns an origin that cannot be determined.</summary>
    public static TerraformOrigin Unknown(string reason) => new(Reason: reason);
}
