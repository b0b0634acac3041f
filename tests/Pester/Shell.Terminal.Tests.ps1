# A person at a terminal: confirmations, progress and Ctrl-C. The terminal is made by Python's pty.
BeforeDiscovery { $cannot = $IsWindows -or -not (Get-Command python3 -ErrorAction Ignore) }

Describe 'A terminal' -Skip:$cannot {
    BeforeAll {
        $prompt = 'PS [^\n]*> $'
        $enter, $interrupt = "`r", "`u{3}"
    }

    Context 'confirmation' {
        BeforeAll { $null = Start-Sandbox }
        AfterAll { Stop-Sandbox }

        It 'asks before a repair, and changes nothing if the answer is no' {
            $screen = Invoke-Terminal -Steps @(
                , @($prompt, "Repair-LambdaExecutionRole cc-sqs-poller$enter")
                , @('\[Y\] Yes.*: ?$', "n$enter")
                , @($prompt, "exit$enter"))
            $screen | Should -Match 'cc-sqs-poller'
            (Get-SharedLambdaRole aws-*).FunctionCount | Should -Be 3
        }

        It 'repairs if the answer is yes' {
            $screen = Invoke-Terminal -Steps @(
                , @($prompt, "Repair-LambdaExecutionRole cc-sqs-poller -EventSourceWatchSec 0$enter")
                , @('\[Y\] Yes.*: ?$', "y$enter")
                , @('Repaired', '')
                , @($prompt, "exit$enter"))
            $screen | Should -Match 'cc-sqs-poller\s+us-east-1\s+Repaired'
            (Get-SharedLambdaRole aws-*).FunctionCount | Should -Be 2
        }
    }

    Context 'Ctrl-C' {
        It 'ends a command that reads at once, however long AWS takes' {
            $null = Start-Sandbox -Latency 100000
            try {
                $screen = Invoke-Terminal -TimeoutSec 40 -Steps @(
                    , @($prompt, "'begun' + 'now'; Get-SharedLambdaRole; 'not ' + 'reached'$enter")
                    , @('begunnow', $interrupt)
                    , @($prompt, "'still ' + 'here'$enter")
                    , @('still here', "exit$enter"))
                $screen | Should -Not -Match 'not reached'
            }
            finally { Stop-Sandbox }
        }

        It 'brings what a repair has begun to its end, and tells it' {
            $null = Start-Sandbox -UpdateTime 1500
            try {
                $screen = Invoke-Terminal -Steps @(
                    , @($prompt, "Repair-LambdaExecutionRole -All -Confirm:`$false -EventSourceWatchSec 0 -Verbose$enter")
                    , @('UpdateFunctionConfiguration', $interrupt)
                    , @('WARNING: [\s\S]*Repaired', '')
                    , @($prompt, "exit$enter"))
                $moved = (Get-LambdaRoleRepair).Functions | Where-Object { "$($_.Standing)" -eq 'Repaired' }
                $moved | Should -Not -BeNullOrEmpty
                foreach ($function in $moved) { $screen -replace '\s+', ' ' | Should -Match "$($function.FunctionName) \($($function.Region)\): Repaired" }
            }
            finally { Stop-Sandbox }
        }
    }
}
