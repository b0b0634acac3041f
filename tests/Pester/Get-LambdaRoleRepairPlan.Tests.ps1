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
        "$($plan[0].Warnings)" | Should -Match 'S3'
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
