#!/usr/bin/env pwsh
<#
.SYNOPSIS
    Breaks the module on purpose, one fault at a time, and shows that a Pester test notices each.
.DESCRIPTION
    Changes a source file, builds the module, runs the Pester file that should notice, and puts the source back. Use it in a
    worktree without changes of its own: git worktree add ../faults; cd ../faults; dotnet tool restore;
    dotnet build src/LambdaRoleAudit.Sandbox; dotnet pwsh tests/Pester/seeded-faults.ps1. The exit code is the number of faults
    that no test noticed.
#>
[CmdletBinding()]
param(
    # Only these faults, by number.
    [int[]] $Number
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest
$root = Resolve-Path "$PSScriptRoot/../.."

$faults = @(
    # What the source says; what it says with the fault; which file of tests should notice.
    @{ File = 'Core/Findings/SharedRoles.cs'; Old = 'DefaultMinimum = 2'; New = 'DefaultMinimum = 3'; Tests = 'Get-SharedLambdaRole' }
    @{ File = 'Core/Findings/SharedRoles.cs'; Old = 'UnreadRegions = unread'; New = 'UnreadRegions = []'; Tests = 'Get-SharedLambdaRole' }
    @{ File = '/GetSharedLambdaRoleCommand.cs'; Old = 'selection, MinimumFunctionCount)'; New = 'selection)'; Tests = 'Get-SharedLambdaRole' }
    @{ File = '/GetSharedLambdaRoleCommand.cs'; Old = 'foreach (var problem in selection.Missing(account)) WriteProblem(problem);'; New = ''; Tests = 'Get-SharedLambdaRole' }
    @{ File = '/TestLambdaExecutionRoleCommand.cs'; Old = 'finding.Severity >= MinimumSeverity'; New = 'finding.Severity > MinimumSeverity'; Tests = 'Test-LambdaExecutionRole' }
    @{ File = '/TestLambdaExecutionRoleCommand.cs'; Old = 'tally.Count(finding);'; New = ''; Tests = 'Test-LambdaExecutionRole' }
    @{ File = '/TestLambdaExecutionRoleCommand.cs'; Old = 'if (baseline?.IsKnown(finding) == true) continue;'; New = ''; Tests = 'Test-LambdaExecutionRole' }
    @{ File = 'Core/Findings/SharedRoleRule.cs'; Old = '{function.Function.FunctionArn}'; New = '{function.Function.FunctionName} -Region {function.Function.Region}'; Tests = 'Test-LambdaExecutionRole' }
    @{ File = '/ExportLambdaRoleReportCommand.cs'; Old = 'format, NoClobber, Force'; New = 'format, false, Force'; Tests = 'Export-LambdaRoleReport' }
    @{ File = '/ExportLambdaRoleReportCommand.cs'; Old = 'if (PassThru) '; New = ''; Tests = 'Export-LambdaRoleReport' }
    @{ File = '/RepairLambdaExecutionRoleCommand.cs'; Old = 'selection.IsEverything && !All'; New = 'selection.IsNothing && !All'; Tests = 'Repair-LambdaExecutionRole' }
    @{ File = '/SetLambdaExecutionRoleCommand.cs'; Old = 'assignment.IsDone || ShouldProcess('; New = 'true || ShouldProcess('; Tests = 'Set-LambdaExecutionRole' }
    @{ File = '/UndoLambdaRoleRepairCommand.cs'; Old = 'UndoAsync(approved, KeepRole,'; New = 'UndoAsync(approved, true,'; Tests = 'Undo-LambdaRoleRepair' }
    @{ File = '/NewLambdaExecutionRoleCommand.cs'; Old = 'MaxSessionDuration = MaxSessionDuration,'; New = ''; Tests = 'New-LambdaExecutionRole' }
    @{ File = '/CompareLambdaExecutionRoleCommand.cs'; Old = 'Compare(roles[0]!, roles[1]!,'; New = 'Compare(roles[1]!, roles[0]!,'; Tests = 'Compare-LambdaExecutionRole' }
    @{ File = '/Input/PolicyTexts.cs'; Old = 'if (value is PSObject { BaseObject: PSCustomObject } custom) return'; New = 'if (value is PSObject { BaseObject: PSCustomObject } custom && name == "") return'; Tests = 'Compare-LambdaExecutionRole' }
    @{ File = '/Async/AsyncCmdlet.cs'; Old = 'if (_told.Count == 0) return;'; New = 'if (_told.Count >= 0) return;'; Tests = 'Shell.Pipeline' }
    @{ File = '/Async/AsyncCmdlet.cs'; Old = "LongGrace);`n        _stop.Cancel();"; New = 'LongGrace);'; Tests = 'Shell.Jobs' }
    @{ File = '/Output/ErrorRecords.cs'; Old = 'RecommendedAction = ShownText.Of(problem.RecommendedAction)'; New = ''; Tests = 'Shell.Streams' }
    @{ File = '/Output/ErrorRecords.cs'; Old = 'ErrorCategory.PermissionDenied'; New = 'ErrorCategory.ReadError'; Tests = 'Shell.Streams' }
    @{ File = '/Session/AwsCmdlet.cs'; Old = 'WriteVerbose(call.ToString())'; New = 'WriteVerbose($"{call} {SecretKey}")'; Tests = 'Shell.Streams' }
    @{ File = '/Output/LambdaRoleAudit.Format.ps1xml'; Old = '<Width>28</Width>'; New = '<Width>68</Width>'; Tests = 'Shell.Views' }
    @{ File = '/Output/LambdaRoleAudit.Types.ps1xml'; Old = '<Value>5</Value>'; New = '<Value>1</Value>'; Tests = 'Shell.Jobs' }
    @{ File = '/Completion/RegionCompleter.cs'; Old = 'pattern.IsMatch(region.Name)'; New = '!pattern.IsMatch(region.Name)'; Tests = 'Shell.Completion' }
    @{ File = '/Staging.targets'; Old = '<StagedRunbook Include="$(RepositoryRoot)runbooks/**/*" />'; New = ''; Tests = 'Runbooks' }
    @{ File = '../LambdaRoleAudit.psd1'; Old = "'Undo-LambdaRoleRepair'`n"; New = "'Undo-Nothing'`n"; Tests = 'Shell.Loading' }
)

function Invoke-Fault([hashtable] $Fault) {
    $file = switch -Wildcard ($Fault.File) {
        'Core/*' { "$root/src/LambdaRoleAudit.$_" }
        '/*' { "$root/src/LambdaRoleAudit$_" }
        default { "$root/src/$_" }
    }
    $source = Get-Content $file -Raw
    if (-not $source.Contains($Fault.Old)) { return 'the source does not say that any more' }
    try {
        Set-Content $file $source.Replace($Fault.Old, $Fault.New) -NoNewline
        $output = dotnet build "$root/src/LambdaRoleAudit" -v q -p:TreatWarningsAsErrors=false -p:RunAnalyzers=false
        if ($LASTEXITCODE -ne 0) { return "does not build: $($output -match 'error' | Select-Object -First 1)" }
        $result = New-TemporaryFile
        $null = dotnet pwsh -NoProfile -File "$PSScriptRoot/run.ps1" -Path "$PSScriptRoot/$($Fault.Tests).Tests.ps1" -ResultPath $result
        $report = Get-Content $result -Raw | ConvertFrom-Json
        Remove-Item $result
        $red = @($report.Tests | Where-Object Result -EQ Failed)
        if ($red) { "noticed by $($red.Count): $($red[0].Name)" }
        elseif ($report.Failures) { "noticed by a block: $($report.Failures[0])" }
        else { 'NOT NOTICED' }
    }
    finally {
        Set-Content $file $source -NoNewline
    }
}

Push-Location $root
try {
    $missed = 0
    for ($i = 1; $i -le $faults.Count; $i++) {
        if ($Number -and $i -notin $Number) { continue }
        $answer = Invoke-Fault $faults[$i - 1]
        if ($answer -notlike 'noticed*') { $missed++ }
        "$i. $($faults[$i - 1].File.TrimStart('/')): $($faults[$i - 1].Old.Trim()) -> $($faults[$i - 1].New.Trim()): $answer"
    }
}
finally {
    Pop-Location
}

exit $missed
