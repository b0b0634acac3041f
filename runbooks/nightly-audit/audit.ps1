<#
.SYNOPSIS
    Audits the Lambda execution roles of the account and writes reports. The exit code shows the result.
.DESCRIPTION
    Exit code 0: no finding of the given severity or worse. 1: such findings failed or could not be decided. 2: the audit
    failed or was incomplete. policy.json in this folder is the IAM policy that the script needs.

    Set DOTNET_TieredPGO=0 in the environment of the process that runs the script: a run ends before code that .NET
    instruments can become faster, so the instrumentation only costs CPU time.
.EXAMPLE
    ./audit.ps1 -ReportFolder /var/reports -FailOn High -BaselinePath /var/reports/baseline.json
#>
[CmdletBinding()]
param(
    # The folder for the reports: lambda-roles-<date>.html, .json and .sarif.
    [string] $ReportFolder = '.',

    # If a finding has this severity or worse, the exit code is 1.
    [ValidateSet('Low', 'Medium', 'High', 'Critical')]
    [string] $FailOn = 'High',

    # Findings of an earlier day, which are not reported again: the .json of an earlier run.
    [string] $BaselinePath,

    # Findings that are accepted, with reason and date.
    [string] $SuppressionPath,

    # The regions to audit. You can use wildcards. By default, all regions that are enabled for the account.
    [string[]] $Region,

    # More parameters of Test-LambdaExecutionRole: -ProfileName, -ExcludeRule, …. Several hashtables are several audits in one
    # report, for example of several accounts.
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
        # Everything that could not be read is a separate error, and the audit continues.
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
    # The current location of PowerShell, which is not the current folder of the process.
    $folder = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($ReportFolder)
    $null = [IO.Directory]::CreateDirectory($folder)
    $stem = [IO.Path]::Combine($folder, "lambda-roles-$([datetime]::UtcNow.ToString('yyyy-MM-dd', [cultureinfo]::InvariantCulture))")
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
    $Host.UI.WriteErrorLine("The audit is incomplete; errors: $failed. See the errors above.")
    exit 2
}

exit ([int]($bad.Count -gt 0))
