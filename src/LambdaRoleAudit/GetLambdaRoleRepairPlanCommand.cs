using System.Management.Automation;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Input;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Session;

namespace LambdaRoleAudit;

/// <summary>
/// <c>Get-LambdaRoleRepairPlan</c>: returns what a repair would do, as objects that can be read, saved, reviewed and passed back.
/// </summary>
[Cmdlet(VerbsCommon.Get, "LambdaRoleRepairPlan", DefaultParameterSetName = AccountSet)]
[OutputType(typeof(LambdaRoleRepairStep))]
public sealed class GetLambdaRoleRepairPlanCommand : RepairPlanCmdlet
{
    /// <summary>Functions: names, wildcards or ARNs.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public override string[]? FunctionName { get; set; }

    /// <summary>Files to read instead of AWS. Wildcards are expanded.</summary>
    [Parameter(ParameterSetName = "Path", Mandatory = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Path { get; set; }

    /// <summary>Files to read instead of AWS, by their exact names.</summary>
    [Parameter(ParameterSetName = "LiteralPath", Mandatory = true)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[]? LiteralPath { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = AccountSet)]
    public override SwitchParameter ScanResourcePolicy { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = AccountSet)]
    public override SwitchParameter UseAwsConfig { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = AccountSet)]
    public override SwitchParameter IncludeAlias { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = AccountSet)]
    public override SwitchParameter AllowProvisionedConcurrency { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var selection = Selected();
        if (selection.IsNothing) return;
        EndWith(() =>
        {
            foreach (var step in Plan(selection, Read).Steps) WriteObject(step);
        });
    }

    private Account Read(AccountQuery query) =>
        Path is not null ? ReadFiles(FilePaths.Expand(Path, SessionState, WriteProblem))
        : LiteralPath is not null ? ReadFiles(FilePaths.Exact(LiteralPath, SessionState, WriteProblem))
        : ReadAccount(query, "Planning");
}
