using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Accounts;

/// <summary>Observes a read operation. Its methods can be called on any thread.</summary>
public interface IReadingObserver
{
    /// <summary>Something in the request is wrong. The operation continues.</summary>
    void OnProblem(Problem problem);

    /// <summary>Something could not be read. The operation continues, and what depends on the missing data is unknown.</summary>
    void OnUnread(Problem problem);

    /// <summary>Something that the user should know, although everything was read.</summary>
    void OnWarning(string message);

    /// <summary>The progress of the operation.</summary>
    void OnProgress(ReadingProgress progress);
}

/// <summary>The progress of a read operation.</summary>
/// <param name="Done">The number of completed regions or bytes.</param>
/// <param name="Total">The total number; 0 if it is not known.</param>
/// <param name="Functions">The number of functions found so far.</param>
/// <param name="Current">What is being read: a file's name, or the number of regions.</param>
public readonly record struct ReadingProgress(long Done, long Total, int Functions, string Current);
