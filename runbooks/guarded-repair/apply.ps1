<#
.SYNOPSIS
    Second of two jobs: carries out the very plan that was approved, and nothing else.
.DESCRIPTION
    A step that no longer fits (the function, its role or the role's policies changed since) is refused; the others go on.
    Leaves a report of the results. Exit code 0: every function has a role of its own. 1: some were refused, blocked, put back,
    failed, or could not be read; the report and the errors say which and why. 2: the plan could not be read.
.EXAMPLE
    ./apply.ps1 -PlanPath plan.json -ReportPath repair.html
#>
[CmdletBinding()]
param(
    # The plan that was approved.
    [Parameter(Mandatory)]
    [string] $PlanPath,

    # What came of it; the suffix says the format.
    [Parameter(Mandatory)]
    [string] $ReportPath,

    # The regions whose steps are carried out, wildcards too. All steps of the plan, if none is named.
    [string[]] $Region,

    # More parameters of Repair-LambdaExecutionRole: -ProfileName, -ThrottleLimit, ….
    [hashtable] $RepairParameter = @{}
)

$ErrorActionPreference = 'Continue'
try {
    # Approved: what would be asked for was asked in the approval.
    $scope = if ($Region) { @{ Region = $Region } } else { @{} }
    $results = @(Repair-LambdaExecutionRole -PlanPath $PlanPath @scope @RepairParameter -Confirm:$false -ErrorVariable problems)
    $results | Export-LambdaRoleReport $ReportPath -ErrorAction Stop
}
catch {
    $Host.UI.WriteErrorLine("The repair failed: $_")
    exit 2
}

$open = @($results.Where({ "$($_.Status)" -notin 'Repaired', 'AlreadyRepaired', 'NotShared' }))
$Host.UI.WriteLine("$($results.Count - $open.Count) of $($results.Count) functions have roles of their own; report: $ReportPath")
# A step that could not be read has no result, only an error.
exit ([int]($open.Count -gt 0 -or $problems.Count -gt 0))
