namespace LambdaRoleAudit.Sandbox.Workloads;

/// <summary>An execution role.</summary>
/// <param name="Name">The name.</param>
/// <param name="Path">The path.</param>
/// <param name="Arn">The ARN, with the path.</param>
/// <param name="RoleId">The unique id.</param>
/// <param name="TrustPolicy">The trust policy.</param>
/// <param name="TrustsOthers">True if it trusts others than Lambda, who can choose any session name.</param>
public sealed record WorkloadRole(string Name, string Path, string Arn, string RoleId, string TrustPolicy, bool TrustsOthers)
{
    /// <summary>The inline policies, by name: what its functions' programs need, except for denied calls, and an unneeded grant.</summary>
    public IReadOnlyDictionary<string, string> Policies { get; internal set; } = new Dictionary<string, string>();

    /// <summary>The actions in its policies that no function's program needs.</summary>
    public IReadOnlyList<string> UnneededActions { get; internal set; } = [];
}
