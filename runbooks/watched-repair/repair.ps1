<#
.SYNOPSIS
    First of two jobs: repairs functions whose roles are watched afterwards. Run it once.
.DESCRIPTION
    Exit code 0: every function has its own role. 1: some functions were refused, blocked, rolled back or failed; the errors say
    which and why. 2: the repair failed. Run watch.ps1 every 15 minutes from now on.
.EXAMPLE
    ./repair.ps1 -RepairParameter @{ FunctionName = 'order-*'; Region = 'eu-west-1' }
#>
[CmdletBinding()]
param(
    # The parameters of Repair-LambdaExecutionRole: -FunctionName or -All, -Strategy, -Region, ….
    [Parameter(Mandatory)]
    [hashtable] $RepairParameter
)

$ErrorActionPreference = 'Continue'
try {
    $results = @(Repair-LambdaExecutionRole @RepairParameter -Confirm:$false -ErrorVariable problems)
}
catch {
    $Host.UI.WriteErrorLine("The repair failed: $_")
    exit 2
}

$open = @($results.Where({ "$($_.Status)" -notin 'Repaired', 'AlreadyRepaired', 'NotShared' }))
$ids = @($results.Where({ "$($_.Status)" -in 'Repaired', 'AlreadyRepaired' }).RepairId | Select-Object -Unique)
$Host.UI.WriteLine("$($results.Count - $open.Count) of $($results.Count) functions have their own role. Repairs: $ids")
exit ([int]($open.Count -gt 0 -or $problems.Count -gt 0))
