# Other shells: a process of its own for each, and one on a terminal of its own.
Set-StrictMode -Version Latest
# This very PowerShell. As a .NET tool it is a DLL that dotnet runs.
$script:shell = if (Test-Path "$PSHOME/pwsh.dll") { @([Environment]::ProcessPath, "$PSHOME/pwsh.dll") } else { @([Environment]::ProcessPath) }
if ((Split-Path $script:shell[0] -LeafBase) -eq 'pwsh') { $script:shell = @($script:shell[0]) }

function Invoke-Pwsh {
    <#
    .SYNOPSIS
        Runs a PowerShell in a process of its own, without a terminal or a profile, and gives what it wrote and its exit code.
    #>
    param(
        # What it runs: -File <path> <arguments>, or -Command <text>.
        [Parameter(Mandatory)]
        [string[]] $Arguments,
        # Variables of its environment; $null takes one away.
        [hashtable] $Environment = @{}
    )
    $start = [Diagnostics.ProcessStartInfo]::new($script:shell[0])
    foreach ($argument in @($script:shell | Select-Object -Skip 1) + '-NoProfile', '-NonInteractive' + $Arguments) { $start.ArgumentList.Add($argument) }
    foreach ($name in $Environment.Keys) {
        if ($null -eq $Environment[$name]) { $null = $start.Environment.Remove($name) } else { $start.Environment[$name] = $Environment[$name] }
    }
    $start.RedirectStandardOutput = $start.RedirectStandardError = $start.RedirectStandardInput = $true
    $process = [Diagnostics.Process]::Start($start)
    $process.StandardInput.Close()
    $output = $process.StandardOutput.ReadToEndAsync()
    $errors = $process.StandardError.ReadToEndAsync()
    $process.WaitForExit()
    [pscustomobject] @{
        ExitCode = $process.ExitCode
        Output   = @($output.Result -split '\r?\n' | Where-Object { $_ })
        Errors   = $errors.Result
    }
    $process.Dispose()
}

function Invoke-Terminal {
    <#
    .SYNOPSIS
        Runs a PowerShell on a terminal of its own and does there what a person does. Gives all that was on the screen.
    .DESCRIPTION
        Each step is a text to wait for on the screen, and the keys to press then. The last keys end the shell.
    #>
    param([Parameter(Mandatory)] [object[]] $Steps, [int] $Columns = 120, [int] $TimeoutSec = 60)
    $file = New-TemporaryFile
    try {
        @{ Program = @($script:shell) + '-NoProfile', '-NoLogo'; Steps = $Steps; Columns = $Columns; TimeoutSec = $TimeoutSec } |
            ConvertTo-Json -Depth 5 | Set-Content $file
        $screen = python3 "$PSScriptRoot/terminal.py" $file
        if ($LASTEXITCODE -ne 0) { throw "The terminal did not show what was waited for:`n$($screen -join "`n")" }
        $screen -join "`n"
    }
    finally {
        Remove-Item $file
    }
}

Export-ModuleMember -Function Invoke-Pwsh, Invoke-Terminal
