#!/usr/bin/env pwsh
<#
.SYNOPSIS
    Builds, tests and packs LambdaRoleAudit.
.DESCRIPTION
    With the .NET SDK alone: dotnet tool restore; dotnet pwsh build.ps1 -Task Test.

    Build compiles everything, stages an importable module in out/LambdaRoleAudit, packs it, and unpacks the package in
    out/installed. Test runs all tests, Pester included: it only calls "dotnet test". Pack makes
    out/LambdaRoleAudit.<version>.zip, the .nupkg that a PowerShell gallery takes, and the SBOM. Clean removes what was built.
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Pack', 'Clean')]
    [string] $Task = 'Build'
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest

function Invoke-DotNet {
    # Not a terminating error of its own: the exit code is looked at here, whatever the caller's preference is.
    $PSNativeCommandUseErrorActionPreference = $false
    dotnet @args
    if ($LASTEXITCODE -ne 0) { throw "dotnet $args failed with exit code $LASTEXITCODE." }
}

function Write-Sbom {
    # What is in the package beside our own code: the packages of the AWS side and of the YAML side, with version, license and hash.
    $version = (Import-PowerShellDataFile LambdaRoleAudit.psd1).ModuleVersion
    $name = "LambdaRoleAudit.$version.cdx.json"
    foreach ($side in 'Aws', 'Yaml') {
        Invoke-DotNet dotnet-CycloneDX "src/LambdaRoleAudit.$side/LambdaRoleAudit.$side.csproj" --output out --filename "$side.cdx.json" `
            --output-format Json --no-serial-number --disable-package-restore --set-name LambdaRoleAudit --set-version $version --set-type Library
    }

    $whole = Get-Content out/Aws.cdx.json -Raw | ConvertFrom-Json -DateKind String
    $yaml = Get-Content out/Yaml.cdx.json -Raw | ConvertFrom-Json -DateKind String
    $whole.components = @($whole.components + @($yaml.components) | Sort-Object -Property 'bom-ref' -Unique -Culture '')
    $direct = $whole.dependencies | Where-Object ref -EQ $whole.metadata.component.'bom-ref'
    $direct.dependsOn = @($direct.dependsOn) + @(($yaml.dependencies | Where-Object ref -EQ $yaml.metadata.component.'bom-ref').dependsOn)
    $whole.dependencies = @($whole.dependencies + @($yaml.dependencies | Where-Object ref -NE $yaml.metadata.component.'bom-ref'))
    $whole | ConvertTo-Json -Depth 20 | Set-Content "out/$name" -NoNewline
    Remove-Item out/Aws.cdx.json, out/Yaml.cdx.json
    # The time of the build would make each SBOM another file. It gets the time that the files in the package have.
    $sbom = Get-Content "out/$name" -Raw
    $sbom -replace '(?<="timestamp": ")[^"]+', '2000-01-01T00:00:00Z' | Set-Content "out/$name" -NoNewline
}

Push-Location $PSScriptRoot
try {
    switch ($Task) {
        'Build' { Invoke-DotNet build }
        'Test' { Invoke-DotNet test }
        'Pack' {
            Invoke-DotNet build src/LambdaRoleAudit/LambdaRoleAudit.csproj
            Invoke-DotNet tool restore
            Write-Sbom
        }
        'Clean' {
            Invoke-DotNet clean
            if (Test-Path out) { Remove-Item out -Recurse -Force }
        }
    }
}
finally {
    Pop-Location
}
