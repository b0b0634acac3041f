namespace LambdaRoleAudit.Findings;

/// <summary>Which resources an action must reach for a path to be one: of its own type and, but for AWS's, its own account.</summary>
internal enum EscalationReach
{
    /// <summary>Any resource of the action's type.</summary>
    Any,

    /// <summary>The role itself.</summary>
    Self,

    /// <summary>Any role but itself.</summary>
    OtherRole,

    /// <summary>The role that the step before reaches.</summary>
    SameRole,

    /// <summary>Any function but its own.</summary>
    OtherFunction,

    /// <summary>A customer managed policy that is on the role, or one of any name.</summary>
    OwnOrAnyPolicy,

    /// <summary>
    /// A resource of any name. What holds the power is a resource that is there already, and whose role is not known: a
    /// permission on one that is named is taken for what it says.
    /// </summary>
    AnyName,
}

/// <summary>One known way to more power: all of its actions, each within its reach.</summary>
/// <param name="Id">Its id in the library of pathfinding.cloud; ours where that has none.</param>
/// <param name="PassedTo">The service that a role is passed to; null where none is.</param>
/// <param name="Steps">The actions.</param>
internal sealed record EscalationPath(string Id, string? PassedTo, params (string Action, EscalationReach Reach)[] Steps)
{
    /// <summary>Its actions, as they are written.</summary>
    public override string ToString() => string.Join(" + ", Steps.Select(step => step.Action));
}
