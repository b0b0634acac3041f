# Help as Get-Help shows it to whoever installed the module.
Describe 'Help of <_>' -ForEach 'Compare-LambdaExecutionRole', 'Export-LambdaRoleReport', 'Export-LambdaRoleTemplate', 'Get-LambdaExecutionRole', 'Get-LambdaRoleRepair', 'Get-LambdaRoleRepairPlan', 'Get-LambdaRoleUsage', 'Get-SharedLambdaRole', 'New-LambdaExecutionRole', 'Repair-LambdaExecutionRole', 'Set-LambdaExecutionRole', 'Test-LambdaExecutionRole', 'Undo-LambdaRoleRepair' {
    BeforeAll {
        $name = $_
        $help = Get-Help $name -Full
    }

    It 'has a synopsis and a description of its own' {
        $help.Synopsis | Should -Not -Match $name
        "$($help.Description.Text)".Length | Should -BeGreaterThan $help.Synopsis.Length
    }

    It 'shows every section with -Full' {
        $text = Get-Help $name -Full | Out-String -Width 120
        foreach ($section in 'NAME', 'SYNOPSIS', 'SYNTAX', 'DESCRIPTION', 'PARAMETERS', 'INPUTS', 'OUTPUTS', 'RELATED LINKS') {
            $text | Should -Match "(?m)^$section"
        }
    }

    It 'shows examples that use the command with -Examples' {
        $text = Get-Help $name -Examples | Out-String -Width 120
        $text | Should -Match 'Example 1: '
        $help.Examples.Example | Should -Not -BeNullOrEmpty
        foreach ($example in $help.Examples.Example) { "$($example.Code)" | Should -Match $name }
    }

    It 'has examples that PowerShell can parse' {
        foreach ($example in $help.Examples.Example) {
            $code = ($example.Code -split "`n`n")[0]
            $problems = $null
            $null = [System.Management.Automation.Language.Parser]::ParseInput($code, [ref] $null, [ref] $problems)
            $problems | Should -BeNullOrEmpty -Because $code
        }
    }

    It 'explains every parameter with -Parameter' {
        $common = [System.Management.Automation.PSCmdlet]::CommonParameters + [System.Management.Automation.PSCmdlet]::OptionalCommonParameters
        foreach ($parameter in (Get-Command $name).Parameters.Keys | Where-Object { $_ -notin $common }) {
            $explained = Get-Help $name -Parameter $parameter
            "$($explained.Description.Text)".Length | Should -BeGreaterThan 10 -Because "-$parameter"
        }
    }

    It 'links to absolute addresses' {
        foreach ($link in $help.RelatedLinks.NavigationLink.Uri | Where-Object { $_ }) { $link | Should -Match '^https://' }
    }

    It 'names no page that is not installed' {
        $base = (Get-Module LambdaRoleAudit).ModuleBase
        foreach ($page in [regex]::Matches(($help | Out-String -Width 500), '\bdocs/[\w./-]+\.md')) { Join-Path $base $page.Value | Should -Exist }
    }
}

Describe 'Help of the module' {
    It 'has a topic that names every cmdlet' {
        $topic = Get-Help about_LambdaRoleAudit | Out-String
        foreach ($cmdlet in (Get-Command -Module LambdaRoleAudit).Name) { $topic | Should -Match $cmdlet }
    }

    It 'is found by its words' {
        (Get-Help *SharedLambda*).Name | Should -Be 'Get-SharedLambdaRole'
        (Get-Help *LambdaRole* -Category HelpFile).Name | Should -Contain 'about_LambdaRoleAudit'
    }

    It 'has no link within an installed page that leads nowhere' {
        $base = (Get-Module LambdaRoleAudit).ModuleBase
        $broken = foreach ($page in Get-ChildItem $base -Recurse -Filter *.md) {
            foreach ($match in [regex]::Matches((Get-Content $page -Raw), '\]\((?!https?:|#)([^)#\s]+)')) {
                $target = Join-Path $page.DirectoryName $match.Groups[1].Value
                if (-not (Test-Path $target)) { "$($page.Name): $($match.Groups[1].Value)" }
            }
        }
        $broken | Should -BeNullOrEmpty
    }
}
