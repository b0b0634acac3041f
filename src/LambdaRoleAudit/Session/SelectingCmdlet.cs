using System.Management.Automation;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Input;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Templates;

namespace LambdaRoleAudit.Session;

/// <summary>
/// A cmdlet about some functions and roles in the scope. Names and pipeline input narrow the selection together. A cmdlet defines only the
/// position and the parameter sets of its parameters.
/// </summary>
public abstract class SelectingCmdlet : AccountCmdlet
{
    private readonly PipelineTargets _targets;

    private protected SelectingCmdlet(bool prefersRoles = false) => _targets = new PipelineTargets(prefersRoles);

    /// <summary>Functions: names, wildcards or ARNs.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public virtual string[]? FunctionName { get; set; }

    /// <summary>Roles, and the functions that use them: names, wildcards or ARNs.</summary>
    [Parameter]
    [Alias("RoleArn")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public virtual string[]? RoleName { get; set; }

    /// <summary>A function, a role or a shared role.</summary>
    [Parameter(ValueFromPipeline = true)]
    [AllowNull]
    public virtual PSObject? InputObject { get; set; }

    /// <summary>Returns what was selected. Read once, after all input has arrived.</summary>
    private protected Selection Selected() => new()
    {
        Functions = FunctionName is null
            ? null
            : [.. FunctionName.Select(text => NameTests.Function(text, WriteProblem)).OfType<NameTest<LambdaFunction>>()],
        Roles = RoleName is null ? null : [.. RoleName.Select(text => NameTests.Role(text, WriteProblem)).OfType<NameTest<string>>()],
        Objects = ExpectsObjects ? _targets.Objects : null,
    };

    /// <summary>Reports each name that neither the account nor a template has.</summary>
    private protected void WriteMissing(Selection selection, Account? account, TemplateSet? templates)
    {
        foreach (var problem in selection.MissingIn(account, templates?.Stacks)) WriteProblem(problem);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ExpectsObjects) Take(InputObject);
    }

    /// <summary>Adds a role that an object names.</summary>
    private protected void TakeRole(string text) => _targets.AddRole(text, WriteProblem);

    /// <summary>Adds one object.</summary>
    private protected virtual void Take(PSObject? input) => _targets.Take(input, WriteProblem);
}
