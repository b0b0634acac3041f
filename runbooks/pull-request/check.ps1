<#
.SYNOPSIS
    Checks templates for execution roles that functions share. Writes reports and a patch. The exit code shows the result.
.DESCRIPTION
    Exit code 0: no new finding. 1: new findings failed or could not be decided. 2: the check failed or was incomplete.

    The script needs no AWS account and no credentials: it reads only the templates. Findings are compared with the baseline by
    file and address, so run the script in the root of the repository, as the run that wrote the baseline.
.EXAMPLE
    ./check.ps1 -Path template.yaml, cdk.out -BaselinePath baseline.json -ReportPath findings.sarif, findings.md -PatchPath roles.patch
.EXAMPLE
    ./check.ps1 -Path template.yaml -ReportPath baseline.json

    Creates a baseline from the findings of today.
#>
[CmdletBinding()]
param(
    # The templates: files, folders such as cdk.out, and wildcards.
    [Parameter(Mandatory)]
    [string[]] $Path,

    # Findings that are known: a .json report of an earlier run, or the output of Test-LambdaExecutionRole as ConvertTo-Json wrote it.
    [string] $BaselinePath,

    # The reports to write. The extension sets the format: .sarif, .md, .html, .json and others.
    [string[]] $ReportPath = @(),

    # The patch to write: it gives each function with a new finding of rule Lambda-006 its own role. Without such a function, no
    # file is written.
    [string] $PatchPath,

    # Runs all rules that a template can decide. By default, the script runs only Lambda-006, the rule on shared roles.
    [switch] $AllRules,

    # If a finding has this severity or worse, the exit code is 1.
    [ValidateSet('Low', 'Medium', 'High', 'Critical')]
    [string] $FailOn = 'High',

    # Findings that are accepted, with reason and date.
    [string] $SuppressionPath,

    # Continue if something in a template could not be determined. Findings of status Unknown still count. A file that could not be
    # read at all is not allowed.
    [switch] $AllowUnknown
)

$ErrorActionPreference = 'Continue'
$parameters = @{ Path = $Path; AllowUnknown = $AllowUnknown }
if (-not $AllRules) { $parameters.Rule = 'Lambda-006' }
if ($BaselinePath) { $parameters.BaselinePath = $BaselinePath }
if ($SuppressionPath) { $parameters.SuppressionPath = $SuppressionPath }
try {
    $findings = @(Test-LambdaExecutionRole @parameters -ErrorVariable unread -WarningVariable undetermined)
    # A report without findings says whether everything was read.
    $told = @($unread) + @($undetermined)
    foreach ($report in $ReportPath) { $findings | Export-LambdaRoleReport $report -ReadError $told -ErrorAction Stop }
}
catch {
    $Host.UI.WriteErrorLine("The check failed: $_")
    exit 2
}

$order = 'Low', 'Medium', 'High', 'Critical'
$limit = $order.IndexOf($FailOn)
$bad = @(foreach ($finding in $findings) { if ("$($finding.Status)" -in 'Fail', 'Unknown' -and $order.IndexOf("$($finding.Severity)") -ge $limit) { $finding } })
foreach ($finding in $bad) {
    $Host.UI.WriteLine("$($finding.Declaration.File):$($finding.Declaration.Line): $($finding.RuleId) $($finding.Status): $($finding.FunctionName): $($finding.Evidence)")
}

$shared = @($bad | Where-Object { $_.RuleId -eq 'Lambda-006' -and "$($_.Status)" -eq 'Fail' })
if ($PatchPath -and $shared.Count -gt 0) {
    try {
        $places = @($shared | ForEach-Object { "$($_.Declaration.Path)#$($_.Declaration.Address)" })
        # What could not be read was reported by the check.
        $plan = @(Get-LambdaRoleRepairPlan -Path $Path -AllowUnknown -ErrorAction SilentlyContinue -WarningAction SilentlyContinue |
            Where-Object { "$($_.Declaration.Path)#$($_.Declaration.Address)" -in $places })
        foreach ($step in $plan) {
            if ($step.CanApply) { continue }
            $Host.UI.WriteLine("$($step.Declaration.File):$($step.Declaration.Line): $($step.FunctionName): $($step.Blockers.Message)")
            $Host.UI.WriteLine("$($step.Snippet)")
        }

        $ready = @($plan | Where-Object CanApply)
        if ($ready.Count -gt 0) { $null = $ready | Export-LambdaRoleTemplate -AsPatch -Path $PatchPath -ErrorAction Stop }
    }
    catch {
        $Host.UI.WriteErrorLine("The patch could not be written: $_")
        exit 2
    }
}

$Host.UI.WriteLine("New findings: $($findings.Count). $FailOn or worse: $($bad.Count).")
if ($unread.Count -gt 0) {
    $Host.UI.WriteErrorLine("The check is incomplete; errors: $($unread.Count). See the errors above.")
    exit 2
}

exit ([int]($bad.Count -gt 0))
