using System.Management.Automation;
using LambdaRoleAudit.Completion;
using LambdaRoleAudit.Input;
using LambdaRoleAudit.Repair;

namespace LambdaRoleAudit.Session;

/// <summary>A cmdlet about repairs that were made: by id, by function, by role, and by objects in the pipeline.</summary>
public abstract class RepairSelectingCmdlet : SelectingCmdlet
{
    private readonly List<string> _repairs = [];
    private bool _tookOthers;

    /// <summary>Repairs, by id.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(RepairIdCompleter))]
    [ValidateNotNullOrEmpty]
    public virtual string[]? RepairId { get; set; }

    /// <inheritdoc/>
    private protected override void Take(PSObject? input)
    {
        // A repair stands for all its functions; a function of a repair, for itself.
        if (input is not null && PipelineTargets.Text(input, nameof(RepairId)) is { } id
            && PipelineTargets.Text(input, "FunctionArn") is null && PipelineTargets.Text(input, "FunctionName") is null) _repairs.Add(id);
        else
        {
            _tookOthers = true;
            base.Take(input);
        }
    }

    /// <summary>What was chosen; null if all of it was wrong, or an empty pipeline.</summary>
    private protected UndoScope? UndoScope()
    {
        var selection = Selected();
        if (_repairs.Count > 0)
        {
            if (_tookOthers)
            {
                WriteProblem(RepairProblems.RepairsAndOthers());
                return null;
            }

            selection = selection with { Objects = null };
        }
        else if (selection.IsNothing)
        {
            return null;
        }

        var ids = (RepairId, _repairs) switch
        {
            (null, { Count: 0 }) => null,
            (null, var piped) => piped,
            (var named, { Count: 0 }) => [.. named],
            (var named, var piped) => piped.Intersect(named, StringComparer.OrdinalIgnoreCase).ToList(),
        };
        return new UndoScope { RepairIds = ids?.Distinct(StringComparer.OrdinalIgnoreCase).ToList(), Selection = selection, Regions = Scope };
    }
}
