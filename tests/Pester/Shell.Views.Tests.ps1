# What a person sees: each type as a table and as a list, in windows of 80 and 120 columns.
Describe 'Views in a real shell' {
    BeforeAll {
        $null = Start-Sandbox
        $samples = @{
            'shared roles'    = @(Get-SharedLambdaRole)
            'functions'       = @((Get-SharedLambdaRole).Functions)
            'execution roles' = @(Get-LambdaExecutionRole)
            'findings'        = @(Test-LambdaExecutionRole)
            'comparisons'     = @(Compare-LambdaExecutionRole aws-lambda-full-access order-events-role)
            'requests'        = @((Compare-LambdaExecutionRole aws-lambda-full-access order-events-role).Removed)
            'plan steps'      = @(Get-LambdaRoleRepairPlan)
            'repair results'  = @(Repair-LambdaExecutionRole order-* -EventSourceWatchSec 0 -Confirm:$false)
            'repairs'         = @(Get-LambdaRoleRepair)
            'assignments'     = @(New-LambdaExecutionRole view-role -Feature SQS | Set-LambdaExecutionRole cc-sqs-poller -EventSourceWatchSec 0)
        }
        function Get-Line([object[]] $Items, [string] $Command, [int] $Width) {
            # Out-String keeps the padding of tables; nobody sees it.
            $Items | & $Command | Out-String -Stream -Width $Width | ForEach-Object { ($_ -replace '\x1b\[[0-9;]*m').TrimEnd() }
        }
    }
    AfterAll { Stop-Sandbox }

    Context '<Type>' -ForEach @(
        @{ Type = 'shared roles'; Columns = 'RoleName +Functions +Regions +Used by'; List = 'Rule +: Lambda-006' }
        @{ Type = 'functions'; Columns = 'FunctionName +Region +Role'; List = 'FunctionArn +: arn:aws:lambda:' }
        @{ Type = 'execution roles'; Columns = 'RoleName +Functions +Policies +LastUsed +Notes'; List = 'TrustPolicy +: ' }
        @{ Type = 'findings'; Columns = 'Severity +RuleId +Status +Title'; List = 'Evidence +: ' }
        @{ Type = 'comparisons'; Columns = 'Relation +Added +Removed +Reference +Difference'; List = 'Added +: .* on ' }
        @{ Type = 'requests'; Columns = 'Action +AllowedBy +Resource'; List = 'Action +: ' }
        @{ Type = 'plan steps'; Columns = 'FunctionName +Region +Ready +Target role'; List = 'GrantsNoMore +: ' }
        @{ Type = 'repair results'; Columns = 'FunctionName +Region +Status +Target role'; List = 'SourceRoleArn +: arn:aws:iam:' }
        @{ Type = 'repairs'; Columns = 'RepairId +Created +Functions +Repaired +Leftovers +For'; List = 'Functions +: ' }
        @{ Type = 'assignments'; Columns = 'FunctionName +Region +Status +Role'; List = 'PreviousRole +: ' }
    ) {
        It 'is a table with its own columns by default' {
            $lines = $samples[$Type] | Out-String -Stream -Width 80
            @($lines | Where-Object { ($_ -replace '\x1b\[[0-9;]*m') -match "^$Columns" }) | Should -Not -BeNullOrEmpty
        }

        It 'is a table that fits a window of 80 columns' {
            $lines = Get-Line $samples[$Type] Format-Table 80
            ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 80
            @($lines | Where-Object { $_ -match "^$Columns" }) | Should -HaveCount @($lines | Where-Object { $_ -match '^[- ]+$' -and $_ -match '-' }).Count
        }

        It 'is a table that uses 120 columns if the window has them' {
            $narrow = (Get-Line $samples[$Type] Format-Table 80 | Measure-Object Length -Sum).Sum
            $lines = Get-Line $samples[$Type] Format-Table 120
            ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 120
            ($lines | Measure-Object Length -Sum).Sum | Should -BeGreaterOrEqual $narrow
        }

        It 'is a list with more than the table has' {
            (Get-Line $samples[$Type] Format-List 120) -join "`n" | Should -Match $List
        }
    }

    It 'is wide by name: <Type>' -ForEach @(
        @{ Type = 'shared roles'; Name = 'order-events-role' }
        @{ Type = 'functions'; Name = 'order-intake' }
        @{ Type = 'execution roles'; Name = 'order-events-role' }
        @{ Type = 'plan steps'; Name = 'order-intake' }
    ) {
        (Get-Line $samples[$Type] Format-Wide 80) -join "`n" | Should -Match $Name
    }

    It 'groups findings by function' {
        $lines = Get-Line $samples['findings'] Format-Table 80
        $lines | Should -Contain '   Function: order-archive (eu-west-1)'
    }

    It 'shows the properties that Format-Table is asked for' {
        $lines = $samples['shared roles'] | Format-Table RoleName, FunctionCount, IsComplete | Out-String -Stream -Width 80
        $lines -match '^order-events-role\s+2\s+True' | Should -HaveCount 1
    }

    It 'shows every property with Format-List *' {
        $text = $samples['plan steps'][0] | Format-List * | Out-String -Width 120
        foreach ($property in $samples['plan steps'][0].PSObject.Properties.Name) { $text | Should -Match "(?m)^$property\s*:" }
    }

    It 'colours severities only on a terminal that shows colours' {
        $plain = $samples['findings'] | Out-String -Width 80
        $plain | Should -Not -Match '\x1b'
        $before = $PSStyle.OutputRendering
        try {
            $PSStyle.OutputRendering = 'Ansi'
            $samples['findings'] | Out-String -Width 80 | Should -Match '\x1b\[[0-9;]*mHigh'
        }
        finally { $PSStyle.OutputRendering = $before }
    }
}
