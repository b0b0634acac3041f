# Objects that come back from JSON, Clixml or CSV are as good as live ones.
Describe 'Round trips in a real shell' {
    BeforeAll {
        $null = Start-Sandbox
        $quick = @{ EventSourceWatchSec = 0; Confirm = $false }
        function Get-Returned([object[]] $Items, [string] $Form) {
            if ($Form -eq 'JSON') { return $Items | ConvertTo-Json -Depth 20 | ConvertFrom-Json }
            $Items | Export-Clixml TestDrive:/items.xml -Depth 5
            Import-Clixml TestDrive:/items.xml
        }
        $roles = Get-SharedLambdaRole
        $findings = Test-LambdaExecutionRole
        $results = Repair-LambdaExecutionRole cc-sqs-poller @quick
    }
    AfterAll { Stop-Sandbox }

    Context 'through <_>' -ForEach 'JSON', 'Clixml' {
        BeforeAll {
            $form = $_
            $plan = Get-LambdaRoleRepairPlan order-intake
        }

        It 'gives objects that are not live' {
            (Get-Returned $roles $form)[0].PSObject.BaseObject | Should -Not -BeOfType ([LambdaRoleAudit.Model.SharedLambdaRole])
        }

        It 'keeps the functions of a shared role' {
            $returned = Get-Returned $roles $form
            $returned[0].Functions.FunctionName | Should -Be $roles[0].Functions.FunctionName
        }

        It 'keeps enumerations by name or number' {
            [LambdaRoleAudit.Model.FindingSeverity] (Get-Returned $findings $form)[0].Severity | Should -Be $findings[0].Severity
        }

        It 'leads from shared roles to execution roles' {
            (Get-Returned $roles $form | Get-LambdaExecutionRole).RoleName | Should -Be 'aws-lambda-full-access', 'order-events-role'
        }

        It 'leads from shared roles to findings' {
            (Get-Returned $roles[1] $form | Test-LambdaExecutionRole).FunctionName | Sort-Object -Unique | Should -Be 'order-archive', 'order-intake'
        }

        It 'leads from shared roles to a plan' {
            (Get-Returned $roles[1] $form | Get-LambdaRoleRepairPlan).FunctionName | Should -Be 'order-archive', 'order-intake'
        }

        It 'leads from functions to shared roles' {
            (Get-Returned $roles[1].Functions $form | Get-SharedLambdaRole).FunctionCount | Should -Be 2
        }

        It 'leads from execution roles to a comparison' {
            $returned = Get-Returned (Get-LambdaExecutionRole image-resize-*) $form
            "$((Compare-LambdaExecutionRole $returned[0] $returned[1]).Relation)" | Should -Be 'Equal'
        }

        It 'leads from findings to a report' {
            Get-Returned $findings $form | Export-LambdaRoleReport TestDrive:/findings.csv -Force
            (Import-Csv TestDrive:/findings.csv).RuleId | Should -Be $findings.RuleId
        }

        It 'leads from results to the repair that they are of' {
            (Get-Returned $results $form | Get-LambdaRoleRepair).RepairId | Should -Be $results.RepairId
        }

        It 'leads from a plan to its repair' {
            $result = Get-Returned $plan $form | Repair-LambdaExecutionRole @quick
            $result.FunctionName | Should -Be 'order-intake'
            "$($result.Status)" | Should -Be 'Repaired'
        }

        It 'leads from repairs to their undo' {
            $undone = Get-Returned (Get-LambdaRoleRepair -FunctionName order-intake) $form | Undo-LambdaRoleRepair -KeepRole @quick
            $undone.FunctionName | Should -Be 'order-intake'
            (Get-SharedLambdaRole order-*).FunctionCount | Should -Be 2
        }

        It 'leads from results to their undo' {
            $again = Repair-LambdaExecutionRole order-intake @quick
            $undone = Get-Returned $again $form | Undo-LambdaRoleRepair -KeepRole @quick
            $undone.FunctionName | Should -Be 'order-intake'
            (Get-SharedLambdaRole order-*).FunctionCount | Should -Be 2
        }
    }

    Context 'Export-Csv' {
        It 'has a row for each finding, with its enumerations by name' {
            $findings | Export-Csv TestDrive:/plain.csv
            $rows = Import-Csv TestDrive:/plain.csv
            $rows.RuleId | Should -Be $findings.RuleId
            $rows[0].Severity | Should -Be 'High'
            $rows[0].Status | Should -Be 'Fail'
        }

        It 'shows lists and tags by their items, never by the name of a type' {
            $roles | Export-Csv TestDrive:/lists.csv
            $row = Import-Csv TestDrive:/lists.csv | Where-Object RoleName -EQ 'order-events-role'
            $row.Regions | Should -Be 'eu-west-1; us-east-1'
            $row.Functions | Should -Be 'order-archive; order-intake'
            foreach ($object in $roles[0], $findings[0], $results[0], @(Get-LambdaExecutionRole)[0], @(Get-LambdaRoleRepairPlan)[0]) {
                ($object | ConvertTo-Csv) -join "`n" | Should -Not -Match 'System\.(String|Collections|Object)|LambdaRoleAudit\.Model\.'
            }
        }

        It 'has a row for each function, which Get-SharedLambdaRole reads' {
            $roles.Functions | Export-Csv TestDrive:/functions.csv
            (Get-SharedLambdaRole -Path TestDrive:/functions.csv).FunctionCount | Should -Be 3, 2
        }

        It 'has a row for each result, with the duration as text' {
            $results | Export-Csv TestDrive:/results.csv
            $row = Import-Csv TestDrive:/results.csv
            $row.Status | Should -Be 'Repaired'
            [TimeSpan] $row.Duration | Should -BeGreaterThan ([TimeSpan]::Zero)
        }
    }

    Context 'ConvertTo-Json' {
        It 'writes a plan whole with -Depth 20' {
            Get-LambdaRoleRepairPlan | ConvertTo-Json -Depth 20 -WarningVariable warnings | Should -Not -BeNullOrEmpty
            $warnings | Should -BeNullOrEmpty
        }

        It 'writes dates as ISO 8601 in UTC' {
            Get-LambdaExecutionRole order-events-role | ConvertTo-Json -Depth 6 | Should -Match '"LastUsed": "2026-11-20T08:15:00\+00:00"'
        }
    }
}
