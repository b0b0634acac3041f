using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.ResourcePolicies;

/// <summary>A function that moves from its source role to its own role, as policies of resources see it.</summary>
/// <param name="Source">The function under its source role.</param>
/// <param name="Target">The function under its own role.</param>
/// <param name="Grants">What the function's own role grants; null if it cannot be read.</param>
/// <param name="Usage">What the function did; null if this is not known.</param>
internal sealed record MovingFunction(PolicyCaller Source, PolicyCaller Target, PolicySet? Grants, LambdaRoleUsage? Usage)
{
    /// <summary>True if the function may lose what a policy of a resource allows the source role.</summary>
    public bool AllowLoss { get; init; }
}
