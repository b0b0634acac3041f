<#
.SYNOPSIS
    Second of two jobs: rolls back repaired functions whose calls are denied although their old role allowed them. Run it every
    15 minutes.
.DESCRIPTION
    Finds the functions from the tags of their roles, and reads their denied calls from CloudTrail event history, or from a trail.
    Nothing is kept between two runs: each run looks back further than the last one, so that a record that arrives late is found.
    A function whose call is denied is rolled back if the policies of its source role allow the call, or may allow it. Its own
    role is kept, so that you can examine it.

    Exit code 0: no function was rolled back. 1: functions were rolled back, or could not be; the output and the errors say which
    and why. 2: denied calls could not be read completely.
.EXAMPLE
    ./watch.ps1 -RepairId 0c1d2e3f
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    # The repairs to watch. By default, all repairs in the account.
    [string[]] $RepairId,

    # How far a run looks back, in minutes: the time between two runs, and twice the 15 minutes that CloudTrail needs.
    [ValidateRange(15, 1440)]
    [int] $Minutes = 45,

    # A trail in which denied calls are looked for. By default, event history.
    [string] $Trail,

    # The parameters that all commands get: -ProfileName, -Region, ….
    [hashtable] $AwsParameter = @{}
)

$ErrorActionPreference = 'Continue'
$after = [DateTimeOffset]::UtcNow.AddMinutes(-$Minutes)
$source = if ($Trail) { @{ Trail = $Trail } } else { @{ EventHistory = $true } }
$failed = 0
$back = @()
$roles = @{}

# Returns false if a role's policies certainly do not allow a call: a policy that denies exactly this call then takes nothing from
# them. A permissions boundary can only take more.
function Test-Allowed($Role, $Permission) {
    $documents = @((@($Role.AttachedPolicies) + @($Role.InlinePolicies)).ForEach({ $_.Document }))
    if (-not $Role.IsComplete -or $documents -contains $null) { return $true }
    if ($documents.Count -eq 0) { return $false }
    $deny = @{ Effect = 'Deny'; Action = $Permission.Action; Resource = $Permission.ResourceArn ?? '*' }
    $without = $documents + (ConvertTo-Json @{ Version = '2012-10-17'; Statement = @($deny) } -Depth 5)
    "$((Compare-LambdaExecutionRole -ReferencePolicy $documents -DifferencePolicy $without -ErrorAction Stop).Relation)" -ne 'Equal'
}

try {
    $one = if ($RepairId) { @{ RepairId = $RepairId } } else { @{} }
    $repairs = @(Get-LambdaRoleRepair @one @AwsParameter -ErrorVariable unread)
    $failed += $unread.Count
    $watched = @($repairs.Functions.Where({ "$($_.Standing)" -eq 'Repaired' }))
    if ($watched.Count -eq 0) {
        $Host.UI.WriteLine('No function is on the role of a repair: nothing to watch.')
        exit ($failed -gt 0 ? 2 : 0)
    }

    $usages = @(Get-LambdaRoleUsage -FunctionName $watched.FunctionArn -After $after @source @AwsParameter -ErrorVariable unread)
    $failed += $unread.Count
}
catch {
    $Host.UI.WriteErrorLine("The watch failed: $_")
    exit 2
}

foreach ($function in $watched) {
    $usage = $usages.Where({ $_.FunctionArn -eq $function.FunctionArn })[0]
    # Calls from before the repair say nothing about its role.
    $created = $repairs.Where({ $_.Functions.TargetRoleName -contains $function.TargetRoleName })[0].CreateDate
    $denied = @($usage.Permissions.Where({ $_.DeniedCount -gt 0 -and $_.LastSeen -ge $created }))
    foreach ($permission in $denied) {
        $what = "$($permission.Action) on $($permission.ResourceArn ?? 'an unknown resource') " +
            "(last seen $($permission.LastSeen.ToString('u')), event $($permission.EventIds -join ', '))"
        try {
            $role = $roles[$function.SourceRoleArn] ??= Get-LambdaExecutionRole $function.SourceRoleArn -SkipFunction @AwsParameter -ErrorAction Stop
            $isAllowed = Test-Allowed $role $permission
        }
        catch {
            $failed++
            $Host.UI.WriteErrorLine("$($function.FunctionName): role $($function.SourceRoleArn) could not be read: $_")
            continue
        }

        if (-not $isAllowed) {
            $Host.UI.WriteLine("$($function.FunctionName): $what is denied. Its source role does not allow the call either.")
            continue
        }

        if (-not $PSCmdlet.ShouldProcess($function.FunctionArn, "Roll back to $($function.SourceRoleArn), because of $what")) { break }
        # The role is named, because a function can have roles of several repairs.
        $result = Undo-LambdaRoleRepair -RoleName $function.TargetRoleName -KeepRole @AwsParameter -Confirm:$false
        $back += $result
        $verb = if ("$($result.Status)" -eq 'Undone') { 'is back on' } else { "could not be rolled back ($($result.Status)) to" }
        $Host.UI.WriteLine("$($function.FunctionName) $verb $($function.SourceRoleArn): $what was denied. $($result.Reason)")
        break
    }
}

$unseen = @($usages.Coverage.Where({ "$($_.Status)" -ne 'Seen' }).Service | Sort-Object -Unique)
$Host.UI.WriteLine("Watched $($watched.Count) functions since $($after.ToString('u')): $($back.Count) rolled back.$(
    if ($unseen) { " Denied calls of these services are not visible: $($unseen -join ', ')." })")
if ($failed -gt 0) {
    $Host.UI.WriteErrorLine("Denied calls could not be read completely; errors: $failed. See the errors above.")
    exit 2
}

exit ([int]($back.Count -gt 0))
