using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Repair;

/// <summary>A role that a repair created, the state of its function, and what undoing the repair would do.</summary>
public sealed record UndoStep
{
    /// <summary>The role, with the claims in its tags.</summary>
    public required RepairedRole Repaired { get; init; }

    /// <summary>The state of its function.</summary>
    public required RepairStanding Standing { get; init; }

    /// <summary>The function; null if it does not exist, or was not read.</summary>
    public LambdaFunction? Function { get; init; }

    /// <summary>The current source role; null if it could not be read.</summary>
    public ExecutionRole? Source { get; init; }

    /// <summary>The published versions of the function that run under the role. Aliases that point to them are restored.</summary>
    public IReadOnlyList<string> OwnVersions { get; init; } = [];

    /// <summary>What the function gains and loses with the source role; null if the function is not changed.</summary>
    public RoleComparison? Change { get; init; }

    /// <summary>The reason why nothing is done; null if something is.</summary>
    public string? Obstacle { get; init; }

    /// <summary>
    /// The reason why the role is kept although the function returns to its source role; null if the role is to be deleted.
    /// </summary>
    public string? KeptBecause { get; init; }

    /// <summary>True if no function uses the role, or a role that was created from it; null if this is not known.</summary>
    public bool? IsLeftover { get; init; }

    /// <summary>Returns what undoing would do, in words.</summary>
    /// <param name="keepRole">True if the role is to be kept.</param>
    public string Describe(bool keepRole = false)
    {
        var role = Repaired.Role.RoleName;
        if (Obstacle is not null) return $"Nothing: {Obstacle}";
        var move = Standing switch
        {
            RepairStanding.Repaired =>
                $"Function {Repaired.FunctionArn}: roll back from {role} to {Repaired.SourceRoleArn}. {ChangeText()}",
            RepairStanding.FunctionGone => $"Function {Repaired.FunctionArn} no longer exists.",
            RepairStanding.OnSourceRole => $"Function {Repaired.FunctionArn} is already on its source role.",
            RepairStanding.RepairedAgain =>
                $"Function {Repaired.FunctionArn} is on {Function!.Role}, which a later repair created.",
            _ => $"Function {Repaired.FunctionArn} is on {Function?.Role ?? "an unknown role"} and stays there.",
        };
        var removal = keepRole ? $"Role {role} is kept."
            : KeptBecause is null ? $"Delete role {role}{(HasCreatedPolicies ? OfPolicies : "")}."
            : $"Role {role} is kept: {KeptBecause}";
        var aliases = OwnVersions.Count == 0 || Standing == RepairStanding.RepairedAgain ? ""
            : $" Aliases that point to version {string.Join(", ", OwnVersions)} go back to a version with the same code and "
                + "configuration on the source role, if there is one.";
        return $"{move}{aliases} {removal}";
    }

    /// <summary>Whether others use these policies is read right before the deletion.</summary>
    private const string OfPolicies =
        " with the managed policies that were created for it, unless one of them has another version or is used elsewhere";

    private bool HasCreatedPolicies =>
        Repaired.Role.AttachedPolicies.Any(policy => CreatedPolicy.Is(Repaired.Role.RoleArn, policy.PolicyArn!));

    private string ChangeText()
    {
        if (Change is null) return "Which permissions it gains or loses is unknown.";
        if (Change.Relation == RoleRelation.Equal) return "Its permissions do not change (proven).";
        var parts = new List<string>();
        if (Change.Added.Length > 0)
            parts.Add($"It gains permissions, for example {NameList.Few(Change.Added.Select(witness => witness.ToString()))}.");
        if (Change.Removed.Length > 0)
            parts.Add($"It loses permissions, for example {NameList.Few(Change.Removed.Select(witness => witness.ToString()))}.");
        if (Change.Reason is { } reason) parts.Add(reason);
        return string.Join(' ', parts);
    }
}
