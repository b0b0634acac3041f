#!/usr/bin/env pwsh
<#
.SYNOPSIS
    Builds, tests and packs LambdaRoleAudit.
.DESCRIPTION
    Build stages an importable module in out/LambdaRoleAudit. Test runs the .NET tests, and Pester on the staged module.
    Pack makes out/LambdaRoleAudit.<version>.zip and the .nupkg that a PowerShell gallery takes. Clean removes what was built.
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Pack', 'Clean')]
    [string] $Task = 'Build'
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest

function Invoke-DotNet {
    dotnet @args
    if ($LASTEXITCODE -ne 0) { throw "dotnet $args failed." }
}

Push-Location $PSScriptRoot
try {
    switch ($Task) {
        'Build' { Invoke-DotNet build -c Release }
        'Test' {
            Invoke-DotNet build -c Release
            Invoke-DotNet test -c Release --no-build
            $result = Invoke-Pester -Path tests/Pester -PassThru -Output Detailed
            if ($result.FailedCount -gt 0) { throw "$($result.FailedCount) Pester tests failed." }
        }
        'Pack' { Invoke-DotNet build src/LambdaRoleAudit/LambdaRoleAudit.csproj -c Release '-t:PackModule' }
        'Clean' {
            Invoke-DotNet clean -c Release
            if (Test-Path out) { Remove-Item out -Recurse -Force }
        }
    }
}
finally {
    Pop-Location
}
