using System.Management.Automation;
using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Session;

namespace LambdaRoleAudit;

/// <summary>
/// <c>Get-LambdaExecutionRole</c>: returns execution roles with trust policy, permissions, boundary, tags and last use, and the functions
/// that run under them.
/// </summary>
[Cmdlet(VerbsCommon.Get, "LambdaExecutionRole", DefaultParameterSetName = AccountSet)]
[OutputType(typeof(ExecutionRole))]
public sealed class GetLambdaExecutionRoleCommand : ReadingCmdlet
{
    /// <summary>The command is about roles, so a string in the pipeline is a role's name.</summary>
    public GetLambdaExecutionRoleCommand()
        : base(prefersRoles: true)
    {
    }

    /// <summary>Roles: names, wildcards or ARNs.</summary>
    [Parameter(Position = 0)]
    [Alias("RoleArn")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public override string[]? RoleName { get; set; }

    /// <summary>Does not read the functions. This is faster, and Functions and IsShared stay empty.</summary>
    [Parameter(ParameterSetName = AccountSet)]
    public SwitchParameter SkipFunction { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var selection = Selected();
        if (selection.IsNothing) return;
        EndWith(() =>
        {
            var query = ExecutionRoles.Query(selection, Scope, SkipFunction);
            var account = Read(query, "Reading execution roles");
            foreach (var role in ExecutionRoles.Of(account, selection, query.SkipFunctions)) WriteObject(role);
            foreach (var problem in selection.Missing(account)) WriteProblem(problem);
        });
    }
}
