using System.Management.Automation;
using LambdaRoleAudit.Completion;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Input;
using LambdaRoleAudit.Repair;

namespace LambdaRoleAudit.Session;

/// <summary>A cmdlet about existing repairs, selected by id, by function, by role, and by pipeline objects.</summary>
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
        if (input is not null && TemplateObject.Of(input) is not null)
        {
            base.Take(input);
        }
        else if (input is not null && RolesOf(input) is { Count: > 0 } roles)
        {
            // The role that the repair created identifies the repair and the function.
            _tookOthers = true;
            foreach (var role in roles) TakeRole(role);
        }
        else if (input is not null && PipelineTargets.Text(input, nameof(RepairId)) is { } id
            && PipelineTargets.Text(input, "FunctionArn") is null && PipelineTargets.Text(input, "FunctionName") is null)
        {
            _repairs.Add(id);
        }
        else
        {
            _tookOthers = true;
            base.Take(input);
        }
    }

    /// <summary>
    /// Returns the roles that a repair object shows: its own, or those of its functions. Roles that it left out are not included.
    /// </summary>
    private static List<string> RolesOf(PSObject input)
    {
        if ((PipelineTargets.Text(input, "TargetRoleArn") ?? PipelineTargets.Text(input, "TargetRoleName")) is { } own) return [own];
        if (PipelineTargets.Text(input, nameof(RepairId)) is null)
            return PipelineTargets.Text(input, "FunctionArn") is null && PipelineTargets.Text(input, "RoleArn") is { } arn ? [arn] : [];
        return [.. PipelineTargets.Items(input, "Functions")
            .Select(function => PipelineTargets.Text(function, "TargetRoleArn") ?? PipelineTargets.Text(function, "TargetRoleName"))
            .OfType<string>()];
    }

    /// <summary>Returns what was selected; null if all of it was invalid, or if the pipeline was empty.</summary>
    private protected UndoScope? UndoScope()
    {
        var selection = Selected();
        if (_repairs.Count > 0)
        {
            if (_tookOthers)
            {
                WriteProblem(RepairErrors.RepairsAndOthers.About(null));
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
        return new UndoScope
        {
            RepairIds = ids?.Distinct(StringComparer.OrdinalIgnoreCase).ToList(), Selection = selection, Regions = Scope
        };
    }
}
