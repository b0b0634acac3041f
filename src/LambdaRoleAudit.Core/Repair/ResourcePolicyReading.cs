namespace LambdaRoleAudit.Repair;

/// <summary>The resources whose policies a plan checks.</summary>
public enum ResourcePolicyReading
{
    /// <summary>Those that the source roles' policies or the usage name, and functions (<see cref="PlanResources"/>).</summary>
    Related,

    /// <summary>All resources in the scope whose policies can be read.</summary>
    All,

    /// <summary>None.</summary>
    None,
}
