using LambdaRoleAudit.Model;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Repair;

/// <summary>A role that a repair made, where its function stands, and what undoing the repair would do.</summary>
public sealed record UndoStep
{
    /// <summary>The role, with what its tags claim.</summary>
    public required RepairedRole Repaired { get; init; }

    /// <summary>Where its function stands.</summary>
    public required RepairStanding Standing { get; init; }

    /// <summary>The function; null if it does not exist, or was not read.</summary>
    public LambdaFunction? Function { get; init; }

    /// <summary>The source role, as it is now; null if it could not be read.</summary>
    public ExecutionRole? Source { get; init; }

    /// <summary>What the function gains and loses by going back; null if it does not go back.</summary>
    public RoleComparison? Change { get; init; }

    /// <summary>Why nothing is done; null if something is.</summary>
    public string? Obstacle { get; init; }

    /// <summary>Why the role stays although the function goes back; null if it is to be deleted.</summary>
    public string? KeptBecause { get; init; }

    /// <summary>True if no function uses the role; null if that is not known.</summary>
    public bool? IsLeftover { get; init; }

    /// <summary>What undoing would do, in words.</summary>
    /// <param name="keepRole">The role is to be kept.</param>
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
            _ => $"Function {Repaired.FunctionArn} is on {Function?.Role ?? "an unknown role"} and stays there.",
        };
        return $"{move} {(keepRole ? $"Role {role} is kept." : KeptBecause is null ? $"Delete role {role}." : $"Role {role} is kept: {KeptBecause}")}";
    }

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
