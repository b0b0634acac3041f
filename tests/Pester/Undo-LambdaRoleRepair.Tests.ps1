# A repair taken back, from nothing but the account's own tags.
Describe 'Undo-LambdaRoleRepair' {
    BeforeAll {
        $null = Start-Sandbox
        $quick = @{ EventSourceWatchSec = 0; Confirm = $false }
        $results = Repair-LambdaExecutionRole -All @quick
        function Get-RoleOf([string] $FunctionName) { (Get-LambdaExecutionRole -FunctionName $FunctionName).RoleName }
    }
    AfterAll { Stop-Sandbox }

    It 'does nothing without a name, a pipeline or -All' {
        { Undo-LambdaRoleRepair @quick -ErrorAction Stop } | Should -Throw -ErrorId 'NothingNamed,*'
    }

    It 'does nothing for a null on the pipeline' {
        { $null | Undo-LambdaRoleRepair @quick -ErrorAction Stop } | Should -Throw -ErrorId 'InputNull,*'
    }

    It 'fails if no repair has the id' {
        { Undo-LambdaRoleRepair 00000000 @quick -ErrorAction Stop } | Should -Throw -ErrorId 'RepairNotFound,*'
    }

    It 'writes nothing with -WhatIf' {
        $null = Undo-LambdaRoleRepair -FunctionName order-intake -WhatIf -EventSourceWatchSec 0
        Get-RoleOf order-intake | Should -BeLike 'order-intake-us-east-1-*'
    }

    It 'puts a function back on its source role, and keeps the new role with -KeepRole' {
        $undone = Undo-LambdaRoleRepair -FunctionName order-intake -KeepRole @quick
        $undone.FunctionName | Should -Be 'order-intake'
        Get-RoleOf order-intake | Should -Be 'order-events-role'
        (Get-LambdaExecutionRole order-intake-* -SkipFunction).RoleName | Should -BeLike 'order-intake-us-east-1-*'
    }

    It 'takes the results of the repair from the pipeline' {
        $undone = $results | Where-Object FunctionName -EQ order-archive | Undo-LambdaRoleRepair -KeepRole @quick
        $undone.FunctionName | Should -Be 'order-archive'
        Get-RoleOf order-archive | Should -Be 'order-events-role'
    }

    It 'undoes the rest by the id of the repair, and deletes the roles that nothing uses' {
        $roles = ($results | Where-Object FunctionName -NotLike order-*).TargetRoleName
        $undone = Undo-LambdaRoleRepair $results[0].RepairId @quick
        $undone.FunctionName | Should -Contain 'cc-sqs-poller'
        (Get-SharedLambdaRole).FunctionCount | Should -Be 3, 2
        foreach ($role in $roles) { { Get-LambdaExecutionRole $role -SkipFunction -ErrorAction Stop } | Should -Throw -ErrorId 'RoleNotFound,*' }
    }

    It 'leaves nothing of the repair' {
        Get-LambdaRoleRepair | Should -BeNullOrEmpty
    }
}

Describe 'Undo-LambdaRoleRepair of a function that was repaired twice' {
    BeforeAll {
        $null = Start-Sandbox
        $quick = @{ Confirm = $false; EventSourceWatchSec = 0 }
        function Get-RoleOf([string] $FunctionName) { (Get-LambdaExecutionRole -FunctionName $FunctionName).RoleName }
        $null = Repair-LambdaExecutionRole order-intake @quick
        $copy = Get-RoleOf order-intake
        $usage = Get-LambdaRoleUsage order-intake -Trail management-events
        $repaired = Repair-LambdaExecutionRole order-intake -Strategy Used -Usage $usage @quick
    }
    AfterAll { Stop-Sandbox }

    It 'narrows the role of one function beside it' {
        "$($repaired.Status)" | Should -Be 'Repaired'
        Get-RoleOf order-intake | Should -Be $repaired.TargetRoleName
        Get-RoleOf order-intake | Should -Not -Be $copy
    }

    It 'goes back one step at a time' {
        $null = Undo-LambdaRoleRepair -FunctionName order-intake @quick -WarningAction SilentlyContinue
        Get-RoleOf order-intake | Should -Be $copy
        $null = Undo-LambdaRoleRepair -FunctionName order-intake @quick -WarningAction SilentlyContinue
        Get-RoleOf order-intake | Should -Be 'order-events-role'
        Get-LambdaRoleRepair | Should -BeNullOrEmpty
    }
}
