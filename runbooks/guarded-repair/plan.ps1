<#
.SYNOPSIS
    First of two jobs: plans a repair and saves the plan for approval. Writes nothing to AWS.
.DESCRIPTION
    Saves the plan as JSON, which the second job carries out unchanged, and as Markdown for the approver. Exit code 0: there
    is a plan to approve. 3: there is nothing to do. 2: the plan failed or was incomplete.
.EXAMPLE
    ./plan.ps1 -PlanPath plan.json
#>
[CmdletBinding()]
param(
    # The plan. The file for the approver is in the same folder, with the extension .md.
    [Parameter(Mandatory)]
    [string] $PlanPath,

    # The regions to plan for. You can use wildcards. By default, all regions that are enabled for the account.
    [string[]] $Region,

    # More parameters of Get-LambdaRoleRepairPlan: -FunctionName, -KeepFunction, -ProfileName, ….
    [hashtable] $PlanParameter = @{}
)

$ErrorActionPreference = 'Continue'
try {
    $scope = if ($Region) { @{ Region = $Region } } else { @{} }
    $steps = @(Get-LambdaRoleRepairPlan @scope @PlanParameter -ErrorVariable unread)
    $steps = @($steps.Where({ -not $_.IsNotShared }))
    if ($unread.Count -gt 0) { throw "$($unread.Count) errors. See the errors above. An incomplete plan is not saved for approval." }
    if ($steps.Count -eq 0) {
        $Host.UI.WriteLine('No function shares a role: nothing to do.')
        exit 3
    }

    $steps | Export-LambdaRoleReport $PlanPath -Format Json -ErrorAction Stop
    $steps | Export-LambdaRoleReport ([IO.Path]::ChangeExtension($PlanPath, '.md')) -Format Markdown -ErrorAction Stop
    $Host.UI.WriteLine("$($steps.Count) steps planned, $(@($steps.Where({ -not $_.CanApply })).Count) of them blocked.")
    exit 0
}
catch {
    $Host.UI.WriteErrorLine("The plan failed: $_")
    exit 2
}
