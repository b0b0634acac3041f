# What whoever starts a PowerShell sees of it: exit codes, output, standard error.
Describe 'pwsh -File' {
    BeforeAll {
        $null = Start-Sandbox
        function Invoke-Script([string] $Text) {
            $file = Join-Path $TestDrive 'script.ps1'
            Set-Content $file $Text
            Invoke-Pwsh '-File', $file
        }
    }
    AfterAll { Stop-Sandbox }

    It 'ends with 0 if all went well' {
        $run = Invoke-Script '(Get-SharedLambdaRole).RoleName'
        $run.ExitCode | Should -Be 0
        $run.Output | Should -Be 'aws-lambda-full-access', 'order-events-role'
        $run.Errors | Should -BeNullOrEmpty
    }

    It 'ends with 1 if an error ends the script' {
        $run = Invoke-Script '$ErrorActionPreference = "Stop"; Get-SharedLambdaRole no-such-role; "not reached"'
        $run.ExitCode | Should -Be 1
        $run.Output | Should -Not -Contain 'not reached'
        $run.Errors | Should -Match 'no-such-role'
    }

    It 'ends with 1 if -FailOn finds something' {
        $run = Invoke-Script '$ErrorActionPreference = "Stop"; Test-LambdaExecutionRole -FailOn High | Export-Csv "$PSScriptRoot/failed.csv"'
        $run.ExitCode | Should -Be 1
        (Import-Csv TestDrive:/failed.csv).RuleId | Should -Contain 'Lambda-006'
    }

    It 'ends with 0 if -FailOn finds nothing' {
        (Invoke-Script 'Test-LambdaExecutionRole image-resize -FailOn Critical').ExitCode | Should -Be 0
    }

    It 'ends with the code that the script gives' {
        (Invoke-Script 'if (Get-SharedLambdaRole) { exit 7 }').ExitCode | Should -Be 7
    }

    It 'goes on after an error that does not end a command, and ends with 0' {
        $run = Invoke-Script 'Get-SharedLambdaRole no-such-role; "reached"'
        $run.ExitCode | Should -Be 0
        $run.Output | Should -Contain 'reached'
        $run.Errors | Should -Match 'no-such-role'
    }

    It 'asks nothing if nobody can answer: a repair without -Confirm:$false is an error, and nothing is changed' {
        $run = Invoke-Script '$ErrorActionPreference = "Stop"; Repair-LambdaExecutionRole cc-sqs-poller'
        $run.ExitCode | Should -Be 1
        (Get-SharedLambdaRole aws-*).FunctionCount | Should -Be 3
    }

    It 'writes plain text, without escapes, if nobody looks' {
        "$((Invoke-Script 'Test-LambdaExecutionRole').Output)" | Should -Not -Match '\x1b'
    }

    It 'gives the same output in Turkish' {
        $file = Join-Path $TestDrive 'turkish.ps1'
        Set-Content $file 'Get-SharedLambdaRole | Format-List; Test-LambdaExecutionRole'
        $turkish = Invoke-Pwsh -Arguments '-File', $file -Environment @{ LANG = 'tr_TR.UTF-8'; LC_ALL = 'tr_TR.UTF-8' }
        $english = Invoke-Pwsh -Arguments '-File', $file -Environment @{ LANG = 'en_US.UTF-8'; LC_ALL = 'en_US.UTF-8' }
        $turkish.Output | Should -Be $english.Output
    }
}
