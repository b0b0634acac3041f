# The repairs that the account's tags tell of, by id.
Describe 'Get-LambdaRoleRepair' {
    BeforeAll {
        $null = Start-Sandbox
        $quick = @{ EventSourceWatchSec = 0; Confirm = $false }
        $first = Repair-LambdaExecutionRole order-* @quick
        $second = Repair-LambdaExecutionRole cc-sqs-poller @quick
        $repairs = Get-LambdaRoleRepair
    }
    AfterAll { Stop-Sandbox }

    It 'lists each repair once' {
        $repairs.RepairId | Sort-Object | Should -Be (@($first[0].RepairId, $second.RepairId) | Sort-Object)
    }

    It 'says where each function stands' {
        $repair = $repairs | Where-Object RepairId -EQ $first[0].RepairId
        $repair.Functions.FunctionName | Should -Be 'order-archive', 'order-intake'
        $repair.Functions.Standing | ForEach-Object { "$_" } | Should -Be 'Repaired', 'Repaired'
        $repair.IsComplete | Should -BeTrue
    }

    It 'says what undoing would do' {
        "$($repairs[0].Functions[0].Undo)" | Should -Not -BeNullOrEmpty
    }

    It 'has the date of the repair in UTC' {
        $repairs[0].CreateDate | Should -BeOfType [DateTimeOffset]
        $repairs[0].CreateDate.Offset | Should -Be ([TimeSpan]::Zero)
        ([DateTimeOffset]::UtcNow - $repairs[0].CreateDate).TotalMinutes | Should -BeLessThan 10
    }

    It 'takes an id by position' {
        (Get-LambdaRoleRepair $second.RepairId).Functions.FunctionName | Should -Be 'cc-sqs-poller'
    }

    It 'takes a function name' {
        (Get-LambdaRoleRepair -FunctionName order-intake).RepairId | Should -Be $first[0].RepairId
    }

    It 'takes the results of the repair from the pipeline' {
        ($second | Get-LambdaRoleRepair).RepairId | Should -Be $second.RepairId
    }

    It 'fails if no repair has the id' {
        { Get-LambdaRoleRepair 00000000 -ErrorAction Stop } | Should -Throw -ErrorId 'RepairNotFound,*'
    }

    It 'shows roles that are left over after an undo that kept them' {
        $null = Undo-LambdaRoleRepair -FunctionName cc-sqs-poller -KeepRole @quick
        $repair = Get-LambdaRoleRepair $second.RepairId
        $repair.Leftovers | Should -Be 1
        $repair.Functions[0].IsLeftover | Should -BeTrue
    }
}
