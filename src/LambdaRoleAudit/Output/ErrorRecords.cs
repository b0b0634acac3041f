using System.Management.Automation;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Output;

/// <summary>Turns a problem into PowerShell's form of an error.</summary>
internal static class ErrorRecords
{
    public static ErrorRecord Of(Problem problem) => new(
        new ProblemException(problem), problem.ErrorId, Category(problem.Kind), problem.Target)
    {
        // PowerShell shows the recommended action on a line of its own.
        ErrorDetails = new ErrorDetails(problem.Message) { RecommendedAction = problem.RecommendedAction },
    };

    private static ErrorCategory Category(ProblemKind kind) => kind switch
    {
        ProblemKind.InvalidInput => ErrorCategory.InvalidData,
        ProblemKind.NotFound => ErrorCategory.ObjectNotFound,
        ProblemKind.Authentication => ErrorCategory.AuthenticationError,
        ProblemKind.AccessDenied => ErrorCategory.PermissionDenied,
        ProblemKind.Connection => ErrorCategory.ConnectionError,
        ProblemKind.Throttled => ErrorCategory.LimitsExceeded,
        ProblemKind.Read => ErrorCategory.ReadError,
        ProblemKind.Finding => ErrorCategory.InvalidResult,
        _ => ErrorCategory.NotSpecified,
    };
}
