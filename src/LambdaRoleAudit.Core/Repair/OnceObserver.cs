using System.Text.RegularExpressions;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Repair;

/// <summary>Passes each report of repeated read operations on once, and no progress.</summary>
/// <param name="inner">Receives the reports.</param>
public sealed partial class OnceObserver(IReadingObserver inner) : IReadingObserver
{
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public void OnProblem(Problem problem)
    {
        if (IsNew(problem.Message)) inner.OnProblem(problem);
    }

    /// <inheritdoc/>
    public void OnUnread(Problem problem)
    {
        if (IsNew(problem.Message)) inner.OnUnread(problem);
    }

    /// <inheritdoc/>
    public void OnWarning(string message)
    {
        if (IsNew(message)) inner.OnWarning(message);
    }

    /// <inheritdoc/>
    public void OnProgress(ReadingProgress progress)
    {
    }

    private bool IsNew(string message)
    {
        lock (_said) return _said.Add(RequestId().Replace(message, ""));
    }

    /// <summary>The id of a request differs each time.</summary>
    [GeneratedRegex(@"request [^\s,)]+")]
    private static partial Regex RequestId();
}
