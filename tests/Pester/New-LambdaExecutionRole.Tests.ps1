# Roles that Lambda can assume. Each context has an account of its own.
Describe 'New-LambdaExecutionRole' {
    BeforeAll { $null = Start-Sandbox }
    AfterAll { Stop-Sandbox }

    Context 'a role by feature, template or document' {
        It 'creates a role with the managed policy of a feature' {
            $role = New-LambdaExecutionRole queue-role -Feature SQS
            $role.RoleName | Should -Be 'queue-role'
            $role.TrustsLambda | Should -BeTrue
            (Get-LambdaExecutionRole queue-role -SkipFunction).AttachedPolicies.PolicyName | Should -Be 'AWSLambdaSQSQueueExecutionRole'
        }

        It 'takes several features' {
            $null = New-LambdaExecutionRole vpc-role -Feature Basic, VPC
            (Get-LambdaExecutionRole vpc-role -SkipFunction).AttachedPolicies.PolicyName | Sort-Object |
                Should -Be 'AWSLambdaBasicExecutionRole', 'AWSLambdaVPCAccessExecutionRole'
        }

        It 'takes a template with its parameters, and one without' {
            $null = New-LambdaExecutionRole template-role -Template @{ S3ReadPolicy = @{ BucketName = 'jobs' } }, CloudWatchPutMetricPolicy
            $documents = (Get-LambdaExecutionRole template-role -SkipFunction).InlinePolicies.Document -join ''
            $documents | Should -Match 's3:::jobs'
            $documents | Should -Match 'cloudwatch:PutMetricData'
        }

        It 'takes a document as a hashtable' {
            $document = @{ Version = '2012-10-17'; Statement = @{ Effect = 'Allow'; Action = 'sqs:SendMessage'; Resource = '*' } }
            $null = New-LambdaExecutionRole document-role -PolicyDocument $document
            (Get-LambdaExecutionRole document-role -SkipFunction).InlinePolicies.Document | Should -Match 'sqs:SendMessage'
        }

        It 'takes the file of a document' {
            '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sns:Publish","Resource":"*"}}' | Set-Content TestDrive:/sns.json
            $null = New-LambdaExecutionRole file-role -PolicyDocument TestDrive:/sns.json
            (Get-LambdaExecutionRole file-role -SkipFunction).InlinePolicies.Document | Should -Match 'sns:Publish'
        }

        It 'sets path, description, tags and session duration' {
            $null = New-LambdaExecutionRole full-role -Feature Basic -RolePath /team/ -Description 'For a test' -Tag @{ team = 'orders' } -MaxSessionDuration 7200
            $role = Get-LambdaExecutionRole full-role -SkipFunction
            $role.Path | Should -Be '/team/'
            $role.Description | Should -Be 'For a test'
            $role.Tags['team'] | Should -Be 'orders'
            $role.MaxSessionDuration | Should -Be 7200
        }
    }

    Context 'a role by the settings of a function' {
        It 'is named after function and region' {
            (New-LambdaExecutionRole -FunctionName cc-sqs-poller).RoleName | Should -Be 'cc-sqs-poller-us-east-1-role'
        }

        It 'allows the log group and the queue of that function, and no others' {
            $role = Get-LambdaExecutionRole cc-sqs-poller-us-east-1-role -SkipFunction
            $role.AttachedPolicies | Should -BeNullOrEmpty
            $resources = ($role.InlinePolicies.Document | ConvertFrom-Json).Statement.Resource
            "$resources" | Should -Match ':log-group:/aws/lambda/cc-sqs-poller'
            "$resources" | Should -Match ':sqs:us-east-1:123456789012:jobs'
            $resources | Should -Not -Contain '*'
        }

        It 'takes functions from the pipeline' {
            $made = (Get-SharedLambdaRole order-*).Functions | New-LambdaExecutionRole
            $made.RoleName | Should -Be 'order-archive-eu-west-1-role', 'order-intake-us-east-1-role'
        }
    }

    Context 'what it refuses' {
        It 'creates nothing with -WhatIf, and prints the policies' {
            $screen = (Invoke-Pwsh '-Command', 'New-LambdaExecutionRole whatif-role -Feature SQS -WhatIf').Output -join "`n"
            $screen | Should -Match 'AWSLambdaSQSQueueExecutionRole'
            { Get-LambdaExecutionRole whatif-role -SkipFunction -ErrorAction Stop } | Should -Throw -ErrorId 'RoleNotFound,*'
        }

        It 'fails if another role has the name' {
            { New-LambdaExecutionRole order-events-role -Feature Basic -ErrorAction Stop } | Should -Throw -ErrorId 'RoleAlreadyExists,*'
        }

        It 'fails if the document is not a policy, and creates nothing' {
            { New-LambdaExecutionRole broken-role -PolicyDocument '{"Version":"2012-10-17"}' -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidPolicyDocument,*'
            { Get-LambdaExecutionRole broken-role -SkipFunction -ErrorAction Stop } | Should -Throw -ErrorId 'RoleNotFound,*'
        }

        It 'fails if a managed policy does not exist' {
            { New-LambdaExecutionRole none-role -PolicyArn arn:aws:iam::aws:policy/NoSuchPolicy -ErrorAction Stop } | Should -Throw -ErrorId 'PolicyNotFound,*'
        }

        It 'creates a role from usage, which grants no more than the current role' {
            $usage = Get-LambdaRoleUsage -RoleName order-* -Trail management-events
            $role = New-LambdaExecutionRole used-role -FunctionName order-intake -Region us-east-1 -Usage $usage
            "$((Compare-LambdaExecutionRole order-events-role $role.RoleName).Relation)" | Should -BeIn 'Narrower', 'Equal'
            "$($role.InlinePolicies.Document)" | Should -Match 'dynamodb:PutItem'
        }

        It 'refuses tags of its own prefix' {
            { New-LambdaExecutionRole tagged-role -Feature Basic -Tag @{ 'lambda-role-audit:repair-id' = 'x' } -ErrorAction Stop } | Should -Throw -ErrorId 'ReservedTag,*'
        }

        It 'offers the features that there are' {
            { New-LambdaExecutionRole x -Feature NoSuchFeature } | Should -Throw -ErrorId 'CannotConvertArgumentNoMessage,*'
        }
    }
}
