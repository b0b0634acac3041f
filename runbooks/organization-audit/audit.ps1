<#
.SYNOPSIS
    Audits many accounts through a role in each account, and writes one report.
.DESCRIPTION
    Each account has the role of member-role.yaml. policy.json allows the caller to assume that role. If an account cannot be
    read, the script reports it and continues with the others. Exit codes, reports, baseline and suppressions are the same as
    for nightly-audit/audit.ps1.
.EXAMPLE
    Get-ORGAccountList | ./audit.ps1 -ReportFolder /var/reports
.EXAMPLE
    ./audit.ps1 -AccountId 111122223333, 444455556666 -CredentialSource Ec2InstanceMetadata
#>
[CmdletBinding()]
param(
    # The accounts: ids of 12 digits, or accounts as AWS Organizations lists them. Of listed accounts, only active ones are audited.
    [Parameter(Mandatory, ValueFromPipeline)]
    [ValidateScript({ "$($_.Id ?? $_)" -match '^\d{12}$' }, ErrorMessage = "An account is 12 digits; '{0}' is not.")]
    [object[]] $AccountId,

    # The role in each account, with its path if it has one.
    [string] $RoleName = 'lambda-role-audit',

    # The source of the credentials that assume the roles.
    [ValidateSet('Environment', 'Ec2InstanceMetadata', 'EcsContainer')]
    [string] $CredentialSource = 'Environment',

    # The partition: aws, aws-cn, aws-us-gov.
    [string] $Partition = 'aws',

    # The regions to audit. You can use wildcards. By default, all regions that are enabled for each account.
    [string[]] $Region,

    # The region of the STS endpoint.
    [string] $StsRegion = $(if ($env:AWS_REGION) { $env:AWS_REGION } else { 'us-east-1' }),

    # Folder for reports, severity for exit code 1, baseline and suppressions: see nightly-audit/audit.ps1.
    [string] $ReportFolder = '.',
    [ValidateSet('Low', 'Medium', 'High', 'Critical')]
    [string] $FailOn = 'High',
    [string] $BaselinePath,
    [string] $SuppressionPath,

    # More parameters of Test-LambdaExecutionRole, for each account.
    [hashtable] $TestParameter = @{}
)

begin {
    $ErrorActionPreference = 'Stop'
    $accounts = [System.Collections.Generic.List[string]]::new()
}

process {
    foreach ($account in $AccountId) {
        if (-not $account.Id) { $accounts.Add("$account") }
        else {
            # State replaced Status in September 2026. Older answers and clients have only Status.
            $state = if ($account.State) { "$($account.State)" } else { "$($account.Status)" }
            if ($state -eq 'ACTIVE') { $accounts.Add("$($account.Id)") }
            else { $Host.UI.WriteLine("Account $($account.Id) is left out: its state is '$state'.") }
        }
    }
}

end {
    # One profile for each account. The SDK assumes the role, and renews the session if the audit takes longer. It has no secrets.
    $profiles = [IO.Path]::GetTempFileName()
    try {
        $lines = foreach ($account in $accounts) {
            "[account-$account]"
            "role_arn = arn:${Partition}:iam::${account}:role/$RoleName"
            'role_session_name = lambda-role-audit'
            "credential_source = $CredentialSource"
            "region = $StsRegion"
        }
        [IO.File]::WriteAllLines($profiles, [string[]] $lines)

        $audits = foreach ($account in $accounts) { $TestParameter + @{ ProfileName = "account-$account"; ProfileLocation = $profiles } }
        $known = @{}
        if ($BaselinePath) { $known.BaselinePath = $BaselinePath }
        if ($SuppressionPath) { $known.SuppressionPath = $SuppressionPath }
        if ($Region) { $known.Region = $Region }
        & "$PSScriptRoot/../nightly-audit/audit.ps1" -ReportFolder $ReportFolder -FailOn $FailOn -TestParameter $audits @known
        $code = $LASTEXITCODE
    }
    finally {
        [IO.File]::Delete($profiles)
    }

    exit $code
}
