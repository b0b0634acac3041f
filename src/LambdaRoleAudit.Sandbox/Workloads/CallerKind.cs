namespace LambdaRoleAudit.Sandbox.Workloads;

/// <summary>Who made a call.</summary>
public enum CallerKind
{
    /// <summary>A function of the workload.</summary>
    Function,

    /// <summary>A function's role in another session, which no function can be found for.</summary>
    OtherSession,

    /// <summary>An IAM user.</summary>
    User,

    /// <summary>A role that no function has.</summary>
    OtherRole,

    /// <summary>An AWS service.</summary>
    Service,

    /// <summary>An EC2 instance, whose records have <c>inScopeOf</c> too.</summary>
    Instance,
}
