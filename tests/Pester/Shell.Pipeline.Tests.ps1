# The module's objects with the commands that everybody uses around them.
Describe 'Pipelines in a real shell' {
    BeforeAll {
        $null = Start-Sandbox
        $roles = Get-SharedLambdaRole
        $findings = Test-LambdaExecutionRole
    }
    AfterAll { Stop-Sandbox }

    It 'selects properties' {
        ($roles | Select-Object RoleName, FunctionCount)[1].PSObject.Properties.Name | Should -Be 'RoleName', 'FunctionCount'
    }

    It 'expands the functions of a role' {
        ($roles | Select-Object -ExpandProperty Functions).FunctionName | Should -HaveCount 5
    }

    It 'filters by an enumeration, by its name' {
        @($findings | Where-Object Severity -EQ High).Count | Should -BeGreaterThan 0
        @($findings | Where-Object Severity -GE High).Count | Should -Be @($findings | Where-Object { "$($_.Severity)" -in 'High', 'Critical' }).Count
    }

    It 'sorts severities by their weight, not by their name' {
        $sorted = $findings | Sort-Object Severity -Descending
        $sorted[0].Severity | Should -BeGreaterOrEqual $sorted[-1].Severity
        "$($sorted[0].Severity)" | Should -Be 'High'
    }

    It 'groups by rule' {
        ($findings | Group-Object RuleId | Where-Object Name -EQ Lambda-006).Count | Should -Be 5
    }

    It 'measures' {
        ($roles | Measure-Object FunctionCount -Sum).Sum | Should -Be 5
    }

    It 'compares two audits with Compare-Object' {
        Compare-Object $findings (Test-LambdaExecutionRole) -Property RuleId, FunctionArn | Should -BeNullOrEmpty
    }

    It 'ends early with Select-Object -First, without an error' {
        $Error.Clear()
        (Get-LambdaExecutionRole | Select-Object -First 1).RoleName | Should -Be 'aws-lambda-full-access'
        $Error.Count | Should -Be 0
    }

    It 'takes splatted parameters' {
        $parameters = @{ Region = 'us-*'; MinimumFunctionCount = 3 }
        (Get-SharedLambdaRole @parameters).RoleName | Should -Be 'aws-lambda-full-access'
    }

    It 'takes the scope from $PSDefaultParameterValues, as README says' {
        $global:PSDefaultParameterValues['*-*Lambda*Role*:Region'] = 'us-*'
        try { (Get-SharedLambdaRole).RoleName | Should -Be 'aws-lambda-full-access' }
        finally { $global:PSDefaultParameterValues.Remove('*-*Lambda*Role*:Region') }
    }

    It 'binds to commands that take FunctionName, Role and Region by property name' {
        function Update-Something {
            param(
                [Parameter(ValueFromPipelineByPropertyName)] $FunctionName, [Parameter(ValueFromPipelineByPropertyName)] $Region,
                [Parameter(ValueFromPipelineByPropertyName)] $Runtime, [Parameter(ValueFromPipelineByPropertyName)] $MemorySize,
                [Parameter(ValueFromPipelineByPropertyName)] $Description, [Parameter(ValueFromPipelineByPropertyName)] $Timeout)
            process { "$FunctionName $Region$Runtime$MemorySize$Description$Timeout" }
        }
        # Nothing but the name and the region: no setting of a function is written back by accident.
        $roles[1].Functions | Update-Something | Should -Be 'order-archive eu-west-1', 'order-intake us-east-1'
    }

    Context 'Select-Object -First 1 on a repair' {
        BeforeAll {
            # Slow enough that several functions are under way when the first ends.
            $null = Start-Sandbox -UpdateTime 400
            $shell = [powershell]::Create().AddScript('Import-Module LambdaRoleAudit; Repair-LambdaExecutionRole -All -Confirm:$false -EventSourceWatchSec 0 | Select-Object -First 1')
            $first = $shell.Invoke()
            $warnings = @($shell.Streams.Warning.Message)
            $information = @($shell.Streams.Information | ForEach-Object MessageData)
            $moved = (Get-LambdaExecutionRole | Where-Object RoleName -Match '-[0-9a-f]{16}$').Functions.FunctionName
        }
        AfterAll {
            $shell.Dispose()
            Stop-Sandbox
        }

        It 'gives one result' {
            $first | Should -HaveCount 1
            "$($first[0].Status)" | Should -Be 'Repaired'
        }

        It 'brings what was begun to its end: each function is on its old role or verified on its new one' {
            $plan = Get-LambdaRoleRepairPlan
            @($moved).Count + @($plan | Where-Object { -not $_.IsAlreadyRepaired -and -not $_.IsNotShared }).Count | Should -BeGreaterOrEqual 5
            @($moved).Count | Should -BeGreaterThan 1
        }

        It 'tells every function that it moved in one last warning' {
            $warnings | Should -HaveCount 1
            foreach ($name in $moved) { $warnings[-1] | Should -Match "$name \S+: Repaired" }
        }

        It 'gives the results that nobody took on the information stream, as objects' {
            $others = $information | Where-Object { $_ -is [LambdaRoleAudit.Model.RoleRepairResult] }
            @($others.FunctionName) + $first[0].FunctionName | Sort-Object | Should -Be ($moved | Sort-Object)
        }
    }
}
