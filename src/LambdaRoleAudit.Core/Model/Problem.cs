namespace LambdaRoleAudit.Model;

/// <summary>The kind of error. The cmdlets map it to a PowerShell error category.</summary>
public enum ProblemKind
{
    /// <summary>The caller's input is not valid: a parameter, a file or an object.</summary>
    InvalidInput,

    /// <summary>Something that was specified does not exist.</summary>
    NotFound,

    /// <summary>The caller could not be authenticated.</summary>
    Authentication,

    /// <summary>The caller is not allowed to make the call.</summary>
    AccessDenied,

    /// <summary>The endpoint could not be reached, or the response did not come from AWS.</summary>
    Connection,

    /// <summary>AWS throttles requests, even after retries.</summary>
    Throttled,

    /// <summary>A file could not be read or written.</summary>
    Read,

    /// <summary>The command succeeded, but its result fails a check that the caller requested.</summary>
    Finding,

    /// <summary>AWS could not process the request, or a result could not be verified.</summary>
    Service,
}

/// <summary>Something that could not be read or done, with the recommended action. Created by <see cref="ErrorText"/>.</summary>
/// <param name="ErrorId">The stable id, for scripts to match.</param>
/// <param name="Kind">The kind of error.</param>
/// <param name="Message">What happened, and to which resource.</param>
/// <param name="RecommendedAction">What to do about it.</param>
/// <param name="Target">The target of the problem: a region, a path, a function's name, an object.</param>
/// <param name="Cause">The exception that caused it, if there is one.</param>
public sealed record Problem(
    string ErrorId,
    ProblemKind Kind,
    string Message,
    string RecommendedAction,
    object? Target = null,
    Exception? Cause = null);

/// <summary>Ends a command, because it cannot continue after this problem.</summary>
public sealed class ProblemException(Problem problem) : Exception(problem.Message, problem.Cause)
{
    /// <summary>The problem that ends the command.</summary>
    public Problem Problem { get; } = problem;
}
