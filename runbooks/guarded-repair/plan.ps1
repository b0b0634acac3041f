<#
.SYNOPSIS
    First of two jobs: plans a repair and leaves it for somebody to approve. Writes nothing to AWS.
.DESCRIPTION
    Leaves the plan as JSON, which the second job carries out as it is, and as Markdown for the person who approves. Exit code
    0: there is something to approve. 3: there is nothing to do. 2: the plan failed, or was not whole.
.EXAMPLE
    ./plan.ps1 -PlanPath plan.json
#>
[CmdletBinding()]
param(
    # The plan; beside it, with the suffix .md, what the approver reads.
    [Parameter(Mandatory)]
    [string] $PlanPath,

    # The regions that are planned for, wildcards too. All that are enabled for the account, if none is named.
    [string[]] $Region,

    # More parameters of Get-LambdaRoleRepairPlan: -FunctionName, -KeepFunction, -ProfileName, ….
    [hashtable] $PlanParameter = @{}
)

$ErrorActionPreference = 'Continue'
try {
    $scope = if ($Region) { @{ Region = $Region } } else { @{} }
    $steps = @(Get-LambdaRoleRepairPlan @scope @PlanParameter -ErrorVariable unread)
    $steps = @($steps.Where({ -not $_.IsNotShared }))
    if ($unread.Count -gt 0) { throw "$($unread.Count) errors, see above. A plan that is not whole is not left for approval." }
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
