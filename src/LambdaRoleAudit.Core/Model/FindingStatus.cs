namespace LambdaRoleAudit.Model;

/// <summary>What a rule says.</summary>
public enum FindingStatus
{
    /// <summary>It is so.</summary>
    Fail,

    /// <summary>It depends on what could not be read, or on a context key that is not known.</summary>
    Unknown,

    /// <summary>It is so, and a suppression with a reason lets it be until its date.</summary>
    Suppressed,

    /// <summary>It is not so.</summary>
    Passed,
}
