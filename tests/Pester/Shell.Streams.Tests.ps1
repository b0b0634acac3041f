# Errors, warnings and everything else that is shown beside the output.
Describe 'Streams in a real shell' {
    BeforeAll { $null = Start-Sandbox -Faults 'deny@eu-west-1' }
    AfterAll { Stop-Sandbox }

    Context 'secrets' {
        It 'shows no secret with -Verbose and -Debug: <Command>' -ForEach @(
            @{ Command = 'Get-SharedLambdaRole' }
            @{ Command = 'Get-LambdaExecutionRole' }
            @{ Command = 'Test-LambdaExecutionRole' }
            @{ Command = 'Get-LambdaRoleRepairPlan' }
        ) {
            $secret, $key = 'sandbox/secret/key/of/no/worth/anywhere0', 'AKIASANDBOXSANDBOX00'
            # With -Debug alone, PowerShell asks at each warning and error.
            $all = @{ Verbose = $true; Debug = $true; WarningAction = 'Continue'; ErrorAction = 'Continue' }
            $shown = & $Command -AccessKey $key -SecretKey $secret @all *>&1 | Out-String -Width 300
            $shown | Should -Match 'ListFunctions'
            $shown | Should -Not -Match ([regex]::Escape($secret))
            $shown | Should -Not -Match $key
        }

        It 'shows no secret in an error about it' {
            # Not on the command's own line, which PowerShell shows.
            $wrong = 'a/wrong/', 'secret' -join ''
            $problem = { Get-SharedLambdaRole -AccessKey AKIASANDBOXSANDBOX00 -SecretKey $wrong -ErrorAction Stop } | Should -Throw -ErrorId 'WrongSecretKey,*' -PassThru
            $problem | Get-Error | Out-String | Should -Not -Match 'a/wrong/secret'
        }
    }

    Context '-Verbose' {
        It 'tells each call with its duration' {
            $lines = Get-SharedLambdaRole -Region us-east-1 -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }
            @($lines | Where-Object { "$_" -match 'ListFunctions.*us-east-1.*\d+ ms' }).Count | Should -BeGreaterThan 0
        }

        It 'is silent without it' {
            Get-SharedLambdaRole -Region us-east-1 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] } | Should -BeNullOrEmpty
        }

        It 'follows $VerbosePreference' {
            $VerbosePreference = 'Continue'
            Get-SharedLambdaRole -Region us-east-1 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] } | Should -Not -BeNullOrEmpty
        }
    }

    Context 'ErrorAction' {
        It 'goes on and tells with Continue' {
            $found = Get-SharedLambdaRole -ErrorAction Continue 2>&1 3> $null
            @($found | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] }).Count | Should -Be 1
            @($found | Where-Object { $_ -is [LambdaRoleAudit.Model.SharedLambdaRole] }).Count | Should -BeGreaterThan 0
        }

        It 'is silent and keeps the error with SilentlyContinue' {
            $Error.Clear()
            $null = Get-SharedLambdaRole -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
            $Error.Count | Should -Be 1
        }

        It 'keeps nothing with Ignore' {
            $Error.Clear()
            $null = Get-SharedLambdaRole -ErrorAction Ignore -WarningAction SilentlyContinue
            $Error.Count | Should -Be 0
        }

        It 'ends the command with Stop' {
            { Get-SharedLambdaRole -ErrorAction Stop -WarningAction SilentlyContinue } | Should -Throw -ErrorId 'AccessDenied,LambdaRoleAudit.GetSharedLambdaRoleCommand'
        }

        It 'ends the command with $ErrorActionPreference' {
            $ErrorActionPreference = 'Stop'
            { Get-SharedLambdaRole -WarningAction SilentlyContinue } | Should -Throw -ErrorId 'AccessDenied,*'
        }

        It 'makes $? false after an error that did not end the command' {
            $null = Get-SharedLambdaRole -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
            $? | Should -BeFalse
            $null = Get-SharedLambdaRole -Region us-east-1
            $? | Should -BeTrue
        }

        It 'adds to -ErrorVariable' {
            $null = Get-SharedLambdaRole -ErrorAction SilentlyContinue -WarningAction SilentlyContinue -ErrorVariable problems
            $null = Get-LambdaExecutionRole -ErrorAction SilentlyContinue -WarningAction SilentlyContinue -ErrorVariable +problems
            $problems.Count | Should -Be 2
        }
    }

    Context 'ErrorView' {
        BeforeAll {
            $null = Get-SharedLambdaRole -ErrorAction SilentlyContinue -ErrorVariable problems -WarningAction SilentlyContinue
            function Get-View([string] $View) {
                $before = $global:ErrorView
                $global:ErrorView = $View
                try { $problems[0] | Out-String -Width 200 } finally { $global:ErrorView = $before }
            }
        }

        It 'says in ConciseView what failed and what to do' {
            Get-View ConciseView | Should -Match '(?s)Get-SharedLambdaRole: .*eu-west-1.*Recommendation: \S'
        }

        It 'has the id and the category in NormalView' {
            $text = Get-View NormalView
            $text | Should -Match 'FullyQualifiedErrorId : AccessDenied,LambdaRoleAudit\.GetSharedLambdaRoleCommand'
            $text | Should -Match 'CategoryInfo\s+: PermissionDenied'
        }

        It 'is one line in CategoryView' {
            (Get-View CategoryView).Trim() | Should -Match '^PermissionDenied: .*\[Get-SharedLambdaRole\]'
        }

        It 'is taken apart by Get-Error' {
            $problems[0] | Get-Error | Out-String -Width 200 | Should -Match 'FullyQualifiedErrorId\s*: AccessDenied'
        }
    }

    Context 'warnings and information' {
        It 'warns that the result is not complete' {
            $null = Get-SharedLambdaRole -ErrorAction SilentlyContinue -WarningAction SilentlyContinue -WarningVariable warnings
            $warnings | Should -HaveCount 1
        }

        It 'ends with -WarningAction Stop' {
            { Get-SharedLambdaRole -ErrorAction SilentlyContinue -WarningAction Stop } | Should -Throw
        }

        It 'can be redirected stream by stream to a file' {
            $file = Join-Path $TestDrive 'warnings.txt'
            $null = Get-SharedLambdaRole -ErrorAction SilentlyContinue 3> $file
            Get-Content $file | Should -Not -BeNullOrEmpty
        }

        It 'is told in a transcript' {
            $file = Join-Path $TestDrive 'transcript.txt'
            $null = Invoke-Pwsh '-Command', "Start-Transcript '$file' | Out-Null; Get-SharedLambdaRole; Stop-Transcript | Out-Null"
            $text = Get-Content $file -Raw
            $text | Should -Match 'aws-lambda-full-access'
            $text | Should -Match 'eu-west-1'
        }
    }
}
