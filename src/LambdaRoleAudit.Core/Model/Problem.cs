namespace LambdaRoleAudit.Model;

/// <summary>What kind of thing went wrong; the cmdlets turn it into PowerShell's error category.</summary>
public enum ProblemKind
{
    /// <summary>The caller's input is wrong: text, file or object.</summary>
    InvalidInput,

    /// <summary>Something that was named is not there.</summary>
    NotFound,

    /// <summary>Who the caller is could not be established.</summary>
    Authentication,

    /// <summary>AWS knows the caller and refuses the call.</summary>
    AccessDenied,

    /// <summary>The endpoint could not be reached, or did not answer as AWS does.</summary>
    Connection,

    /// <summary>AWS asked for fewer requests, and still did after the retries.</summary>
    Throttled,

    /// <summary>Reading a file failed.</summary>
    Read,

    /// <summary>All went well, and what was found is not as the caller would have it.</summary>
    Finding,

    /// <summary>AWS failed, in a way that is not the caller's doing.</summary>
    Service,
}

/// <summary>
/// Something that could not be read or done, said so that a person can act on it.
/// </summary>
/// <param name="ErrorId">A stable id, for scripts to match.</param>
/// <param name="Kind">What kind of thing went wrong.</param>
/// <param name="Message">What happened, and to what.</param>
/// <param name="RecommendedAction">What to do about it.</param>
/// <param name="Target">What it happened to: a region, a path, a function's name, an object.</param>
/// <param name="Cause">The exception behind it, where there is one.</param>
public sealed record Problem(
    string ErrorId,
    ProblemKind Kind,
    string Message,
    string RecommendedAction,
    object? Target = null,
    Exception? Cause = null);

/// <summary>Ends a command: nothing useful can be done after this problem.</summary>
public sealed class ProblemException(Problem problem) : Exception(problem.Message, problem.Cause)
{
    /// <summary>What went wrong.</summary>
    public Problem Problem { get; } = problem;
}
