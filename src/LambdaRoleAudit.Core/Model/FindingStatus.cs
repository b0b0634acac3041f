namespace LambdaRoleAudit.Model;

/// <summary>The result of a rule.</summary>
public enum FindingStatus
{
    /// <summary>The problem exists.</summary>
    Fail,

    /// <summary>The result depends on data that could not be read, or on a context key that is not known.</summary>
    Unknown,

    /// <summary>The problem exists, but a suppression with a reason accepts it until a given date.</summary>
    Suppressed,

    /// <summary>The problem does not exist.</summary>
    Passed,
}
