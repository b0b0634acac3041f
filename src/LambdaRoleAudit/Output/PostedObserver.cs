using LambdaRoleAudit.Inventory;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Output;

/// <summary>Posts what a reading says to the pipeline thread.</summary>
internal sealed class PostedObserver(
    Action<Action> post, Action<Problem> onProblem, Action<string> onWarning, ProgressMeter meter) : IInventoryObserver
{
    public void OnProblem(Problem problem) => post(() => onProblem(problem));

    public void OnWarning(string message) => post(() => onWarning(message));

    public void OnProgress(InventoryProgress progress) => meter.Post(post, progress);
}
