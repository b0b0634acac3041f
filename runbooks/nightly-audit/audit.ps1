<#
.SYNOPSIS
    Audits the account's Lambda execution roles, writes the reports, and says by its exit code how it went.
.DESCRIPTION
    Exit code 0: nothing of the given severity. 1: findings of it, or some that could not be decided. 2: the audit itself
    failed, or was not whole. policy.json beside it is the IAM policy that it needs.
.EXAMPLE
    ./audit.ps1 -ReportFolder /var/reports -FailOn High -BaselinePath /var/reports/baseline.json
#>
[CmdletBinding()]
param(
    # Where the reports go: lambda-roles-<date>.html, .json and .sarif.
    [string] $ReportFolder = '.',

    # The severity from which findings make the exit code 1.
    [ValidateSet('Low', 'Medium', 'High', 'Critical')]
    [string] $FailOn = 'High',

    # Findings of an earlier day, which are not told again: the .json of an earlier run.
    [string] $BaselinePath,

    # Findings that may be, with reason and date.
    [string] $SuppressionPath,

    # The regions that are audited, wildcards too. All that are enabled for the account, if none is named.
    [string[]] $Region,

    # More parameters of Test-LambdaExecutionRole: -ProfileName, -ExcludeRule, …. Several of them are several audits in one
    # report, as of several accounts.
    [hashtable[]] $TestParameter = @(@{})
)

$ErrorActionPreference = 'Continue'
$failed = 0
$findings = @(foreach ($parameters in $TestParameter) {
    $all = $parameters.Clone()
    if ($BaselinePath) { $all.BaselinePath = $BaselinePath }
    if ($SuppressionPath) { $all.SuppressionPath = $SuppressionPath }
    if ($Region) { $all.Region = $Region }
    try {
        # What could not be read is an error of its own, and the rest goes on.
        Test-LambdaExecutionRole @all -ErrorVariable unread
        $failed += $unread.Count
    }
    catch {
        $failed++
        $Host.UI.WriteErrorLine("The audit$(if ($all.ProfileName) { " with $($all.ProfileName)" }) failed: $_")
    }
})
if ($failed -gt 0 -and $findings.Count -eq 0) {
    $Host.UI.WriteErrorLine('No report was written.')
    exit 2
}

try {
    # PowerShell's own place, which is not the process's.
    $folder = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($ReportFolder)
    $null = [IO.Directory]::CreateDirectory($folder)
    $stem = [IO.Path]::Combine($folder, "lambda-roles-$([datetime]::UtcNow.ToString('yyyy-MM-dd'))")
    foreach ($suffix in 'html', 'json', 'sarif') {
        $findings | Export-LambdaRoleReport "$stem.$suffix" -ErrorAction Stop
    }
}
catch {
    $Host.UI.WriteErrorLine("The reports could not be written: $_")
    exit 2
}

$order = 'Low', 'Medium', 'High', 'Critical'
$limit = $order.IndexOf($FailOn)
$bad = @(foreach ($finding in $findings) { if ("$($finding.Status)" -in 'Fail', 'Unknown' -and $order.IndexOf("$($finding.Severity)") -ge $limit) { $finding } })
$Host.UI.WriteLine("Findings: $($findings.Count). $FailOn or worse: $($bad.Count). Reports: $stem.html, .json, .sarif")
if ($failed -gt 0) {
    $Host.UI.WriteErrorLine("The audit was not whole; errors: $failed, see above.")
    exit 2
}

exit ([int]($bad.Count -gt 0))
