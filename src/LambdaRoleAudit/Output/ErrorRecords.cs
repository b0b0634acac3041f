using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Output;

/// <summary>Converts a problem to an ErrorRecord. Its texts are made safe to show; its target is not changed.</summary>
internal static class ErrorRecords
{
    /// <summary>Returns the record.</summary>
    public static ErrorRecord Of(Problem problem)
    {
        var message = ShownText.Of(problem.Message);
        var record = new ErrorRecord(
            new ProblemException(problem with { Message = message, Cause = Shown(problem.Cause) }), problem.ErrorId, Category(problem.Kind),
            problem.Target)
        {
            // PowerShell shows the recommended action on a separate line.
            ErrorDetails = new ErrorDetails(message) { RecommendedAction = ShownText.Of(problem.RecommendedAction) },
        };
        // The category line contains the target's text.
        record.CategoryInfo.TargetName = ShownText.Of(record.CategoryInfo.TargetName);
        return record;
    }

    /// <summary>
    /// Returns the exception to show. Get-Error shows every inner exception, so one whose text must not be shown unescaped is replaced.
    /// </summary>
    [return: NotNullIfNotNull(nameof(cause))]
    public static Exception? Shown(Exception? cause)
    {
        for (var e = cause; e is not null; e = e.InnerException)
            if (ShownText.Of(e.Message) != e.Message)
                return new InvalidOperationException(ShownText.Of($"{cause!.GetType().FullName}: {cause.Message}"));
        return cause;
    }

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
