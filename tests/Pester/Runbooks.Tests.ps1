# The runbooks that the package brings, as a scheduler starts them: a process, an exit code, files.
Describe 'Runbooks' {
    BeforeAll {
        $folder = "$((Get-Module LambdaRoleAudit).ModuleBase)/runbooks"
        function Invoke-Runbook([string] $Name, [string[]] $Arguments) { Invoke-Pwsh (@('-File', "$folder/$Name") + $Arguments) }
    }

    Context 'nightly-audit' {
        BeforeAll {
            $null = Start-Sandbox
            $reports = Join-Path $TestDrive 'reports'
            $run = Invoke-Runbook nightly-audit/audit.ps1 '-ReportFolder', $reports
        }
        AfterAll { Stop-Sandbox }

        It 'ends with 1 if there are findings' {
            $run.ExitCode | Should -Be 1
        }

        It 'leaves its reports' {
            (Get-ChildItem $reports).Extension | Sort-Object | Should -Be '.html', '.json', '.sarif'
        }

        It 'ends with 0 if all findings are in the baseline' {
            $baseline = Get-ChildItem $reports -Filter *.json
            (Invoke-Runbook nightly-audit/audit.ps1 '-ReportFolder', "$reports-2", '-BaselinePath', $baseline.FullName).ExitCode | Should -Be 0
        }

        It 'ends with 2 if the account cannot be read completely' {
            $null = Start-Sandbox -Faults 'deny:ListFunctions@eu-west-1'
            try {
                $denied = Invoke-Runbook nightly-audit/audit.ps1 '-ReportFolder', "$reports-3"
                $denied.ExitCode | Should -Be 2
                $denied.Errors | Should -Match 'eu-west-1'
            }
            finally { Stop-Sandbox }
        }

        It 'ends with 2 if there are no credentials' {
            $nobody = Invoke-Pwsh -Arguments '-File', "$folder/nightly-audit/audit.ps1", '-ReportFolder', "$reports-4" -Environment @{ AWS_ACCESS_KEY_ID = ''; AWS_SECRET_ACCESS_KEY = '' }
            $nobody.ExitCode | Should -Be 2
            "$reports-4" | Should -Not -Exist
        }
    }

    Context 'guarded-repair' {
        BeforeAll {
            $null = Start-Sandbox
            $plan = Join-Path $TestDrive 'plan.json'
        }
        AfterAll { Stop-Sandbox }

        It 'leaves a plan to approve, as JSON and as Markdown, and changes nothing' {
            (Invoke-Runbook guarded-repair/plan.ps1 '-PlanPath', $plan).ExitCode | Should -Be 0
            (Get-Content $plan -Raw | ConvertFrom-Json) | Should -HaveCount 5
            Get-Content ($plan -replace 'json$', 'md') -Raw | Should -Match 'order-intake'
            (Get-SharedLambdaRole).FunctionCount | Should -Be 3, 2
        }

        It 'carries out the plan that was approved' {
            $report = Join-Path $TestDrive 'repair.html'
            (Invoke-Runbook guarded-repair/apply.ps1 '-PlanPath', $plan, '-ReportPath', $report).ExitCode | Should -Be 0
            $report | Should -Exist
            Get-SharedLambdaRole | Should -BeNullOrEmpty
        }

        It 'has nothing to approve after that' {
            (Invoke-Runbook guarded-repair/plan.ps1 '-PlanPath', (Join-Path $TestDrive 'again.json')).ExitCode | Should -Be 3
            'TestDrive:/again.json' | Should -Not -Exist
        }

        It 'ends with 2 if there is no plan' {
            (Invoke-Runbook guarded-repair/apply.ps1 '-PlanPath', (Join-Path $TestDrive 'none.json'), '-ReportPath', (Join-Path $TestDrive 'none.html')).ExitCode | Should -Be 2
        }
    }

    Context 'lambda-schedule' {
        It 'leaves the reports in the bucket, and says so by a metric' {
            $null = Start-Sandbox
            try {
                $script = Join-Path $TestDrive 'invoke.ps1'
                Set-Content $script @"
function Write-S3Object([string] `$BucketName, [string] `$Key, [string] `$File) { "put `$BucketName/`$Key" | Out-Host }
`$env:REPORT_BUCKET = 'bucket'; `$env:FAIL_ON = 'High'
. '$folder/lambda-schedule/handler.ps1'
(Invoke-NightlyAudit).ExitCode
"@
                $run = Invoke-Pwsh '-File', $script
                $run.ExitCode | Should -Be 0
                @($run.Output -match '^put bucket/\d{4}/\d\d/lambda-roles-.*\.(html|json|sarif)$') | Should -HaveCount 3
                @($run.Output -match '"NeedsAttention":1') | Should -HaveCount 1
            }
            finally { Stop-Sandbox }
        }
    }
}
