# A function on a role that is fit and unshared: written, waited for, verified.
Describe 'Set-LambdaExecutionRole' {
    BeforeAll {
        $null = Start-Sandbox
        $quick = @{ EventSourceWatchSec = 0 }
        function Get-RoleOf([string] $FunctionName) { (Get-LambdaExecutionRole -FunctionName $FunctionName).RoleName }
    }
    AfterAll { Stop-Sandbox }

    It 'puts a function on a role, and verifies it' {
        $null = New-LambdaExecutionRole poller-role -Feature SQS
        $assignment = Set-LambdaExecutionRole cc-sqs-poller poller-role @quick
        "$($assignment.Status)" | Should -Be 'Assigned'
        $assignment.Role | Should -BeLike '*:role/poller-role'
        $assignment.PreviousRole | Should -BeLike '*:role/aws-lambda-full-access'
        Get-RoleOf cc-sqs-poller | Should -Be 'poller-role'
    }

    It 'does nothing if the function has the role' {
        "$((Set-LambdaExecutionRole cc-sqs-poller poller-role @quick).Status)" | Should -Be 'AlreadyAssigned'
    }

    It 'takes the role that New-LambdaExecutionRole created' {
        $assignment = New-LambdaExecutionRole -FunctionName order-intake | Set-LambdaExecutionRole -FunctionName order-intake @quick
        "$($assignment.Status)" | Should -Be 'Assigned'
        Get-RoleOf order-intake | Should -Be 'order-intake-us-east-1-role'
    }

    It 'takes a pair of function and role from the pipeline' {
        $null = New-LambdaExecutionRole pair-role -Feature Basic
        $assignment = [pscustomobject] @{ FunctionName = 's3-get-object'; RoleName = 'pair-role' } | Set-LambdaExecutionRole @quick
        $assignment.FunctionName | Should -Be 's3-get-object'
        Get-RoleOf s3-get-object | Should -Be 'pair-role'
    }

    It 'refuses a role that another function uses' {
        { Set-LambdaExecutionRole cc-s3-logging image-resize-us-east-1-role @quick -ErrorAction Stop } | Should -Throw -ErrorId 'RoleIsShared,*'
        Get-RoleOf cc-s3-logging | Should -Be 'aws-lambda-full-access'
    }

    It 'refuses a role that a function of another region uses' {
        { Set-LambdaExecutionRole cc-s3-logging image-resize-eu-west-1-role -Region us-east-1 @quick -ErrorAction Stop } | Should -Throw -ErrorId 'RoleIsShared,*'
    }

    It 'writes nothing with -WhatIf' {
        $null = New-LambdaExecutionRole logging-role -Feature Basic
        Set-LambdaExecutionRole cc-s3-logging logging-role -WhatIf @quick | Should -BeNullOrEmpty
        Get-RoleOf cc-s3-logging | Should -Be 'aws-lambda-full-access'
    }

    It 'lets a shared role pass with -AllowShared' {
        "$((Set-LambdaExecutionRole cc-s3-logging order-events-role -AllowShared @quick).Status)" | Should -Be 'Assigned'
        Get-RoleOf cc-s3-logging | Should -Be 'order-events-role'
    }

    It 'fails if the role does not exist' {
        { Set-LambdaExecutionRole cc-s3-logging no-such-role @quick -ErrorAction Stop } | Should -Throw -ErrorId 'RoleNotFound,*'
    }

    It 'fails if the function does not exist' {
        { Set-LambdaExecutionRole no-such-function logging-role @quick -ErrorAction Stop } | Should -Throw -ErrorId 'FunctionNotFound,*'
    }

    It 'writes nothing if the role cannot be read' {
        $null = Start-Sandbox -Faults 'deny:GetRole'
        try {
            $result = Set-LambdaExecutionRole image-resize logging-role -Region us-east-1 @quick -ErrorAction SilentlyContinue -ErrorVariable problems
            $problems.Count | Should -BeGreaterThan 0
            $result | Should -BeNullOrEmpty
            (Get-SharedLambdaRole).RoleName | Should -Be 'aws-lambda-full-access', 'order-events-role'
        }
        finally { Stop-Sandbox }
    }
}
