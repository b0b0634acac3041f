# Side by side: jobs, threads and processes.
Describe 'Jobs in a real shell' {
    BeforeAll { $null = Start-Sandbox }
    AfterAll { Stop-Sandbox }

    It 'runs in Start-ThreadJob, and gives live objects' {
        $roles = Start-ThreadJob { Get-SharedLambdaRole } | Receive-Job -Wait -AutoRemoveJob
        $roles.RoleName | Should -Be 'aws-lambda-full-access', 'order-events-role'
        $roles[0].PSObject.BaseObject | Should -BeOfType ([LambdaRoleAudit.Model.SharedLambdaRole])
    }

    It 'runs in Start-Job, and gives objects that the next command takes' {
        $roles = Start-Job { Get-SharedLambdaRole } | Receive-Job -Wait -AutoRemoveJob
        $roles[0].PSTypeNames | Should -Contain 'Deserialized.LambdaRoleAudit.Model.SharedLambdaRole'
        ($roles | Get-LambdaExecutionRole).RoleName | Should -Be 'aws-lambda-full-access', 'order-events-role'
        # What is within an object comes through too.
        $roles[1].Functions.FunctionArn | Should -Be (Get-SharedLambdaRole order-*).Functions.FunctionArn
        $roles[1].Functions[0].Configuration.Runtime | Should -Be 'python3.13'
    }

    It 'reads regions at once with ForEach-Object -Parallel' {
        $found = 'us-east-1', 'eu-west-1', 'us-west-2' | ForEach-Object -Parallel { Get-LambdaExecutionRole -Region $_ -FunctionName * -ErrorAction Ignore } -ThrottleLimit 3
        @($found.Functions.FunctionName | Sort-Object -Unique) | Should -Be 'cc-s3-logging', 'cc-sqs-poller', 'image-resize', 'order-archive', 'order-intake', 's3-get-object'
    }

    It 'repairs functions of one role at once with ForEach-Object -Parallel' {
        $results = 'cc-sqs-poller', 'cc-s3-logging' | ForEach-Object -Parallel { Repair-LambdaExecutionRole $_ -EventSourceWatchSec 0 -Confirm:$false }
        $results | Should -HaveCount 2
        $roles = foreach ($name in 'cc-sqs-poller', 'cc-s3-logging', 's3-get-object') { (Get-LambdaExecutionRole -FunctionName $name).RoleName }
        $roles | Sort-Object -Unique | Should -HaveCount 3
    }

    It 'tells errors of a job when it is received' {
        $job = Start-ThreadJob { Get-SharedLambdaRole no-such-role }
        $null = Receive-Job $job -Wait -AutoRemoveJob -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems.FullyQualifiedErrorId | Should -BeLike 'RoleNotFound,*'
    }

    It 'stops with Stop-Job, however long AWS takes' {
        $null = Start-Sandbox -Latency 30000
        try {
            $job = Start-ThreadJob { Get-SharedLambdaRole }
            while ($job.State -eq 'NotStarted') { $null = Wait-Job $job -Timeout 1 }
            $time = Measure-Command { Stop-Job $job }
            $job.State | Should -Be 'Stopped'
            $time.TotalSeconds | Should -BeLessThan 10
            Remove-Job $job
        }
        finally { Stop-Sandbox }
    }
}
