# What the Tab key offers.
BeforeAll {
    function Get-Completion([string] $Line) { (TabExpansion2 $Line $Line.Length).CompletionMatches }
}

Describe 'Tab on the parameters of <_>' -ForEach 'Compare-LambdaExecutionRole', 'Export-LambdaRoleReport', 'Export-LambdaRoleTemplate', 'Get-LambdaExecutionRole', 'Get-LambdaRoleRepair', 'Get-LambdaRoleRepairPlan', 'Get-LambdaRoleUsage', 'Get-SharedLambdaRole', 'New-LambdaExecutionRole', 'Repair-LambdaExecutionRole', 'Set-LambdaExecutionRole', 'Test-LambdaExecutionRole', 'Undo-LambdaRoleRepair' {
    It 'completes the name of the command' {
        (Get-Completion $_.Substring(0, $_.Length - 2)).CompletionText | Should -Contain $_
    }

    It 'completes every parameter' {
        foreach ($parameter in (Get-Command $_).Parameters.Keys) {
            (Get-Completion "$_ -$($parameter.Substring(0, 2))").CompletionText | Should -Contain "-$parameter"
        }
    }

    It 'completes the values of every enumeration and switch' {
        foreach ($parameter in (Get-Command $_).Parameters.Values) {
            $type = $parameter.ParameterType.IsArray ? $parameter.ParameterType.GetElementType() : $parameter.ParameterType
            if ($type.IsEnum -and $type.Namespace -like 'LambdaRoleAudit*') {
                (Get-Completion "$_ -$($parameter.Name) ").CompletionText | Should -Be ([enum]::GetNames($type) | Sort-Object)
            }
        }
    }
}

Describe 'Tab on the values of a parameter' {
    It 'completes <Line>' -ForEach @(
        @{ Line = 'Get-SharedLambdaRole -Region eu-we'; Values = 'eu-west-1', 'eu-west-2', 'eu-west-3' }
        @{ Line = 'Repair-LambdaExecutionRole -Region us-gov-w'; Values = @('us-gov-west-1') }
        @{ Line = 'Test-LambdaExecutionRole -Rule lra-3'; Values = 'LRA-301', 'LRA-302' }
        @{ Line = 'Test-LambdaExecutionRole -ExcludeRule Lam'; Values = @('Lambda-006') }
        @{ Line = 'Test-LambdaExecutionRole -FailOn Cr'; Values = @('Critical') }
        @{ Line = 'New-LambdaExecutionRole -Feature SQ'; Values = @('SQS') }
        @{ Line = 'Get-LambdaRoleRepairPlan -Strategy C'; Values = @('Copy') }
    ) {
        (Get-Completion $Line).CompletionText | Should -Be $Values
    }

    It 'completes a policy template with its parameters' {
        (Get-Completion 'New-LambdaExecutionRole -Template S3Read').CompletionText | Should -Match '^@\{ S3ReadPolicy = @\{ BucketName'
    }

    It 'says what a region is in its tooltip' {
        (Get-Completion 'Get-SharedLambdaRole -Region eu-west-1').ToolTip | Should -Match 'Ireland'
    }

    It 'completes the properties of what a cmdlet gives' {
        (Get-Completion 'Get-SharedLambdaRole | Sort-Object FunctionC').CompletionText | Should -Contain 'FunctionCount'
        (Get-Completion '(Test-LambdaExecutionRole).Sev').CompletionText | Should -Contain 'Severity'
    }

    It 'completes the profiles of the AWS config file, quoted if need be' {
        $keys = 'aws_access_key_id = AKIA', 'aws_secret_access_key = s'
        @('[profile audit]') + $keys + '[profile au its]' + $keys | Set-Content $env:AWS_CONFIG_FILE
        try { (Get-Completion 'Get-SharedLambdaRole -ProfileName au').CompletionText | Sort-Object | Should -Be "'au its'", 'audit' }
        finally { Clear-Content $env:AWS_CONFIG_FILE }
    }

    It 'completes the ids of repairs from the account' {
        $null = Start-Sandbox
        try {
            $id = (Repair-LambdaExecutionRole order-intake -EventSourceWatchSec 0 -Confirm:$false).RepairId
            (Get-Completion 'Undo-LambdaRoleRepair -RepairId ').CompletionText | Should -Be $id
        }
        finally { Stop-Sandbox }
    }
}
