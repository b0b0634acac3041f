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

    Context 'pull-request' {
        BeforeAll {
            # The script reads templates only: without credentials, and without an endpoint.
            $repository = New-Item -ItemType Directory (Join-Path $TestDrive 'repository')
            $template = Join-Path $repository 'template.yaml'
            Set-Content $template @'
AWSTemplateFormatVersion: '2010-09-09'
Resources:
  OrdersRole: # for orders
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
  Intake:
    Type: AWS::Lambda::Function
    Properties: {Runtime: python3.13, Handler: a.b, Code: {ZipFile: ''}, Role: !GetAtt OrdersRole.Arn}
  Archive:
    Type: AWS::Lambda::Function
    Properties: {Runtime: python3.13, Handler: a.b, Code: {ZipFile: ''}, Role: !GetAtt OrdersRole.Arn}
'@
            $other = Join-Path $repository 'other.json'
            @{
                Resources = [ordered] @{
                    OtherRole = @{ Type = 'AWS::IAM::Role'; Properties = @{ AssumeRolePolicyDocument = @{
                                Version = '2012-10-17'
                                Statement = @(@{ Effect = 'Allow'; Principal = @{ Service = 'lambda.amazonaws.com' }; Action = 'sts:AssumeRole' })
                            } } }
                    One = @{ Type = 'AWS::Lambda::Function'; Properties = @{ Role = @{ 'Fn::GetAtt' = 'OtherRole', 'Arn' } } }
                    Two = @{ Type = 'AWS::Lambda::Function'; Properties = @{ Role = @{ 'Fn::GetAtt' = 'OtherRole', 'Arn' } } }
                }
            } | ConvertTo-Json -Depth 9 | Set-Content $other
            function Invoke-Check([string] $Arguments) {
                Invoke-Pwsh '-WorkingDirectory', $repository, '-Command', "& '$folder/pull-request/check.ps1' $Arguments; exit `$LASTEXITCODE"
            }
            $run = Invoke-Check '-Path template.yaml -ReportPath baseline.json, findings.sarif -PatchPath roles.patch'
        }

        It 'ends with 1 if functions share a role, and says which and where' {
            $run.ExitCode | Should -Be 1
            $run.Output | Should -Contain 'template.yaml:10: Lambda-006 Fail: Intake: Role OrdersRole is also used by Archive.'
            $run.Output[-1] | Should -Be 'New findings: 2. High or worse: 2.'
        }

        It 'leaves a report for code scanning, with file and line' {
            $sarif = Get-Content (Join-Path $repository 'findings.sarif') -Raw | ConvertFrom-Json
            $place = $sarif.runs[0].results[0].locations[0].physicalLocation
            $place.artifactLocation.uri | Should -Be 'template.yaml'
            $place.region.startLine | Should -Be 10
        }

        It 'leaves a patch that git apply accepts, and that repairs the template' {
            Push-Location $repository
            try {
                git init --quiet .
                git apply --check roles.patch 2>&1 | Should -BeNullOrEmpty
                $LASTEXITCODE | Should -Be 0
                git apply roles.patch
                Get-SharedLambdaRole -Path template.yaml | Should -BeNullOrEmpty
                Get-Content template.yaml -Raw | Should -Match 'OrdersRole: # for orders'
                git apply --reverse roles.patch
            }
            finally { Pop-Location }
        }

        It 'ends with 0 if all findings are in the baseline, and writes no patch' {
            $known = Invoke-Check '-Path template.yaml -BaselinePath baseline.json -PatchPath none.patch'
            $known.ExitCode | Should -Be 0
            Join-Path $repository 'none.patch' | Should -Not -Exist
        }

        It 'ends with 1 if there is new sharing besides the baseline, and patches only that' {
            $new = Invoke-Check '-Path template.yaml, oth*.json -BaselinePath baseline.json -PatchPath new.patch'
            $new.ExitCode | Should -Be 1
            $patch = Get-Content (Join-Path $repository 'new.patch') -Raw
            $patch | Should -Match '\+\+\+ b/other\.json'
            $patch | Should -Not -Match 'template\.yaml'
        }

        It 'ends with 0 if each function has its own role' {
            Set-Content (Join-Path $repository 'sam.yaml') @'
Transform: AWS::Serverless-2016-10-31
Resources:
  Intake: {Type: AWS::Serverless::Function, Properties: {Runtime: python3.13, Handler: a.b, InlineCode: ''}}
  Archive: {Type: AWS::Serverless::Function, Properties: {Runtime: python3.13, Handler: a.b, InlineCode: ''}}
'@
            (Invoke-Check '-Path sam.yaml').ExitCode | Should -Be 0
        }

        It 'takes the findings of the base branch as the baseline in the workflow' {
            $work = New-Item -ItemType Directory (Join-Path $TestDrive 'workflow')
            $null = New-Item -ItemType Directory "$work/head", "$work/base", "$work/lambda-role-audit/out"
            $link = $IsWindows ? 'Junction' : 'SymbolicLink'
            $null = New-Item -ItemType $link "$work/lambda-role-audit/out/LambdaRoleAudit" -Target (Get-Module LambdaRoleAudit).ModuleBase
            $null = New-Item -ItemType $link "$work/lambda-role-audit/runbooks" -Target $folder
            Copy-Item $template "$work/base"
            Copy-Item $template, $other "$work/head"
            $workflow = (Get-Content "$folder/github-actions/pull-request.yml" -Raw) -replace "`r"
            function Invoke-Step([string] $Name) {
                $text = [regex]::Match($workflow, "- name: $Name\n(?:(?!- name:).*\n)*?        run: \|\n((?:          .*\n)+)").Groups[1].Value
                $text | Should -Not -BeNullOrEmpty
                Invoke-Pwsh '-WorkingDirectory', $work, '-Command', $text -Environment @{ LAMBDA_TEMPLATES = 'template.yaml, other.json' }
            }
            # The base branch does not have the other template yet.
            (Invoke-Step 'Check the base branch').ExitCode | Should -Be 0
            $run = Invoke-Step 'Check the pull request'
            $run.ExitCode | Should -Be 1
            $run.Output[-1] | Should -Be 'New findings: 2. High or worse: 2.'
            Get-Content "$work/roles.patch" -Raw | Should -Match '\+\+\+ b/other\.json'
            "$work/findings.sarif" | Should -Exist
        }

        It 'ends with 2 if a template cannot be read completely' {
            Set-Content (Join-Path $repository 'macro.yaml') "Transform: MyMacro`nResources: {}"
            (Invoke-Check '-Path macro.yaml').ExitCode | Should -Be 2
            (Invoke-Check '-Path nothing.yaml -AllowUnknown').ExitCode | Should -Be 2
        }

        It 'ends with 2 if a file was not read at all, whatever is allowed: <_>' -ForEach @(
            'bad.yaml', 'empty.yaml', 'hello.yaml', 'bad.json', 'empty.json', 'hello.json') {
            $text = @{
                'bad.yaml' = (Get-Content $template -Raw) + '  bad: ['; 'empty.yaml' = ''; 'hello.yaml' = 'hello: world'
                'bad.json' = (Get-Content $other -Raw) + ','; 'empty.json' = ''; 'hello.json' = '{"hello": "world"}'
            }[$_]
            Set-Content (Join-Path $repository $_) $text -NoNewline
            $run = Invoke-Check "-Path template.yaml, $_ -BaselinePath baseline.json -AllowUnknown -ReportPath unread.sarif, unread.md"
            $run.ExitCode | Should -Be 2
            $invocation = (Get-Content (Join-Path $repository 'unread.sarif') -Raw | ConvertFrom-Json).runs[0].invocations[0]
            $invocation.executionSuccessful | Should -BeFalse
            $invocation.toolExecutionNotifications.message.text -join "`n" | Should -Match ([regex]::Escape($_))
            Get-Content (Join-Path $repository 'unread.md') -Raw | Should -Match 'This is not a clean result'
        }

        It 'says in the report of a check without findings that everything was read' {
            $run = Invoke-Check '-Path template.yaml -BaselinePath baseline.json -ReportPath clean.sarif, clean.md'
            $run.ExitCode | Should -Be 0
            $invocation = (Get-Content (Join-Path $repository 'clean.sarif') -Raw | ConvertFrom-Json).runs[0].invocations[0]
            $invocation.executionSuccessful | Should -BeTrue
            Get-Content (Join-Path $repository 'clean.md') -Raw | Should -Match 'it reported no errors'
        }

        It 'leaves the patch of what was read if a path names nothing' {
            $run = Invoke-Check '-Path template.yaml, gone.yaml, stacks/*.json -PatchPath some.patch'
            $run.ExitCode | Should -Be 2
            $run.Output | Should -Contain 'New findings: 2. High or worse: 2.'
            Get-Content (Join-Path $repository 'some.patch') -Raw | Should -Match '\+\+\+ b/template\.yaml'
        }
    }
}
