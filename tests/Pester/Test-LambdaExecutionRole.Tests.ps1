# What is wrong with the execution roles of functions, with evidence and remedy.
Describe 'Test-LambdaExecutionRole' {
    BeforeAll {
        $null = Start-Sandbox
        $findings = Test-LambdaExecutionRole
    }
    AfterAll { Stop-Sandbox }

    Context 'findings' {
        It 'finds each function on a shared role' {
            ($findings | Where-Object RuleId -EQ Lambda-006).FunctionName | Sort-Object |
                Should -Be 'cc-s3-logging', 'cc-sqs-poller', 'order-archive', 'order-intake', 's3-get-object'
        }

        It 'finds privilege escalation and managed policies that are too wide' {
            $findings.RuleId | Should -Contain 'LRA-202'
            $findings.RuleId | Should -Contain 'LRA-205'
        }

        It 'gives evidence that names the other functions' {
            $finding = $findings | Where-Object { $_.RuleId -eq 'Lambda-006' -and $_.FunctionName -eq 'order-archive' }
            $finding.Evidence | Should -Match 'order-events-role'
            $finding.Evidence | Should -Match 'order-intake'
        }

        It 'gives a remedy that runs as it stands' {
            $finding = $findings | Where-Object { $_.RuleId -eq 'Lambda-006' -and $_.FunctionName -eq 'order-archive' }
            # What -WhatIf says goes to the screen.
            (Invoke-Pwsh '-Command', "$($finding.Remedy) -WhatIf").Output -join "`n" | Should -Match 'order-archive-eu-west-1-[0-9a-f]{16}'
        }

        It 'points at a page that the module brings' {
            $base = (Get-Module LambdaRoleAudit).ModuleBase
            foreach ($page in $findings.HelpUri | Sort-Object -Unique) { Join-Path $base $page | Should -Exist }
        }

        It 'gives no finding for a function that has a role of its own without excess' {
            $findings | Where-Object { $_.FunctionName -eq 'image-resize' -and $_.RuleId -eq 'Lambda-006' } | Should -BeNullOrEmpty
        }
    }

    Context 'a choice' {
        It 'takes function names by position' {
            (Test-LambdaExecutionRole cc-sqs-poller).FunctionName | Sort-Object -Unique | Should -Be 'cc-sqs-poller'
        }

        It 'takes role names' {
            (Test-LambdaExecutionRole -RoleName order-*).FunctionName | Sort-Object -Unique | Should -Be 'order-archive', 'order-intake'
        }

        It 'takes shared roles from the pipeline' {
            (Get-SharedLambdaRole order-* | Test-LambdaExecutionRole).FunctionName | Sort-Object -Unique | Should -Be 'order-archive', 'order-intake'
        }

        It 'runs only the rules of -Rule' {
            (Test-LambdaExecutionRole -Rule Lambda-006).RuleId | Sort-Object -Unique | Should -Be 'Lambda-006'
        }

        It 'leaves out the rules of -ExcludeRule' {
            (Test-LambdaExecutionRole -ExcludeRule Lambda-006).RuleId | Should -Not -Contain 'Lambda-006'
        }

        It 'shows only findings of -MinimumSeverity or worse' {
            (Test-LambdaExecutionRole -MinimumSeverity High).Severity | Sort-Object -Unique | ForEach-Object { "$_" } | Should -Be 'High'
        }

        It 'shows passed rules with -IncludePassed' {
            (Test-LambdaExecutionRole image-resize -IncludePassed -Rule Lambda-006).Status | ForEach-Object { "$_" } | Should -Be 'Passed', 'Passed'
        }

        It 'fails if a rule does not exist' {
            { Test-LambdaExecutionRole -Rule LRA-999 -ErrorAction Stop } | Should -Throw -ErrorId 'NoSuchRule,*'
        }
    }

    Context 'a gate' {
        It 'fails with -FailOn, after all output' {
            $file = Join-Path $TestDrive 'failed.csv'
            { Test-LambdaExecutionRole -FailOn High | Export-Csv $file } | Should -Throw -ErrorId 'FindingsFound,*'
            (Import-Csv $file).Count | Should -Be $findings.Count
        }

        It 'passes with -FailOn if nothing is that severe' {
            { Test-LambdaExecutionRole image-resize -FailOn Critical } | Should -Not -Throw
        }

        It 'does not tell findings of a baseline again, saved as JSON with <_>' -ForEach 'numbers', 'names' {
            $file = Join-Path $TestDrive "baseline-$_.json"
            $findings | ConvertTo-Json -Depth 5 -EnumsAsStrings:($_ -eq 'names') | Set-Content $file
            Test-LambdaExecutionRole -BaselinePath $file | Should -BeNullOrEmpty
        }

        It 'tells what is new beside a baseline' {
            $file = Join-Path $TestDrive 'older.json'
            $findings | Where-Object FunctionName -NE order-archive | ConvertTo-Json -Depth 5 | Set-Content $file
            (Test-LambdaExecutionRole -BaselinePath $file).FunctionName | Sort-Object -Unique | Should -Be 'order-archive'
        }

        It 'leaves out what is suppressed, until the suppression expires' {
            $file = Join-Path $TestDrive 'suppressions.json'
            @{ Suppressions = @(@{ RuleId = 'Lambda-006'; FunctionName = 'order-*'; Reason = 'Moved next week.'; Expires = '2099-01-01' }) } | ConvertTo-Json -Depth 5 | Set-Content $file
            (Test-LambdaExecutionRole -Rule Lambda-006 -SuppressionPath $file).FunctionName | Should -Not -Contain 'order-intake'
            (Get-Content $file -Raw) -replace '2099', '2020' | Set-Content $file
            (Test-LambdaExecutionRole -Rule Lambda-006 -SuppressionPath $file -WarningAction SilentlyContinue).FunctionName | Should -Contain 'order-intake'
        }
    }
}

Describe 'Test-LambdaExecutionRole in an account that cannot be read completely' {
    BeforeAll { $null = Start-Sandbox -Faults 'deny:ListFunctions@eu-west-1' }
    AfterAll { Stop-Sandbox }

    It 'does not pass a role whose other functions may be in the region that was not read' {
        $findings = Test-LambdaExecutionRole order-intake -Rule Lambda-006 -ErrorAction SilentlyContinue -ErrorVariable problems -WarningAction SilentlyContinue
        "$($findings.Status)" | Should -Be 'Unknown'
        $findings.UnreadRegions | Should -Be 'eu-west-1'
        $problems.Count | Should -BeGreaterThan 0
    }

    It 'fails the gate of -FailOn' {
        { Test-LambdaExecutionRole order-intake -Rule Lambda-006 -FailOn High -AllowUnknown -WarningAction SilentlyContinue } | Should -Throw -ErrorId 'FindingsFound,*'
    }
}

Describe 'Test-LambdaExecutionRole with templates' {
    BeforeAll {
        Push-Location $TestDrive
        Set-Content sam.yaml @'
Transform: AWS::Serverless-2016-10-31
Parameters:
  Bucket: {Type: String}
Resources:
  OrdersRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Version: '2012-10-17', Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]}
  Intake: {Type: AWS::Serverless::Function, Properties: {Role: !GetAtt OrdersRole.Arn}}
  Archive: {Type: AWS::Serverless::Function, Properties: {Role: !GetAtt OrdersRole.Arn}}
  Admin: {Type: AWS::Serverless::Function, Properties: {Policies: [AdministratorAccess]}}
  Writer:
    Type: AWS::Serverless::Function
    Properties:
      Policies:
        - Version: '2012-10-17'
          Statement: [{Effect: Allow, Action: s3:PutObject, Resource: !Sub 'arn:aws:s3:::${Bucket}/*'}]
'@
        Set-Content stack.json @'
{
  "Resources": {
    "R": {"Type": "AWS::IAM::Role", "Properties": {
      "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"Service": ["lambda.amazonaws.com", "ec2.amazonaws.com"]}, "Action": "sts:AssumeRole"}]}}},
    "One": {"Type": "AWS::Lambda::Function", "Properties": {"Role": {"Fn::GetAtt": "R.Arn"}}}
  }
}
'@
        $findings = Test-LambdaExecutionRole -Path sam.yaml
    }
    AfterAll { Pop-Location }

    It 'finds the functions of a shared role, with file and line' {
        $shared = $findings | Where-Object RuleId -EQ Lambda-006
        $shared.FunctionName | Should -Be 'Intake', 'Archive'
        "$($shared[0].Declaration)" | Should -Be 'sam.yaml:9:3 Intake'
        $shared[0].Remedy | Should -Match 'Export-LambdaRoleTemplate'
    }

    It 'evaluates the policies that SAM gives a role' {
        ($findings | Where-Object FunctionName -EQ Admin).RuleId | Should -Contain 'LRA-201'
    }

    It 'does not decide by a value that only the deployment knows' {
        $writer = $findings | Where-Object { $_.FunctionName -eq 'Writer' -and $_.RuleId -eq 'LRA-203' }
        "$($writer.Status)" | Should -Be 'Unknown'
        $writer.Evidence | Should -Match 'known at deployment only'
    }

    It 'reads JSON' {
        (Test-LambdaExecutionRole -Path stack.json).RuleId | Should -Contain 'LRA-102'
    }

    It 'takes the function''s file and address as its name in a baseline, not the line' {
        $findings | ConvertTo-Json -Depth 5 | Set-Content baseline.json
        Set-Content sam.yaml ("# A new first line`n" + (Get-Content sam.yaml -Raw))
        try { Test-LambdaExecutionRole -Path sam.yaml -BaselinePath baseline.json | Should -BeNullOrEmpty }
        finally { Set-Content sam.yaml ((Get-Content sam.yaml -Raw) -replace '^.*\n') }
        Test-LambdaExecutionRole -Path stack.json -BaselinePath baseline.json | Should -Not -BeNullOrEmpty
    }

    It 'fails with -FailOn' {
        { Test-LambdaExecutionRole -Path sam.yaml -FailOn High } | Should -Throw -ErrorId 'FindingsFound,*'
    }

    It 'fails if a named rule needs an account' {
        { Test-LambdaExecutionRole -Path sam.yaml -Rule LRA-302 -ErrorAction Stop } | Should -Throw -ErrorId 'RuleNotForTemplates,*'
    }
}
