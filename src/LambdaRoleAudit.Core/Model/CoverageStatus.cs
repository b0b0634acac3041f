namespace LambdaRoleAudit.Model;

/// <summary>Whether records would show the use of a permission.</summary>
public enum CoverageStatus
{
    /// <summary>The records that were read show the use: an action without calls was not used.</summary>
    Seen,

    /// <summary>The trail does not log these events.</summary>
    NotLogged,

    /// <summary>CloudTrail never logs these events.</summary>
    NeverLogged,

    /// <summary>It is not known whether the records show the use.</summary>
    Unknown,
}
