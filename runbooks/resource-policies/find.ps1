<#
.SYNOPSIS
    Finds resource policies of KMS, S3, SQS, SNS and Secrets Manager, and grants of KMS, that name a role.
.DESCRIPTION
    A policy that names the old role does not name the new role, so a function that moves loses these permissions. The script
    runs the AWS CLI for one resource after another, and writes nothing. It returns an object for each policy or grant that
    names the role: by its ARN or a pattern that matches the ARN, by its id, or as the role of a session. Exit code 0: no policy
    or grant names the role. 1: some do. 2: something could not be read, and can name the role.
.EXAMPLE
    ./find.ps1 -RoleName aws-lambda-full-access -Region us-east-1, eu-west-1
#>
[CmdletBinding()]
param(
    # The role that functions will leave.
    [Parameter(Mandatory)]
    [string] $RoleName,

    # The regions to check. By default, all regions that are enabled for the account.
    [string[]] $Region,

    # One endpoint for every call. For tests and private endpoints.
    [uri] $EndpointUrl,

    # The AWS CLI, and the first arguments of every call, for example '--profile'.
    [string[]] $AwsCli = @('aws')
)

$ErrorActionPreference = 'Continue'
$unread = 0
$command, $first = $AwsCli
if ($EndpointUrl) { $first = @($first) + '--endpoint-url', "$EndpointUrl" }

# Returns the output of a call, or nothing if the call says that there is no such policy.
function Read-Aws([string[]] $Arguments, [string] $None) {
    $lines = @(& $command @first @Arguments --output text 2>&1)
    if ($LASTEXITCODE -eq 0) { return ($lines.Where({ $_ -is [string] -and $_ -ne 'None' }) -join "`n") }
    $why = $lines.Where({ $_ -isnot [string] }) -join ' '
    if ($None -and $why.Contains("($None)")) { return '' }
    $script:unread++
    $Host.UI.WriteErrorLine("aws $($Arguments -join ' '): $("$why".Trim())")
}

function Read-AwsList([string[]] $Arguments) { @((Read-Aws $Arguments) -split '\s+').Where({ $_ }) }

function Test-Names([string] $Text) {
    if ($Text.Contains($id) -or $Text.Contains(":assumed-role/$name/")) { return $true }
    foreach ($match in [regex]::Matches($Text, '[^"\s]*:role/[^"\s]*')) { if ($arn -like $match.Value) { return $true } }
    return $false
}

function Show-Named([string] $Service, [string] $In, [string] $Resource, [string] $Kind, [string] $Text) {
    if (Test-Names $Text) { [pscustomobject]@{ Service = $Service; Region = $In; Resource = $Resource; Kind = $Kind } }
}

$arn, $id = Read-AwsList 'iam', 'get-role', '--role-name', $RoleName, '--query', 'Role.[Arn,RoleId]'
if (-not $arn) { exit 2 }
$name = $arn.Split('/')[-1]
if (-not $Region) { $Region = Read-AwsList 'ec2', 'describe-regions', '--query', 'Regions[].RegionName' }

$named = @(
    foreach ($bucket in Read-AwsList 's3api', 'list-buckets', '--query', 'Buckets[].Name') {
        Show-Named s3 '' $bucket policy (Read-Aws 's3api', 'get-bucket-policy', '--bucket', $bucket, '--query', 'Policy' -None NoSuchBucketPolicy)
    }
    foreach ($in in $Region) {
        $at = '--region', $in
        foreach ($key in Read-AwsList (@('kms', 'list-keys', '--query', 'Keys[].KeyArn') + $at)) {
            Show-Named kms $in $key policy (Read-Aws (@('kms', 'get-key-policy', '--key-id', $key, '--policy-name', 'default', '--query', 'Policy') + $at))
            Show-Named kms $in $key grant (Read-Aws (@('kms', 'list-grants', '--key-id', $key, '--query', 'Grants[].[GranteePrincipal,RetiringPrincipal]') + $at))
        }
        foreach ($queue in Read-AwsList (@('sqs', 'list-queues', '--query', 'QueueUrls[]') + $at)) {
            Show-Named sqs $in $queue policy (Read-Aws (@('sqs', 'get-queue-attributes', '--queue-url', $queue, '--attribute-names', 'Policy', '--query', 'Attributes.Policy') + $at))
        }
        foreach ($topic in Read-AwsList (@('sns', 'list-topics', '--query', 'Topics[].TopicArn') + $at)) {
            Show-Named sns $in $topic policy (Read-Aws (@('sns', 'get-topic-attributes', '--topic-arn', $topic, '--query', 'Attributes.Policy') + $at))
        }
        foreach ($secret in Read-AwsList (@('secretsmanager', 'list-secrets', '--query', 'SecretList[].ARN') + $at)) {
            Show-Named secretsmanager $in $secret policy (Read-Aws (@('secretsmanager', 'get-resource-policy', '--secret-id', $secret, '--query', 'ResourcePolicy') + $at))
        }
    }
)
$named
if ($unread -gt 0) { $Host.UI.WriteErrorLine("Not read: $unread. These resources can name the role.") }
exit ($unread -gt 0 ? 2 : [int]($named.Count -gt 0))
