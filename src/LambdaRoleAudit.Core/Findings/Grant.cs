using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Findings;

/// <summary>Whether a role may do something.</summary>
/// <param name="Is">True: surely, whatever else the request brings. Unknown: it hangs on what is not known. False: surely not.</param>
/// <param name="Request">A request that it may make, or might.</param>
/// <param name="Statement">What allows it.</param>
/// <param name="DependsOn">Context keys, and elements of policies, that it hangs on.</param>
internal sealed record Grant(Truth Is, PolicyRequest? Request, PolicyStatement? Statement, IReadOnlyList<string> DependsOn)
{
    public static Grant No { get; } = new(Truth.False, null, null, []);
}
