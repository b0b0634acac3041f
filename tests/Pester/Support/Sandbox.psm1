# Local AWS endpoints for the tests. A file or a context starts one with the account that it needs, and stops it; what is
# written to one is seen by nobody else.
Set-StrictMode -Version Latest
$script:program = "$PSScriptRoot/../../../src/LambdaRoleAudit.Sandbox/bin/Release/net10.0/LambdaRoleAudit.Sandbox.dll"
$script:running = [Collections.Generic.Stack[Diagnostics.Process]]::new()

function Start-Sandbox {
    <#
    .SYNOPSIS
        Starts a Sandbox and points this session and its child processes at it, by the environment. Gives its address.
    #>
    param(
        # 'rule', 'aliases', a number of functions, 'roles:<n>' or 'shared:<n>'.
        [string] $Estate = 'rule',
        # What goes wrong: 'deny@eu-west-1', 'throttle=0.1', …
        [string] $Faults,
        # Milliseconds that each answer takes.
        [int] $Latency,
        # Milliseconds that an update of a function takes.
        [int] $UpdateTime = 50,
        # A call that a function is denied right after it got another role: 'function=service:Operation'.
        [string] $DenyAfterMove
    )
    $start = [Diagnostics.ProcessStartInfo]::new('dotnet')
    $arguments = @($script:program, 'serve', '--estate', $Estate, '--latency', $Latency, '--iam-delay', 0, '--update-time', $UpdateTime, '--no-quotas')
    if ($DenyAfterMove) { $arguments += '--deny-after-move', $DenyAfterMove }
    if ($Faults) { $arguments += '--faults', $Faults }
    foreach ($argument in $arguments) { $start.ArgumentList.Add($argument) }
    $start.RedirectStandardOutput = $true
    $process = [Diagnostics.Process]::Start($start)
    $script:running.Push($process)
    $line = $process.StandardOutput.ReadLine()
    if ($line -notmatch ' on (http://\S+?)/? ') { throw "The Sandbox did not start: $line" }
    Use-Sandbox $Matches[1]
    $Matches[1]
}

function Use-Sandbox([string] $Url) {
    $env:AWS_ENDPOINT_URL = $Url
    $env:AWS_ACCESS_KEY_ID = 'AKIASANDBOXSANDBOX00'
    $env:AWS_SECRET_ACCESS_KEY = 'sandbox/secret/key/of/no/worth/anywhere0'
    $env:AWS_REGION = 'us-east-1'
}

function Stop-Sandbox {
    <#
    .SYNOPSIS
        Stops the Sandbox that was started last.
    #>
    $process = $script:running.Pop()
    # It ignores what can be ignored if whoever started the tests does.
    $process.Kill($true)
    $process.WaitForExit()
    $process.Dispose()
    Remove-Item env:AWS_ENDPOINT_URL, env:AWS_ACCESS_KEY_ID, env:AWS_SECRET_ACCESS_KEY, env:AWS_REGION -ErrorAction Ignore
}

function Stop-AllSandboxes {
    while ($script:running.Count -gt 0) { Stop-Sandbox }
}

Export-ModuleMember -Function Start-Sandbox, Stop-Sandbox, Stop-AllSandboxes, Use-Sandbox
