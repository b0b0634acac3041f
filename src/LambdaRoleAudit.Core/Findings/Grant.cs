using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Findings;

/// <summary>The result of a check whether a role may perform an action.</summary>
/// <param name="Is">True: certainly, whatever else the request contains. Unknown: it depends on data that is not known. False: certainly
/// not.</param>
/// <param name="Request">A request that the role may make, or might make.</param>
/// <param name="Statement">The statement that allows it.</param>
/// <param name="DependsOn">The context keys, and elements of policies, that the result depends on.</param>
internal sealed record Grant(Truth Is, PolicyRequest? Request, PolicyStatement? Statement, IReadOnlyList<string> DependsOn)
{
    public static Grant No { get; } = new(Truth.False, null, null, []);
}
