# What a repair would do, as data that can be read, saved, reviewed and piped back.
Describe 'Get-LambdaRoleRepairPlan' {
    BeforeAll {
        $null = Start-Sandbox
        $plan = Get-LambdaRoleRepairPlan
    }
    AfterAll { Stop-Sandbox }

    It 'has a step for each function on a shared role' {
        $plan.FunctionName | Should -Be 'order-archive', 'cc-s3-logging', 'cc-sqs-poller', 'order-intake', 's3-get-object'
    }

    It 'names each new role after function and region, and binds the name by a hash' {
        $plan[0].TargetRoleName | Should -Match '^order-archive-eu-west-1-[0-9a-f]{16}$'
    }

    It 'gives the same names each time' {
        (Get-LambdaRoleRepairPlan).TargetRoleName | Should -Be $plan.TargetRoleName
    }

    It 'proves that no new role grants more than its source' {
        $plan.Proof | ForEach-Object { "$_" } | Sort-Object -Unique | Should -Be 'Proven'
        $plan.CanApply | Should -Not -Contain $false
    }

    It 'keeps path, trust and policies of the source role' {
        $step = $plan | Where-Object FunctionName -EQ order-intake
        $step.TargetPath | Should -Be '/orders/'
        $step.TrustPolicy | Should -Match 'lambda.amazonaws.com'
        $step.AttachedPolicyArns | Should -Be 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'
        $step.InlinePolicies.PolicyName | Should -Be 'orders'
    }

    It 'warns of resource policies that it does not read' {
        "$($plan[0].Warnings)" | Should -Match '-ScanResourcePolicy'
    }

    It 'writes nothing' {
        (Get-LambdaExecutionRole).RoleName | Should -Not -Contain $plan[0].TargetRoleName
        Get-LambdaRoleRepair | Should -BeNullOrEmpty
    }

    It 'takes function names by position' {
        (Get-LambdaRoleRepairPlan order-*).FunctionName | Should -Be 'order-archive', 'order-intake'
    }

    It 'takes shared roles from the pipeline, and leaves one function on its role' {
        (Get-SharedLambdaRole order-* | Get-LambdaRoleRepairPlan -KeepFunction order-archive).FunctionName | Should -Be 'order-intake'
    }

    It 'has nothing to do for a function that is alone on its role' {
        $step = Get-LambdaRoleRepairPlan image-resize -Region us-east-1
        $step | Where-Object { -not $_.IsNotShared } | Should -BeNullOrEmpty
    }

    It 'begins names with -RoleNamePrefix' {
        (Get-LambdaRoleRepairPlan order-intake -RoleNamePrefix team-).TargetRoleName | Should -BeLike 'team-order-intake-us-east-1-*'
    }

    It 'plans less than the source grants with -Strategy Scoped' {
        $step = Get-LambdaRoleRepairPlan cc-sqs-poller -Strategy Scoped
        "$($step.Strategy)" | Should -Be 'Scoped'
        $step.AttachedPolicyArns | Should -Not -Contain 'arn:aws:iam::aws:policy/AWSLambda_FullAccess'
    }

    Context 'with usage' {
        BeforeAll {
            $usage = Get-LambdaRoleUsage -RoleName order-* -Trail management-events -LastAccessed
            $used = Get-LambdaRoleRepairPlan order-intake -Strategy Used -Usage $usage
        }

        It 'plans a role with what the function used, and proves both directions' {
            $used.CanApply | Should -BeTrue
            "$($used.Proof) $($used.Narrowing.EvidenceProof)" | Should -Be 'Proven Proven'
            $used.Narrowing.After.Actions | Should -BeLessThan $used.Narrowing.Before.Actions
            "$($used.InlinePolicies.Document)" | Should -Match 'dynamodb:PutItem'
            "$($used.InlinePolicies.Document)" | Should -Not -Match 'dynamodb:GetItem'
        }

        It 'says why each statement is there' {
            $reasons = $used.Narrowing.Statements.Reasons
            $reasons | Where-Object { "$($_.Kind)" -eq 'Used' } | Select-Object -First 1 -ExpandProperty Count | Should -BeGreaterThan 0
            $list = $used | Format-List | Out-String -Width 400
            $list | Should -Match 'Actions: \d+ → \d+'
            $list -replace '\s' | Should -Match 'Why:.*dynamodb:PutItemon.*:Thefunctionusedit\.\d+calls,[-0-9]+to[-0-9]+,event'
        }

        It 'reads saved usage: <_>' -ForEach 'ConvertTo-Json', 'Export-LambdaRoleReport' {
            $file = "$TestDrive/usage.json"
            if ($_ -eq 'ConvertTo-Json') { $usage | ConvertTo-Json -Depth 6 | Set-Content $file }
            else { $usage | Export-LambdaRoleReport $file -Force }
            (Get-LambdaRoleRepairPlan order-intake -Strategy Used -UsagePath $file).TargetRoleName | Should -Be $used.TargetRoleName
        }

        It 'blocks the step if the records are of fewer days than -MinimumDays' {
            $step = Get-LambdaRoleRepairPlan order-intake -Strategy Used -Usage $usage -MinimumDays 200
            $step.Blockers.Id | Should -Contain 'EvidenceTooShort'
        }

        It 'keeps the resources of the source role with -ResourceScope Source' {
            $step = Get-LambdaRoleRepairPlan order-intake -Strategy Used -Usage $usage -ResourceScope Source -KeepUnseen
            "$($step.Narrowing.ResourceScope)" | Should -Be 'Source'
        }

        It 'drops what is not visible and was not used with -DropUnseen' {
            (Get-LambdaRoleRepairPlan order-intake -Strategy Used -Usage $usage -DropUnseen).Narrowing.DropUnseen | Should -BeTrue
        }

        It 'fails without usage, and does not ignore a parameter of the strategy' {
            { Get-LambdaRoleRepairPlan order-intake -Strategy Used -ErrorAction Stop } | Should -Throw -ErrorId 'UsageRequired,*'
            { Get-LambdaRoleRepairPlan order-intake -Usage $usage -ErrorAction Stop } | Should -Throw -ErrorId 'ParametersDoNotGoTogether,*'
        }
    }

    It 'fails if a function does not exist' {
        { Get-LambdaRoleRepairPlan no-such-function -ErrorAction Stop } | Should -Throw -ErrorId 'FunctionNotFound,*'
    }

    It 'shows the blockers of a step that cannot be carried out' {
        $url = $env:AWS_ENDPOINT_URL
        try {
            $null = Start-Sandbox -Faults 'deny:GetPolicy@us-east-1'
            $step = Get-LambdaRoleRepairPlan order-intake -WarningAction SilentlyContinue -ErrorAction SilentlyContinue
            $step.CanApply | Should -BeFalse
            $step.Blockers | Should -Not -BeNullOrEmpty
            $step | Format-List | Out-String | Should -Match 'Blockers\s+: \S'
        }
        finally {
            Stop-Sandbox
            Use-Sandbox $url
        }
    }
}

Describe 'Get-LambdaRoleRepairPlan with templates' {
    BeforeAll {
        Push-Location $TestDrive
        Set-Content stack.yaml @'
Resources:
  OrdersRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Version: '2012-10-17', Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]}
  Intake: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt OrdersRole.Arn}}
  Archive: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt OrdersRole.Arn, VpcConfig: {SubnetIds: [!Ref Subnet]}}}
  Alone: {Type: AWS::Lambda::Function, Properties: {Role: !ImportValue AloneRole}}
'@
        Set-Content stack.json @'
{"Resources": {
  "R": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {}}},
  "One": {"Type": "AWS::Lambda::Function", "Properties": {"Role": {"Fn::GetAtt": ["R", "Arn"]}}},
  "Two": {"Type": "AWS::Lambda::Function", "Properties": {"Role": {"Fn::GetAtt": ["R", "Arn"]}}}
}}
'@
        Set-Content sam.yaml @'
Transform: AWS::Serverless-2016-10-31
Resources:
  Own: {Type: AWS::Serverless::Function, Properties: {Policies: [AmazonS3ReadOnlyAccess]}}
  Guest: {Type: AWS::Serverless::Function, Properties: {Role: !GetAtt OwnRole.Arn}}
'@
        $plan = Get-LambdaRoleRepairPlan -Path stack.yaml
    }
    AfterAll { Pop-Location }

    It 'has a step for each function on a shared role, with its edits' {
        $plan.FunctionName | Should -Be 'Intake', 'Archive'
        $plan.TargetRole | Should -Be 'IntakeRole', 'ArchiveRole'
        $plan.CanApply | Should -Not -Contain $false
        $plan[0].Edits.NewText[0] | Should -Match 'IntakeRole:'
        $plan.Proof | Should -Be 'Proven', 'Proven'
    }

    It 'warns of a function in a VPC, and of the role that nothing uses then' {
        $plan[1].Warnings.Id | Should -Be 'VpcFunction', 'SharedRoleUnused'
    }

    It 'writes nothing' {
        @(Get-ChildItem -File) | Should -HaveCount 3
    }

    It 'leaves one function on its role with -KeepFunction, and takes names' {
        (Get-LambdaRoleRepairPlan -Path stack.yaml -KeepFunction Intake).FunctionName | Should -Be 'Archive'
        (Get-LambdaRoleRepairPlan Int* -Path stack.yaml).FunctionName | Should -Be 'Intake'
    }

    It 'plans JSON' {
        (Get-LambdaRoleRepairPlan -Path stack.json).TargetRole | Should -Be 'OneRole', 'TwoRole'
    }

    It 'blocks a step for a role that SAM makes, with a snippet' {
        $steps = Get-LambdaRoleRepairPlan -Path sam.yaml
        $steps.CanApply | Should -Not -Contain $true
        $steps[1].Blockers.Id | Should -Be 'RoleGenerated'
        $steps[1].Snippet | Should -Match 'AWS::IAM::Role'
    }

    It 'fails with a parameter or a strategy that needs an account' {
        { Get-LambdaRoleRepairPlan -Path stack.yaml -AllowManaged -ErrorAction Stop } | Should -Throw -ErrorId 'ParameterNotForTemplates,*'
        { Get-LambdaRoleRepairPlan -Path stack.yaml -Strategy Scoped -ErrorAction Stop } | Should -Throw -ErrorId 'StrategyNotForTemplates,*'
    }

    It 'needs usage to narrow the new roles' {
        { Get-LambdaRoleRepairPlan -Path stack.yaml -Strategy Used -ErrorAction Stop } | Should -Throw -ErrorId 'UsageRequired,*'
    }

    It 'is not a plan that Repair-LambdaExecutionRole carries out' {
        $null = $plan | Repair-LambdaExecutionRole -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'ObjectOfTemplate,*'
    }
}
