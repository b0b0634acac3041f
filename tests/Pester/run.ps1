#!/usr/bin/env pwsh
<#
.SYNOPSIS
    Runs the acceptance tests in this shell: dotnet pwsh tests/Pester/run.ps1 [-Path <files>] [-FullName <pattern>].
.DESCRIPTION
    Tests the module that the build unpacked from its package (out/installed), against Sandboxes that it starts and ends.
    'dotnet test' starts it once and reports each test by name. The exit code is 0 if every test passed.
#>
[CmdletBinding()]
param(
    # The files, or folders of files.
    [string[]] $Path = $PSScriptRoot,
    # Only tests whose full name is like this: 'Get-SharedLambdaRole.*'.
    [string] $FullName = '*',
    # Write the result of each test here, as JSON.
    [string] $ResultPath
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest
# The same screen for all: no colours, whatever the terminal is.
$PSStyle.OutputRendering = 'PlainText'
$env:NO_COLOR = '1'
$ProgressPreference = 'SilentlyContinue'

$root = Resolve-Path "$PSScriptRoot/../.."
$version = ([xml] (Get-Content "$root/Directory.Packages.props" -Raw)).SelectSingleNode("//PackageVersion[@Include='Pester']").Version
$packages = $env:NUGET_PACKAGES ? $env:NUGET_PACKAGES : "$HOME/.nuget/packages"
Import-Module "$packages/pester/$version/tools/Pester.psd1"

Import-Module "$PSScriptRoot/Support/Sandbox.psm1", "$PSScriptRoot/Support/Shell.psm1" -Force -DisableNameChecking
$folder = New-Item -ItemType Directory (Join-Path ([IO.Path]::GetTempPath()) "lra-pester-$PID")
$before = $env:PSModulePath
try {
    # Whatever AWS settings the machine has, the tests neither use nor touch them.
    Get-ChildItem env:AWS_* | Remove-Item
    $env:AWS_CONFIG_FILE = New-Item "$folder/config"
    $env:AWS_SHARED_CREDENTIALS_FILE = New-Item "$folder/credentials"
    $env:AWS_EC2_METADATA_DISABLED = 'true'
    # The module is found by its name, as one that was installed.
    # A shell remembers which commands a module has by the time of its files, which is the same in every package.
    $env:PSModuleAnalysisCachePath = "$folder/ModuleAnalysisCache"
    $env:PSModulePath = "$root/out/installed$([IO.Path]::PathSeparator)$before"
    Import-Module LambdaRoleAudit
    $built = (Import-PowerShellDataFile "$root/LambdaRoleAudit.psd1").ModuleVersion
    if ((Get-Module LambdaRoleAudit).Version -ne $built) { throw "Another version than $built was imported. Run dotnet build." }

    $configuration = New-PesterConfiguration
    # "pwsh -File" takes a list as one text.
    $configuration.Run.Path = $Path -split ','
    $configuration.Run.PassThru = $true
    $configuration.Filter.FullName = $FullName
    $configuration.Output.Verbosity = 'Detailed'
    $configuration.Output.RenderMode = 'Plaintext'
    $configuration.TestRegistry.Enabled = $false
    $result = Invoke-Pester -Configuration $configuration

    if ($ResultPath) {
        $rows = foreach ($test in $result.Tests) {
            [ordered] @{
                File     = Split-Path $test.ScriptBlock.File -Leaf
                Name     = $test.ExpandedPath
                Result   = "$($test.Result)"
                Seconds  = [math]::Round($test.Duration.TotalSeconds, 3)
                Problems = @($test.ErrorRecord | ForEach-Object { "$_`n$($_.ScriptStackTrace)" })
            }
        }
        $failures = foreach ($item in @($result.Containers) + @($result.FailedBlocks)) {
            $item.ErrorRecord | Where-Object { $_ } | ForEach-Object { "${item}: $_" }
        }
        [ordered] @{ Tests = @($rows); Failures = @($failures) } | ConvertTo-Json -Depth 5 | Set-Content $ResultPath
    }
}
finally {
    Stop-AllSandboxes
    $env:PSModulePath = $before
    Remove-Item $folder -Recurse -Force
}

exit ($result.Result -eq 'Passed' ? 0 : 1)
