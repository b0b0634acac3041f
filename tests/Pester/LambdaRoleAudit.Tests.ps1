# What needs a real pwsh: the cmdlets of Microsoft.PowerShell.Utility around ours, help, and import in a user's own shell.
BeforeAll {
    Import-Module "$PSScriptRoot/../../out/LambdaRoleAudit/LambdaRoleAudit.psd1" -Force
    $role = 'arn:aws:iam::123456789012:role/team/shared-role'
    $functions = foreach ($name in 'alpha', 'beta', 'gamma') {
        [pscustomobject]@{
            FunctionName = $name
            FunctionArn  = "arn:aws:lambda:us-east-1:123456789012:function:$name"
            Role         = $role
            Runtime      = 'python3.13'
        }
    }
}

Describe 'Get-SharedLambdaRole in a real shell' {
    It 'is shown as a table that fits 80 columns' {
        $lines = $functions | Get-SharedLambdaRole | Format-Table | Out-String -Stream -Width 80
        $lines | Should -Contain 'shared-role                          3 us-east-1      alpha, beta, gamma'
        ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 80
    }

    It 'is shown as a list with every function' {
        $text = $functions | Get-SharedLambdaRole | Format-List | Out-String
        $text | Should -Match 'alpha \(us-east-1\)'
        $text | Should -Match 'gamma \(us-east-1\)'
        $text | Should -Match 'Lambda-006, severity High'
    }

    It 'survives ConvertTo-Json and comes back as input' {
        $file = Join-Path $TestDrive 'roles.json'
        $functions | Get-SharedLambdaRole | ConvertTo-Json -Depth 5 | Set-Content $file
        (Get-SharedLambdaRole -Path $file).FunctionCount | Should -Be 3
    }

    It 'reads what Export-Csv wrote' {
        $file = Join-Path $TestDrive 'functions.csv'
        $functions | Export-Csv $file
        (Get-SharedLambdaRole -Path $file).FunctionCount | Should -Be 3
    }

    It 'reads what ConvertTo-Json wrote, in every encoding of Set-Content' -ForEach 'utf8', 'utf8BOM', 'unicode', 'bigendianunicode' {
        $file = Join-Path $TestDrive "functions-$_.json"
        $functions | ConvertTo-Json | Set-Content $file -Encoding $_
        (Get-SharedLambdaRole -Path $file).FunctionCount | Should -Be 3
    }

    It 'works with Select-Object, Sort-Object and Group-Object' {
        $functions | Get-SharedLambdaRole | Select-Object -ExpandProperty Functions | Sort-Object FunctionName -Descending |
            Select-Object -First 1 -ExpandProperty FunctionName | Should -Be 'gamma'
    }
}

Describe 'Test-LambdaExecutionRole in a real shell' {
    BeforeAll {
        # What the AWS CLI writes: one function whose role is an administrator, and one role that nothing uses.
        $trust = @{ Version = '2012-10-17'; Statement = @(@{ Effect = 'Allow'; Principal = @{ Service = 'lambda.amazonaws.com' }; Action = 'sts:AssumeRole' }) }
        $all = @{ Version = '2012-10-17'; Statement = @(@{ Effect = 'Allow'; Action = '*'; Resource = '*' }) }
        $roles = foreach ($name in 'admin-role', 'left-role') {
            @{ RoleName = $name; RoleId = 'AROA1'; Path = '/'; Arn = "arn:aws:iam::123456789012:role/$name"; AssumeRolePolicyDocument = $trust; InstanceProfileList = @(); AttachedManagedPolicies = @(); RolePolicyList = @(@{ PolicyName = 'all'; PolicyDocument = $all }) }
        }
        @{ RoleDetailList = $roles; Policies = @() } | ConvertTo-Json -Depth 10 | Set-Content (Join-Path $TestDrive 'roles.json')
        @{ Functions = @(@{ FunctionName = 'admin'; FunctionArn = 'arn:aws:lambda:us-east-1:123456789012:function:admin'; Role = 'arn:aws:iam::123456789012:role/admin-role'; Version = '$LATEST' }) } |
            ConvertTo-Json -Depth 5 | Set-Content (Join-Path $TestDrive 'functions.json')
        @{ EventSourceMappings = @() } | ConvertTo-Json | Set-Content (Join-Path $TestDrive 'mappings.json')
        $test = @{ Path = (Join-Path $TestDrive '*.json'); ExcludeRule = 'LRA-302' }
        $findings = Test-LambdaExecutionRole @test
    }

    It 'is grouped by function, in 80 columns' {
        $lines = $findings | Out-String -Stream -Width 80 | ForEach-Object { $_ -replace '\x1b\[[0-9;]*m' }
        $lines | Should -Contain '   Function: admin (us-east-1)'
        $lines | Should -Contain 'Critical LRA-201    Fail       Execution role allows administrator access'
        ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 80
    }

    It 'comes back as a baseline from <_>' -ForEach 'numbers', 'names' {
        $file = Join-Path $TestDrive 'baseline.txt'
        $findings | ConvertTo-Json -Depth 5 -EnumsAsStrings:($_ -eq 'names') | Set-Content $file
        Test-LambdaExecutionRole @test -BaselinePath $file | Should -BeNullOrEmpty
    }

    It 'is a row each for Export-Csv' {
        $file = Join-Path $TestDrive 'findings.csv'
        $findings | Export-Csv $file
        (Import-Csv $file).RuleId | Should -Be @('LRA-201', 'LRA-401')
    }

    It 'ends a pipeline with its own error, after all output' {
        $file = Join-Path $TestDrive 'failed.csv'
        { Test-LambdaExecutionRole @test -FailOn Critical | Export-Csv $file } | Should -Throw -ErrorId 'FindingsFound*'
        (Import-Csv $file).Count | Should -Be 2
        { Test-LambdaExecutionRole @test -FailOn Critical -Rule LRA-401 } | Should -Not -Throw
    }
}

Describe 'Compare-LambdaExecutionRole in a real shell' {
    BeforeAll {
        $get = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}'
        $all = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}'
    }

    It 'is shown as a table that fits 80 columns, and as a list with its witnesses' {
        $comparison = Compare-LambdaExecutionRole -ReferencePolicy $get -DifferencePolicy $all
        $lines = $comparison | Format-Table | Out-String -Stream -Width 80
        $lines | Should -Contain 'Wider            1       0 reference 1                difference 1'
        $comparison | Format-List | Out-String | Should -Match 's3:AbortMultipartUpload on \*  \[\$\.Statement\]'
    }

    It 'takes what ConvertFrom-Json -AsHashtable gives, and survives ConvertTo-Json' {
        $comparison = Compare-LambdaExecutionRole -ReferencePolicy ($get | ConvertFrom-Json -AsHashtable) -DifferencePolicy $all
        ($comparison | ConvertTo-Json -Depth 5 -EnumsAsStrings | ConvertFrom-Json).Relation | Should -Be 'Wider'
    }
}

Describe 'A repair plan in a real shell' {
    BeforeAll {
        $step = '{"PlanVersion":2,"RepairId":"x","FunctionName":"f","FunctionArn":"arn:aws:lambda:us-east-1:123456789012:function:f","Region":"us-east-1","RevisionId":"r","SourceRoleArn":"arn:aws:iam::123456789012:role/r","Strategy":"Copy","TargetRoleName":"f-us-east-1-role","ContentHash":"0000000000000000000000000000000000000000000000000000000000000000","TargetPath":"/","TrustPolicy":"{}","AttachedPolicyArns":["a"],"InlinePolicies":[{"PolicyName":"p","Document":"{\"Version\":\"2012-10-17\"}"}],"Tags":{"k":"v"},"Proof":"Proven","Blockers":[{"Id":"Held","Message":"Held back by a test."}],"Warnings":[]}'
    }

    It 'comes back from ConvertTo-Json and ConvertFrom-Json, one step or many, and is held to its blockers' {
        $file = Join-Path $TestDrive 'plan.json'
        foreach ($steps in 1, 2) {
            @($step | ConvertFrom-Json) * $steps | ConvertTo-Json -Depth 20 | Set-Content $file
            $results = @(Repair-LambdaExecutionRole -PlanPath $file -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable problems)
            $results.Count | Should -Be $steps
            $results[0].Status | Should -Be 'Blocked'
            $problems[0].FullyQualifiedErrorId | Should -BeLike 'RepairBlocked,*'
            $results[0].Reason | Should -Be 'Held back by a test.'
        }

        @($step | ConvertFrom-Json | Repair-LambdaExecutionRole -Confirm:$false -ErrorAction SilentlyContinue).Status | Should -Be 'Blocked'
    }
}

Describe 'The module in a real shell' {
    It 'has help with examples' {
        (Get-Help Get-SharedLambdaRole -Full | Out-String) | Should -Match 'Example 1: The whole account'
        foreach ($name in (Get-Command -Module LambdaRoleAudit).Name) { (Get-Help $name -Full | Out-String) | Should -Match 'Example 1: ' }
    }

    It 'has an overview that names every cmdlet, and a topic each for findings and repair' {
        $topic = Get-Help about_LambdaRoleAudit | Out-String
        foreach ($name in (Get-Command -Module LambdaRoleAudit).Name) { $topic | Should -Match $name }
        Get-Help about_LambdaRoleAudit_Findings | Out-String | Should -Match 'LRA-401'
        Get-Help about_LambdaRoleAudit_Repair | Out-String | Should -Match 'Undo-LambdaRoleRepair'
    }

    It 'is a valid manifest' {
        (Test-ModuleManifest "$PSScriptRoot/../../out/LambdaRoleAudit/LambdaRoleAudit.psd1").ExportedCmdlets.Keys | Sort-Object | Should -Be @('Compare-LambdaExecutionRole', 'Export-LambdaRoleReport', 'Get-LambdaExecutionRole', 'Get-LambdaRoleRepair', 'Get-LambdaRoleRepairPlan', 'Get-SharedLambdaRole', 'New-LambdaExecutionRole', 'Repair-LambdaExecutionRole', 'Set-LambdaExecutionRole', 'Test-LambdaExecutionRole', 'Undo-LambdaRoleRepair')
    }

    It 'can be removed and imported again' {
        Remove-Module LambdaRoleAudit
        Import-Module "$PSScriptRoot/../../out/LambdaRoleAudit/LambdaRoleAudit.psd1" -Force
        ($functions | Get-SharedLambdaRole).FunctionCount | Should -Be 3
    }
}
