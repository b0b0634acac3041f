# A role of its own for each function, verified. Each context has an account of its own.
BeforeDiscovery {
    $withoutAwsCli = $IsWindows -or @(Get-Command bash, python3 -ErrorAction Ignore).Count -lt 2
    if (-not $withoutAwsCli) {
        $null = python3 -c 'import awscli' 2>&1
        $withoutAwsCli = $LASTEXITCODE -ne 0
    }
}

Describe 'Repair-LambdaExecutionRole' {
    BeforeAll {
        $quick = @{ EventSourceWatchSec = 0; Confirm = $false }
        function Get-RoleOf([string] $FunctionName) { (Get-LambdaExecutionRole -FunctionName $FunctionName).RoleName }
    }

    Context 'one function' {
        BeforeAll {
            $null = Start-Sandbox
            $before = Get-LambdaExecutionRole aws-lambda-full-access
            $result = Repair-LambdaExecutionRole cc-sqs-poller @quick
        }
        AfterAll { Stop-Sandbox }

        It 'moves the function to a role of its own' {
            "$($result.Status)" | Should -Be 'Repaired'
            Get-RoleOf cc-sqs-poller | Should -Be $result.TargetRoleName
        }

        It 'leaves the other functions of the role where they are' {
            (Get-SharedLambdaRole aws-lambda-full-access).Functions.FunctionName | Should -Be 'cc-s3-logging', 's3-get-object'
        }

        It 'leaves the source role as it was' {
            $after = Get-LambdaExecutionRole aws-lambda-full-access
            $after.AttachedPolicies.PolicyArn | Should -Be $before.AttachedPolicies.PolicyArn
            $after.TrustPolicy | Should -Be $before.TrustPolicy
        }

        It 'grants what the source role grants, and no more' {
            "$((Compare-LambdaExecutionRole aws-lambda-full-access $result.TargetRoleName).Relation)" | Should -Be 'Equal'
        }

        It 'marks the new role with function, source role and repair' {
            $tags = (Get-LambdaExecutionRole $result.TargetRoleName -SkipFunction).Tags
            $tags['lambda-role-audit:repair-id'] | Should -Be $result.RepairId
            $tags['lambda-role-audit:source-role-arn'] | Should -BeLike '*:role/aws-lambda-full-access'
            $tags['lambda-role-audit:function-arn'] | Should -BeLike '*:function:cc-sqs-poller'
        }

        It 'verifies the event source mapping of the function' {
            $result.EventSourceMappings | Should -HaveCount 1
        }

        It 'does nothing the second time' {
            $again = Repair-LambdaExecutionRole cc-sqs-poller @quick
            "$($again.Status)" | Should -BeIn 'AlreadyRepaired', 'NotShared'
            Get-RoleOf cc-sqs-poller | Should -Be $result.TargetRoleName
        }
    }

    Context 'a saved plan' {
        BeforeAll {
            $null = Start-Sandbox
            $file = Join-Path $TestDrive 'plan.json'
            $plan = Get-LambdaRoleRepairPlan
            $plan | ConvertTo-Json -Depth 20 | Set-Content $file
        }
        AfterAll { Stop-Sandbox }

        It 'shows each role and writes nothing with -WhatIf' {
            $screen = (Invoke-Pwsh '-Command', "Repair-LambdaExecutionRole -PlanPath '$file' -WhatIf").Output -join "`n"
            foreach ($step in $plan) { $screen | Should -Match $step.TargetRoleName }
            $screen | Should -Match 'trust: \{'
            (Get-SharedLambdaRole).FunctionCount | Should -Be 3, 2
        }

        It 'carries out the steps of the chosen functions' {
            $results = Repair-LambdaExecutionRole order-* -PlanPath $file @quick
            $results.FunctionName | Sort-Object | Should -Be 'order-archive', 'order-intake'
            $results.Status | ForEach-Object { "$_" } | Sort-Object -Unique | Should -Be 'Repaired'
        }

        It 'uses the names of the plan' {
            Get-RoleOf order-archive | Should -Be ($plan | Where-Object FunctionName -EQ order-archive).TargetRoleName
        }

        It 'takes the objects of Get-LambdaRoleRepairPlan' {
            $result = $plan | Where-Object FunctionName -EQ s3-get-object | Repair-LambdaExecutionRole @quick
            "$($result.Status)" | Should -Be 'Repaired'
        }

        It 'blocks a function that changed since the plan, and tells why' {
            $null = New-LambdaExecutionRole changed-role -Feature SQS
            $null = Set-LambdaExecutionRole cc-sqs-poller changed-role -EventSourceWatchSec 0
            $result = Repair-LambdaExecutionRole cc-sqs-poller -PlanPath $file @quick -ErrorAction SilentlyContinue -ErrorVariable problems
            "$($result.Status)" | Should -Be 'Blocked'
            $result.Reason | Should -Not -BeNullOrEmpty
            $problems.FullyQualifiedErrorId | Should -BeLike 'RepairBlocked,*'
            Get-RoleOf cc-sqs-poller | Should -Be 'changed-role'
        }

        It 'refuses a file that is not a plan' {
            'hello' | Set-Content TestDrive:/hello.json
            { Repair-LambdaExecutionRole -PlanPath TestDrive:/hello.json @quick -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidPlan,*'
        }
    }

    Context 'a bucket policy that names the source role' -Skip:$withoutAwsCli {
        BeforeAll {
            $null = Start-Sandbox
            $bucket = 'management-events-logs'
            # What the results print is for bash and the AWS CLI.
            function Invoke-AwsCli([string[]] $Command) {
                $lines = @('set -e', 'aws() { python3 -m awscli "$@"; }') + $Command
                # bash warns of a language that the machine does not have.
                $text = env LC_ALL=C.UTF-8 bash -c ($lines -join "`n") 2>&1 | Out-String
                if ($LASTEXITCODE -ne 0) { throw "$Command`n$text" }
                $text
            }
            function Get-BucketPolicy {
                (Invoke-AwsCli "aws s3api get-bucket-policy --region us-east-1 --bucket $bucket --output text --query Policy").Trim()
            }
            function Set-Document([string] $Command, [hashtable] $Statement) {
                $document = @{ Version = '2012-10-17'; Statement = @($Statement) } | ConvertTo-Json -Depth 5 -Compress
                $null = Invoke-AwsCli "$Command '$document'"
            }
            $role = (Get-LambdaExecutionRole order-events-role).RoleArn
            Set-Document 'aws iam put-role-policy --region us-east-1 --role-name order-events-role --policy-name logs --policy-document' @{
                Effect = 'Allow'; Action = 's3:ListBucket'; Resource = "arn:aws:s3:::$bucket"
            }
            Set-Document "aws s3api put-bucket-policy --region us-east-1 --bucket $bucket --policy" @{
                Sid = 'Orders'; Effect = 'Allow'; Principal = @{ AWS = $role }; Action = 's3:GetObject'; Resource = "arn:aws:s3:::$bucket/*"
            }
            $before = Get-BucketPolicy
            $first = Repair-LambdaExecutionRole order-intake @quick -ErrorAction SilentlyContinue -ErrorVariable problems
            $roleAfterFirst = Get-RoleOf order-intake
        }
        AfterAll { Stop-Sandbox }

        It 'creates the role, does not move the function, and prints the commands' {
            "$($first.Status)" | Should -Be 'WaitingForPatch'
            $problems.FullyQualifiedErrorId | Should -BeLike 'RepairWaitingForPatch,*'
            $roleAfterFirst | Should -Be 'order-events-role'
            $first.ResourcePolicies.PatchCommands | Should -BeLike "aws s3api put-bucket-policy --region us-east-1 --bucket $bucket*"
            Get-BucketPolicy | Should -Be $before
        }

        It 'continues after the commands were run' {
            $null = Invoke-AwsCli $first.ResourcePolicies.PatchCommands
            $second = Repair-LambdaExecutionRole order-intake @quick
            "$($second.Status)" | Should -Be 'Repaired'
            $second.TargetRoleName | Should -Be $first.TargetRoleName
            Get-RoleOf order-intake | Should -Be $first.TargetRoleName
        }

        It 'prints what takes the role out when the repair is undone' {
            $undone = Undo-LambdaRoleRepair -FunctionName order-intake @quick
            "$($undone.Status)" | Should -Be 'Undone'
            $null = Invoke-AwsCli $undone.ResourcePolicies.RemovalCommands
            ConvertFrom-Json (Get-BucketPolicy) | ConvertTo-Json -Depth 9 | Should -Be (ConvertFrom-Json $before | ConvertTo-Json -Depth 9)
        }
    }

    Context 'the whole account' {
        BeforeAll { $null = Start-Sandbox }
        AfterAll { Stop-Sandbox }

        It 'does nothing without a name, a pipeline or -All' {
            { Repair-LambdaExecutionRole @quick -ErrorAction Stop } | Should -Throw -ErrorId 'NothingNamed,*'
        }

        It 'does nothing for a null on the pipeline' {
            { $null | Repair-LambdaExecutionRole @quick -ErrorAction Stop } | Should -Throw -ErrorId 'InputNull,*'
            (Get-SharedLambdaRole).FunctionCount | Should -Be 3, 2
        }

        It 'does not take -All and names together' {
            { Repair-LambdaExecutionRole -FunctionName cc-sqs-poller -All @quick } | Should -Throw -ErrorId 'AmbiguousParameterSet,*'
        }

        It 'leaves the functions of -KeepFunction on the source role' {
            $results = Get-SharedLambdaRole order-* | Repair-LambdaExecutionRole -KeepFunction order-archive @quick
            $results.FunctionName | Should -Be 'order-intake'
            Get-RoleOf order-archive | Should -Be 'order-events-role'
        }

        It 'repairs every shared role with -All, and counts each status on the information stream' {
            $results = Repair-LambdaExecutionRole -All @quick -InformationVariable information
            $results.Status | ForEach-Object { "$_" } | Sort-Object -Unique | Should -Be 'Repaired'
            "$information" | Should -Match '\b3 Repaired'
            Get-SharedLambdaRole | Should -BeNullOrEmpty
        }
    }

    Context 'an update that Lambda refuses' {
        BeforeAll {
            $null = Start-Sandbox -Faults 'deny:UpdateFunctionConfiguration@eu-west-1'
            $results = Get-SharedLambdaRole order-* | Repair-LambdaExecutionRole @quick -ErrorAction SilentlyContinue -ErrorVariable problems
        }
        AfterAll { Stop-Sandbox }

        It 'fails that function, which stays on its source role' {
            "$(($results | Where-Object FunctionName -EQ order-archive).Status)" | Should -Be 'Failed'
            Get-RoleOf order-archive | Should -Be 'order-events-role'
        }

        It 'tells it in an error with its id, its target and a recommended action' {
            $problem = $problems | Where-Object FullyQualifiedErrorId -Like 'RepairFailed,*'
            $problem | Should -HaveCount 1
            "$($problem.TargetObject)" | Should -Match 'order-archive'
            $problem.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        }

        It 'repairs the others' {
            "$(($results | Where-Object FunctionName -EQ order-intake).Status)" | Should -Be 'Repaired'
        }
    }

    Context 'a function that is denied a call after its move, while it is watched' {
        BeforeAll {
            $null = Start-Sandbox -DenyAfterMove 'cc-sqs-poller=lambda:ListFunctions20150331'
            $results = Repair-LambdaExecutionRole cc-sqs-poller, cc-s3-logging -WatchFor 0:0:1 @quick -ErrorVariable problems -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        }
        AfterAll { Stop-Sandbox }

        It 'is back on its source role, and the other function is not' {
            Get-RoleOf cc-sqs-poller | Should -Be 'aws-lambda-full-access'
            Get-RoleOf cc-s3-logging | Should -BeLike 'cc-s3-logging-us-east-1-*'
        }

        It 'has a second result that says what was missing' {
            $results.Count | Should -Be 3
            "$($results[2].Status)" | Should -Be 'RolledBack'
            $results[2].Reason | Should -BeLike 'lambda:ListFunctions on * was denied (AccessDenied, us-east-1, *'
            $problems.FullyQualifiedErrorId | Should -BeLike 'WatchRolledBack,*'
        }
    }

    Context 'a function with an alias that points to a published version' {
        BeforeAll {
            $null = Start-Sandbox -Estate aliases
            $plan = Get-LambdaRoleRepairPlan order-intake, s3-get-object -IncludeAlias
            $results = $plan | ConvertTo-Json -Depth 20 | ConvertFrom-Json | Repair-LambdaExecutionRole @quick -ErrorVariable problems -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        }
        AfterAll { Stop-Sandbox }

        It 'shows in the plan what happens to the alias' {
            ($plan | Where-Object FunctionName -EQ order-intake).Aliases.CanMove | Should -BeTrue
            ($plan | Where-Object FunctionName -EQ s3-get-object).Aliases.Blockers.Id | Should -Be 'AliasDiffers'
        }

        It 'moves the alias with its function' {
            $alias = ($results | Where-Object FunctionName -EQ order-intake).Aliases
            "$($alias.Status) $($alias.FromVersion) $($alias.ToVersion)" | Should -Be 'Moved 1 2'
        }

        It 'repairs a function whose alias stays, and says so in an error' {
            $left = $results | Where-Object FunctionName -EQ s3-get-object
            "$($left.Status) $($left.Aliases.Status)" | Should -Be 'Repaired Blocked'
            $left.Reason | Should -BeLike '*differs from it in: MemorySize*'
            $problems.FullyQualifiedErrorId | Should -BeLike 'AliasNotMoved,*'
        }

        It 'restores the alias with an undo, and keeps the role while a version names it' {
            $undone = Undo-LambdaRoleRepair -FunctionName order-intake @quick -WarningAction SilentlyContinue
            "$($undone.Status) $($undone.Aliases.Status) $($undone.Aliases.ToVersion)" | Should -Be 'Undone Restored 1'
            $undone.Reason | Should -BeLike '*aws lambda delete-function --function-name order-intake --qualifier 2 --region us-east-1*'
        }
    }
}
