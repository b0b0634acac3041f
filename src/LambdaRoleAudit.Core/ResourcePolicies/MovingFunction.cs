using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.ResourcePolicies;

/// <summary>A function that moves from its source role to its own role, as policies of resources see it.</summary>
/// <param name="Source">The function under its source role.</param>
/// <param name="Target">The function under its own role.</param>
/// <param name="Grants">What the function's own role grants; null if it cannot be read, and then nothing is proven by it.</param>
/// <param name="Usage">What the function did; null if this is not known.</param>
internal sealed record MovingFunction(PolicyCaller Source, PolicyCaller Target, PolicySet? Grants, LambdaRoleUsage? Usage)
{
    /// <summary>True if the function may lose what a policy of a resource allows the source role.</summary>
    public bool AllowLoss { get; init; }

    /// <summary>Returns a function that moves.</summary>
    /// <param name="functionName">The function's name.</param>
    /// <param name="source">The source role.</param>
    /// <param name="target">The function's own role. It has no id if it does not exist yet.</param>
    /// <param name="usage">What the function did; null if this is not known.</param>
    public static MovingFunction Of(string functionName, ExecutionRole source, ExecutionRole target, LambdaRoleUsage? usage)
    {
        PolicySet? grants = null;
        try
        {
            grants = target.ToPolicySet();
        }
        catch (PolicyFormatException)
        {
            // The step itself is blocked for this.
        }

        return new MovingFunction(CallerOf(source), CallerOf(target), grants, usage);

        PolicyCaller CallerOf(ExecutionRole role) => new(role.RoleArn, role.RoleId, functionName, role.Tags);
    }
}
