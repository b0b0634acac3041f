using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>Keeps what a reader reports.</summary>
public sealed class ReadingLog : IReadingObserver
{
    private readonly object _gate = new();

    public List<Problem> Unread { get; } = [];

    public List<Problem> Problems { get; } = [];

    public List<string> Warnings { get; } = [];

    public List<ReadingProgress> Progress { get; } = [];

    /// <summary>Called at each progress.</summary>
    public Action<ReadingProgress>? At { get; set; }

    public void OnProblem(Problem problem)
    {
        lock (_gate) Problems.Add(problem);
    }

    public void OnUnread(Problem problem)
    {
        lock (_gate) Unread.Add(problem);
    }

    public void OnWarning(string message)
    {
        lock (_gate) Warnings.Add(message);
    }

    public void OnProgress(ReadingProgress progress)
    {
        lock (_gate) Progress.Add(progress);
        At?.Invoke(progress);
    }

    /// <summary>Fails if anything was reported.</summary>
    public void AssertClean()
    {
        Assert.Empty(Unread.Concat(Problems).Select(problem => problem.Message));
        Assert.Empty(Warnings);
    }
}
