# What the cmdlets give, as files that others read.
Describe 'Export-LambdaRoleReport' {
    BeforeAll {
        $null = Start-Sandbox
        $findings = Test-LambdaExecutionRole cc-sqs-poller
        $roles = Get-SharedLambdaRole
        $plan = Get-LambdaRoleRepairPlan
    }
    AfterAll { Stop-Sandbox }

    Context 'formats, by the suffix' {
        It 'writes JSON that ConvertFrom-Json reads' {
            $findings | Export-LambdaRoleReport TestDrive:/f.json
            (Get-Content TestDrive:/f.json -Raw | ConvertFrom-Json).RuleId | Should -Be $findings.RuleId
        }

        It 'writes CSV that Import-Csv reads' {
            $findings | Export-LambdaRoleReport TestDrive:/f.csv
            $rows = Import-Csv TestDrive:/f.csv
            $rows.RuleId | Should -Be $findings.RuleId
            $rows.Severity | Should -Be @($findings.Severity | ForEach-Object { "$_" })
        }

        It 'writes SARIF with a result for each finding' {
            $findings | Export-LambdaRoleReport TestDrive:/f.sarif
            $sarif = Get-Content TestDrive:/f.sarif -Raw | ConvertFrom-Json
            $sarif.version | Should -Be '2.1.0'
            $sarif.runs[0].results.ruleId | Sort-Object | Should -Be ($findings.RuleId | Sort-Object)
        }

        It 'writes HTML that loads nothing from elsewhere' {
            $findings | Export-LambdaRoleReport TestDrive:/f.html
            $html = Get-Content TestDrive:/f.html -Raw
            $html | Should -Match '<!doctype html>'
            $html | Should -Match 'cc-sqs-poller'
            $html | Should -Not -Match '<(script|link|img)[^>]+(src|href)\s*='
        }

        It 'writes Markdown tables' {
            $roles | Export-LambdaRoleReport TestDrive:/r.md
            Get-Content TestDrive:/r.md -Raw | Should -Match '(?m)^\|.*order-events-role.*\|'
        }

        It 'writes JUnit XML with a failure for each finding' {
            $findings | Export-LambdaRoleReport TestDrive:/f.junit.xml
            $xml = [xml] (Get-Content TestDrive:/f.junit.xml -Raw)
            $xml.SelectNodes('//testcase/failure').Count | Should -Be $findings.Count
        }

        It 'writes <Format> for Security Hub' -ForEach @(
            @{ Format = 'ASFF'; Suffix = 'asff.json' }
            @{ Format = 'OCSF'; Suffix = 'ocsf.json' }
        ) {
            $findings | Export-LambdaRoleReport "TestDrive:/f.$Suffix"
            Get-Content "TestDrive:/f.$Suffix" -Raw | ConvertFrom-Json | Should -Not -BeNullOrEmpty
            Get-Content "TestDrive:/f.$Suffix" -Raw | Should -Match 'LRA-202'
        }

        It 'takes -Format if the suffix does not say it' {
            $findings | Export-LambdaRoleReport TestDrive:/report.txt -Format Csv
            (Import-Csv TestDrive:/report.txt).RuleId | Should -Be $findings.RuleId
        }

        It 'fails if neither suffix nor -Format says the format' {
            { $findings | Export-LambdaRoleReport TestDrive:/report.unknown -ErrorAction Stop } | Should -Throw -ErrorId 'FormatUnknown,*'
            'TestDrive:/report.unknown' | Should -Not -Exist
        }
    }

    Context 'what is reported' {
        It 'takes <_> from the pipeline' -ForEach 'shared roles', 'findings', 'a plan', 'execution roles' {
            $items = switch ($_) { 'shared roles' { $roles } 'findings' { $findings } 'a plan' { $plan } 'execution roles' { Get-LambdaExecutionRole } }
            $items | Export-LambdaRoleReport TestDrive:/items.json -Force
            (Get-Content TestDrive:/items.json -Raw | ConvertFrom-Json).Count | Should -Be $items.Count
        }

        It 'takes mixed objects' {
            $roles + $findings | Export-LambdaRoleReport TestDrive:/mixed.csv
            (Import-Csv TestDrive:/mixed.csv).Count | Should -Be ($roles.Count + $findings.Count)
        }

        It 'refuses other objects, and writes no file if nothing is left' {
            { Get-Date | Export-LambdaRoleReport TestDrive:/date.json -ErrorAction SilentlyContinue -ErrorVariable +problems } |
                Should -Throw -ErrorId 'NothingToReport,*'
            { Get-Date | Export-LambdaRoleReport TestDrive:/date.json -ErrorAction Stop } | Should -Throw -ErrorId 'NotReportable,*'
            'TestDrive:/date.json' | Should -Not -Exist
        }
    }

    Context 'the file' {
        It 'gives nothing, or the file with -PassThru' {
            $findings | Export-LambdaRoleReport TestDrive:/quiet.md | Should -BeNullOrEmpty
            $file = $findings | Export-LambdaRoleReport TestDrive:/told.md -PassThru
            $file | Should -BeOfType [IO.FileInfo]
            $file.Name | Should -Be 'told.md'
        }

        It 'writes nothing with -WhatIf' {
            $findings | Export-LambdaRoleReport TestDrive:/whatif.md -WhatIf 6> $null
            'TestDrive:/whatif.md' | Should -Not -Exist
        }

        It 'keeps a file that is there with -NoClobber' {
            'kept' | Set-Content TestDrive:/kept.md
            { $findings | Export-LambdaRoleReport TestDrive:/kept.md -NoClobber -ErrorAction Stop } | Should -Throw -ErrorId 'FileExists,*'
            Get-Content TestDrive:/kept.md | Should -Be 'kept'
        }

        It 'keeps a read-only file unless -Force' {
            'kept' | Set-Content TestDrive:/locked.md
            Set-ItemProperty TestDrive:/locked.md IsReadOnly $true
            { $findings | Export-LambdaRoleReport TestDrive:/locked.md -ErrorAction Stop } | Should -Throw -ErrorId 'FileReadOnly,*'
            $findings | Export-LambdaRoleReport TestDrive:/locked.md -Force
            Get-Content TestDrive:/locked.md -Raw | Should -Match 'LRA-202'
        }

        It 'is written in the place of the shell, not of the process' {
            Push-Location TestDrive:/
            try { $findings | Export-LambdaRoleReport here.md } finally { Pop-Location }
            'TestDrive:/here.md' | Should -Exist
        }

        It 'takes the exact name with -LiteralPath' {
            $findings | Export-LambdaRoleReport -LiteralPath 'TestDrive:/[odd].md'
            Test-Path -LiteralPath 'TestDrive:/[odd].md' | Should -BeTrue
        }
    }
}
