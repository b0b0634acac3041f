using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Roles;

/// <summary>Errors of an assignment that several places report, or that contain lists.</summary>
public static class AssignmentProblems
{
    private const int OthersNamed = 5;

    /// <summary>Other functions use the role.</summary>
    public static Problem Shared(string role, IReadOnlyCollection<string> others)
    {
        var named = string.Join(", ", others.Take(OthersNamed));
        return AssignmentErrors.RoleIsShared.About(
            role, ("role", role),
            ("others", others.Count > OthersNamed ? FormattableString.Invariant($"{named} and {others.Count - OthersNamed} more") : named));
    }

    /// <summary>Whether other functions use the role is not known.</summary>
    public static Problem SharingUnknown(string role, IReadOnlyCollection<string> unread) => unread.Count == 0
        ? AssignmentErrors.SharingUnknown.About(role, ("role", role))
        : AssignmentErrors.SharingUnknownRegions.About(role, ("role", role), ("regions", string.Join(", ", unread)));

    /// <summary>The function was modified after it was read.</summary>
    public static Problem Changed(LambdaFunction function, IEnumerable<string> drift) => AssignmentErrors.FunctionChanged.About(
        function.FunctionName, ("function", function.FunctionName), ("changes", string.Join(", ", drift)));

    /// <summary>What the assignment relies on has changed.</summary>
    public static Problem NoLongerFits(LambdaFunction function, string reason) => AssignmentErrors.AssignmentNoLongerFits.About(
        function.FunctionName, ("function", function.FunctionName), ("reason", reason));

    /// <summary>Verification failed, and the function was rolled back.</summary>
    /// <param name="function">The function before the assignment.</param>
    /// <param name="role">The role that failed verification.</param>
    /// <param name="reason">Why it failed.</param>
    /// <param name="rest">What was not restored; null if everything was.</param>
    public static Problem RolledBack(LambdaFunction function, string role, string reason, string? rest = null) => rest is null
        ? AssignmentErrors.AssignmentPutBack.About(
            function.FunctionName, ("function", function.FunctionName), ("role", role), ("reason", reason),
            ("previousRole", function.Role))
        : AssignmentErrors.AssignmentPutBackInPart.About(
            function.FunctionName, ("function", function.FunctionName), ("role", role), ("reason", reason),
            ("previousRole", function.Role), ("rest", rest));

    /// <summary>Verification failed, and the rollback failed or could not be verified.</summary>
    public static Problem NotRolledBack(LambdaFunction function, string role, string reason, string why) =>
        AssignmentErrors.PutBackFailed.About(
            function.FunctionName, ("function", function.FunctionName), ("role", role), ("reason", reason),
            ("previousRole", function.Role), ("rollbackReason", why), ("region", function.Region));

    /// <summary>The role was written, but the function could not be verified.</summary>
    public static Problem Unverified(LambdaFunction function, string role, string why) => AssignmentErrors.AssignmentUnverified.About(
        function.FunctionName, ("function", function.FunctionName), ("role", role), ("previousRole", function.Role), ("reason", why));
}
