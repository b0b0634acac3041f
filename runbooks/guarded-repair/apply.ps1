<#
.SYNOPSIS
    Second of two jobs: carries out exactly the plan that was approved, and nothing else.
.DESCRIPTION
    If a step no longer fits (the function, its role or the policies of the role changed), it is refused, and the other steps
    continue. Writes a report of the results. Exit code 0: every function has its own role. 1: some functions were refused,
    blocked, rolled back, failed, or could not be read; the report and the errors say which and why. 2: the plan could not be
    read.
.EXAMPLE
    ./apply.ps1 -PlanPath plan.json -ReportPath repair.html
#>
[CmdletBinding()]
param(
    # The plan that was approved.
    [Parameter(Mandatory)]
    [string] $PlanPath,

    # The report of the results. Its extension sets the format.
    [Parameter(Mandatory)]
    [string] $ReportPath,

    # The regions whose steps are carried out. You can use wildcards. By default, all steps of the plan.
    [string[]] $Region,

    # More parameters of Repair-LambdaExecutionRole: -ProfileName, -ThrottleLimit, ….
    [hashtable] $RepairParameter = @{}
)

$ErrorActionPreference = 'Continue'
try {
    # The plan was approved, so the command does not ask for confirmation.
    $scope = if ($Region) { @{ Region = $Region } } else { @{} }
    $results = @(Repair-LambdaExecutionRole -PlanPath $PlanPath @scope @RepairParameter -Confirm:$false -ErrorVariable problems)
    $results | Export-LambdaRoleReport $ReportPath -ErrorAction Stop
}
catch {
    $Host.UI.WriteErrorLine("The repair failed: $_")
    exit 2
}

$open = @($results.Where({ "$($_.Status)" -notin 'Repaired', 'AlreadyRepaired', 'NotShared' }))
$Host.UI.WriteLine("$($results.Count - $open.Count) of $($results.Count) functions have their own role. Report: $ReportPath")
# A step that could not be read has no result, only an error.
exit ([int]($open.Count -gt 0 -or $problems.Count -gt 0))
