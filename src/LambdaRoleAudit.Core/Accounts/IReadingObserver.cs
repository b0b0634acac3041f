using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Accounts;

/// <summary>Follows a reading. Called on any thread.</summary>
public interface IReadingObserver
{
    /// <summary>Something is wrong with what was asked for; the rest goes on.</summary>
    void OnProblem(Problem problem);

    /// <summary>Something could not be read; the rest goes on, and what hangs on it is unknown.</summary>
    void OnUnread(Problem problem);

    /// <summary>Something that a person should know, though everything was read.</summary>
    void OnWarning(string message);

    /// <summary>How far it is.</summary>
    void OnProgress(ReadingProgress progress);
}

/// <summary>How far a reading is.</summary>
/// <param name="Done">Regions or bytes that are done.</param>
/// <param name="Total">How many there are; 0 where that is not known.</param>
/// <param name="Functions">Functions found so far.</param>
/// <param name="Current">What is read now: a file's name, or how many regions.</param>
public readonly record struct ReadingProgress(long Done, long Total, int Functions, string Current);
