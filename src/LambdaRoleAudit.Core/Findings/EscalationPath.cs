namespace LambdaRoleAudit.Findings;

/// <summary>
/// The resources that an action must reach to be part of a path: resources of the action's own type and, except for AWS's resources, of the
/// role's own account.
/// </summary>
internal enum EscalationReach
{
    /// <summary>Any resource of the action's type.</summary>
    Any,

    /// <summary>The role itself.</summary>
    Self,

    /// <summary>Any role except itself.</summary>
    OtherRole,

    /// <summary>The role that the step before reaches.</summary>
    SameRole,

    /// <summary>Any function except its own.</summary>
    OtherFunction,

    /// <summary>A customer managed policy that is attached to the role, or one with any name.</summary>
    OwnOrAnyPolicy,

    /// <summary>
    /// A resource with any name. The permissions belong to an existing resource whose role is not known, so a permission on a named
    /// resource is taken as it is.
    /// </summary>
    AnyName,
}

/// <summary>A known privilege escalation path: all of its actions, each within its reach.</summary>
/// <param name="Id">The path's id in the library of pathfinding.cloud; this module's id if the path is not there.</param>
/// <param name="PassedTo">The service to which a role is passed; null if no role is passed.</param>
/// <param name="Steps">The actions.</param>
internal sealed record EscalationPath(string Id, string? PassedTo, params (string Action, EscalationReach Reach)[] Steps)
{
    /// <summary>Returns the actions as they are written.</summary>
    public override string ToString() => string.Join(" + ", Steps.Select(step => step.Action));
}
