<#
.SYNOPSIS
    The nightly audit as a Lambda function of the PowerShell custom runtime.
.DESCRIPTION
    The handler is Invoke-NightlyAudit. It writes the reports to the bucket in REPORT_BUCKET, and a metric to its log
    (CloudWatch embedded metric format). If the audit failed or was incomplete, the handler throws, so that Lambda counts an
    error. The function needs the modules LambdaRoleAudit and AWS.Tools.S3 in a layer.
#>
$ErrorActionPreference = 'Stop'

function Invoke-NightlyAudit {
    param($LambdaInput, $LambdaContext)

    $folder = [IO.Path]::Combine([IO.Path]::GetTempPath(), "audit-$([guid]::NewGuid().ToString('N'))")
    try {
        & "$PSScriptRoot/../nightly-audit/audit.ps1" -ReportFolder $folder -FailOn $env:FAIL_ON
        $code = $LASTEXITCODE
        $reports = @(if ([IO.Directory]::Exists($folder)) {
            foreach ($file in [IO.Directory]::GetFiles($folder)) {
                $key = "$([datetime]::UtcNow.ToString('yyyy/MM', [cultureinfo]::InvariantCulture))/$([IO.Path]::GetFileName($file))"
                $null = Write-S3Object -BucketName $env:REPORT_BUCKET -Key $key -File $file
                $key
            }
        })
        $now = [DateTimeOffset]::UtcNow.ToUnixTimeMilliseconds()
        $Host.UI.WriteLine("{""_aws"":{""Timestamp"":$now,""CloudWatchMetrics"":[{""Namespace"":""LambdaRoleAudit"",""Dimensions"":[[]],""Metrics"":[{""Name"":""NeedsAttention"",""Unit"":""Count""}]}]},""NeedsAttention"":$([int]($code -ne 0))}")
        if ($code -eq 2) { throw 'The audit failed or was incomplete. See the log.' }
        @{ ExitCode = $code; Reports = $reports }
    }
    finally {
        if ([IO.Directory]::Exists($folder)) { [IO.Directory]::Delete($folder, $true) }
    }
}
