# Execution roles with all that is on them, and the functions that use them.
Describe 'Get-LambdaExecutionRole' {
    BeforeAll {
        $null = Start-Sandbox
        $roles = Get-LambdaExecutionRole
        $order = $roles | Where-Object RoleName -EQ order-events-role
    }
    AfterAll { Stop-Sandbox }

    It 'gives every execution role of the account, shared or not' {
        $roles.RoleName | Should -Be 'aws-lambda-full-access', 'image-resize-eu-west-1-role', 'image-resize-us-east-1-role', 'order-events-role'
    }

    It 'gives the functions of each role' {
        $order.Functions.FunctionName | Should -Be 'order-archive', 'order-intake'
        $order.IsShared | Should -BeTrue
        ($roles | Where-Object RoleName -EQ image-resize-us-east-1-role).IsShared | Should -BeFalse
    }

    It 'gives the policies of each role, with their documents' {
        $order.AttachedPolicies.PolicyName | Should -Be 'AWSLambdaBasicExecutionRole'
        $statement = ($order.InlinePolicies.Document | ConvertFrom-Json).Statement
        $statement.Sid | Should -Be 'Orders'
        $statement.Action | Should -Be 'dynamodb:GetItem', 'dynamodb:PutItem'
    }

    It 'gives the trust policy as JSON, decoded' {
        ($order.TrustPolicy | ConvertFrom-Json).Statement.Principal.Service | Should -Be 'lambda.amazonaws.com'
        $order.TrustsLambda | Should -BeTrue
    }

    It 'gives the last use as a date in UTC' {
        $order.LastUsed | Should -BeOfType [DateTimeOffset]
        $order.LastUsed | Should -Be ([DateTimeOffset] '2026-11-20T08:15:00Z')
        $order.LastUsedRegion | Should -Be 'eu-west-1'
    }

    It 'gives the path of a role beside its name' {
        $order.Path | Should -Be '/orders/'
        $order.RoleArn | Should -Be 'arn:aws:iam::123456789012:role/orders/order-events-role'
    }

    It 'takes role names by position: <Name>' -ForEach @(
        @{ Name = 'order-events-role' }
        @{ Name = 'order-*' }
        @{ Name = 'arn:aws:iam::123456789012:role/orders/order-events-role' }
    ) {
        (Get-LambdaExecutionRole $Name).RoleName | Should -Be 'order-events-role'
    }

    It 'finds the role of a function: <Name>' -ForEach @(
        @{ Name = 'order-intake' }
        @{ Name = 'order-int*' }
        @{ Name = 'arn:aws:lambda:us-east-1:123456789012:function:order-intake' }
    ) {
        (Get-LambdaExecutionRole -FunctionName $Name).RoleName | Should -Be 'order-events-role'
    }

    It 'takes shared roles from the pipeline' {
        (Get-SharedLambdaRole | Get-LambdaExecutionRole).RoleName | Should -Be 'aws-lambda-full-access', 'order-events-role'
    }

    It 'takes functions from the pipeline' {
        ((Get-SharedLambdaRole order-*).Functions | Get-LambdaExecutionRole).RoleName | Should -Be 'order-events-role'
    }

    It 'narrows the pipeline by -RoleName' {
        (Get-SharedLambdaRole | Get-LambdaExecutionRole aws-*).RoleName | Should -Be 'aws-lambda-full-access'
    }

    It 'makes no call to Lambda with -SkipFunction' {
        $calls = Get-LambdaExecutionRole order-events-role -SkipFunction -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }
        $calls | Should -Not -BeNullOrEmpty
        $calls | Where-Object { "$_" -match 'ListFunctions' } | Should -BeNullOrEmpty
    }

    It 'fails if no role has the name, and shows the others' {
        $found = Get-LambdaExecutionRole order-events-role, no-such-role -ErrorAction SilentlyContinue -ErrorVariable problems
        $found.RoleName | Should -Be 'order-events-role'
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'RoleNotFound,*'
    }

    It 'reads roles from a file of the AWS CLI' {
        $file = Join-Path $TestDrive 'roles.json'
        $trust = @{ Version = '2012-10-17'; Statement = @(@{ Effect = 'Allow'; Principal = @{ Service = 'lambda.amazonaws.com' }; Action = 'sts:AssumeRole' }) }
        $role = @{ RoleName = 'filed'; RoleId = 'AROA1'; Path = '/'; Arn = 'arn:aws:iam::123456789012:role/filed'; AssumeRolePolicyDocument = $trust; InstanceProfileList = @(); AttachedManagedPolicies = @(); RolePolicyList = @() }
        @{ RoleDetailList = @($role); Policies = @() } | ConvertTo-Json -Depth 10 | Set-Content $file
        $found = Get-LambdaExecutionRole -Path $file -AllowUnknown -WarningAction SilentlyContinue
        $found.RoleName | Should -Be 'filed'
        $found.TrustsLambda | Should -BeTrue
    }
}
