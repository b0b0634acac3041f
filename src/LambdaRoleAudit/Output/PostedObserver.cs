using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Output;

/// <summary>Posts the reports of a read operation to the pipeline thread.</summary>
internal sealed class PostedObserver(
    Action<Action> post, Action<Problem> onProblem, Action<Problem> onUnread, Action<string> onWarning, ProgressMeter meter)
        : IReadingObserver
{
    public void OnProblem(Problem problem) => post(() => onProblem(problem));

    public void OnUnread(Problem problem) => post(() => onUnread(problem));

    public void OnWarning(string message) => post(() => onWarning(message));

    public void OnProgress(ReadingProgress progress) => meter.Post(post, progress);
}
