namespace LambdaRoleAudit.Policies;

/// <summary>A request that one set of policies allows and another does not.</summary>
/// <param name="Request">The request.</param>
/// <param name="Allowing">The statement that allows it.</param>
/// <param name="Denying">The statement of the other set that denies it; null if no statement there allows it.</param>
public sealed record PolicyWitness(PolicyRequest Request, PolicyStatement Allowing, PolicyStatement? Denying);
