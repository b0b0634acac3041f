<#
.SYNOPSIS
    Audits many accounts through a role in each, in one report.
.DESCRIPTION
    Each account has the role of member-role.yaml; the caller may assume it by policy.json. An account that cannot be read is
    told, and the others go on. Exit codes, reports, baseline and suppressions are those of nightly-audit/audit.ps1.
.EXAMPLE
    Get-ORGAccountList | ./audit.ps1 -ReportFolder /var/reports
.EXAMPLE
    ./audit.ps1 -AccountId 111122223333, 444455556666 -CredentialSource Ec2InstanceMetadata
#>
[CmdletBinding()]
param(
    # The accounts: ids of 12 digits, or accounts as AWS Organizations lists them. Of these, those that are active are audited.
    [Parameter(Mandatory, ValueFromPipeline)]
    [ValidateScript({ "$($_.Id ?? $_)" -match '^\d{12}$' }, ErrorMessage = "An account is 12 digits; '{0}' is not.")]
    [object[]] $AccountId,

    # The role in each account, with its path where it has one.
    [string] $RoleName = 'lambda-role-audit',

    # What credentials the roles are assumed with.
    [ValidateSet('Environment', 'Ec2InstanceMetadata', 'EcsContainer')]
    [string] $CredentialSource = 'Environment',

    # The partition: aws, aws-cn, aws-us-gov.
    [string] $Partition = 'aws',

    # The regions that are audited, wildcards too. All that are enabled for each account, if none is named.
    [string[]] $Region,

    # The region that STS is asked in.
    [string] $StsRegion = $(if ($env:AWS_REGION) { $env:AWS_REGION } else { 'us-east-1' }),

    # Where the reports go, which severity makes the exit code 1, what is known, what may be: see nightly-audit/audit.ps1.
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
            # State took the place of Status in September 2026; older answers and clients have Status alone.
            $state = if ($account.State) { "$($account.State)" } else { "$($account.Status)" }
            if ($state -eq 'ACTIVE') { $accounts.Add("$($account.Id)") }
            else { $Host.UI.WriteLine("Account $($account.Id) is left out: its state is '$state'.") }
        }
    }
}

end {
    # A profile an account: the SDK then assumes the role, and renews it where an audit outlasts the session. No secret is in it.
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
