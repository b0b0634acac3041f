# Import as users do it, each in a shell of its own.
Describe 'Loading in a real shell' {
    BeforeAll {
        $manifest = "$((Get-Module LambdaRoleAudit).ModuleBase)/LambdaRoleAudit.psd1"
        $json = '[{"FunctionName":"a","FunctionArn":"arn:aws:lambda:us-east-1:123456789012:function:a","Role":"arn:aws:iam::123456789012:role/r"},{"FunctionName":"b","FunctionArn":"arn:aws:lambda:us-east-1:123456789012:function:b","Role":"arn:aws:iam::123456789012:role/r"}]'
        Set-Content TestDrive:/functions.json $json
        $file = Join-Path $TestDrive 'functions.json'
        # Counts the functions of the shared role in the file, and so shows that the module works.
        $count = "(Get-SharedLambdaRole -Path '$file').FunctionCount"
        function Get-Answer([string] $Command) {
            $run = Invoke-Pwsh '-Command', $Command
            $run.Errors | Should -BeNullOrEmpty
            $run.Output
        }
    }

    It 'has a valid manifest that exports the twelve cmdlets, and nothing else' {
        $module = Test-ModuleManifest $manifest
        $module.ExportedCmdlets.Keys | Sort-Object | Should -Be 'Compare-LambdaExecutionRole', 'Export-LambdaRoleReport', 'Export-LambdaRoleTemplate', 'Get-LambdaExecutionRole', 'Get-LambdaRoleRepair', 'Get-LambdaRoleRepairPlan', 'Get-LambdaRoleUsage', 'Get-SharedLambdaRole', 'New-LambdaExecutionRole', 'Repair-LambdaExecutionRole', 'Set-LambdaExecutionRole', 'Test-LambdaExecutionRole', 'Undo-LambdaRoleRepair'
        $module.ExportedFunctions.Count + $module.ExportedAliases.Count + $module.ExportedVariables.Count | Should -Be 0
    }

    It 'is listed with its commands before it is loaded' {
        Get-Answer '(Get-Module -ListAvailable LambdaRoleAudit).ExportedCmdlets.Count; @(Get-Module LambdaRoleAudit).Count' | Should -Be '13', '0'
    }

    It 'loads by itself when a command is used' {
        Get-Answer "$count; (Get-Module LambdaRoleAudit).ModuleBase" | Should -Be '2', (Split-Path $manifest)
    }

    It 'is the package, unpacked' {
        $package = Get-Item "$(Split-Path $manifest)/../../../LambdaRoleAudit.*.nupkg"
        $zip = [IO.Compression.ZipFile]::OpenRead($package)
        try {
            $entry = $zip.GetEntry('LambdaRoleAudit.dll').Open()
            (Get-FileHash -InputStream $entry).Hash | Should -Be (Get-FileHash "$(Split-Path $manifest)/LambdaRoleAudit.dll").Hash
        }
        finally { $zip.Dispose() }
    }

    It 'can be imported twice' {
        Get-Answer "Import-Module '$manifest'; Import-Module '$manifest'; $count; @(Get-Module LambdaRoleAudit).Count" | Should -Be '2', '1'
    }

    It 'can be imported again with -Force after it was used' {
        Get-Answer "Import-Module '$manifest'; `$null = $count; Import-Module '$manifest' -Force; $count" | Should -Be '2'
    }

    It 'can be removed: its commands are gone, and it can be imported again' {
        Get-Answer "`$PSModuleAutoLoadingPreference = 'None'; Import-Module '$manifest'; Remove-Module LambdaRoleAudit; @(Get-Command Get-SharedLambdaRole -ErrorAction Ignore).Count; Import-Module '$manifest'; $count" | Should -Be '0', '2'
    }

    It 'can be imported with a prefix' {
        Get-Answer "Import-Module '$manifest' -Prefix My; (Get-MySharedLambdaRole -Path '$file').FunctionCount" | Should -Be '2'
    }

    It 'works under Set-StrictMode -Version Latest' {
        Get-Answer "Set-StrictMode -Version Latest; `$ErrorActionPreference = 'Stop'; $count" | Should -Be '2'
    }

    It 'works in constrained language mode' {
        Get-Answer "`$null = Get-Module -ListAvailable LambdaRoleAudit; Import-Module '$manifest'; `$ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'; (Get-SharedLambdaRole -Path '$file').FunctionCount" | Should -Be '2'
    }

    It 'loads the AWS side only when AWS is needed' {
        $loaded = '@([AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -in "AWSSDK.Core", "LambdaRoleAudit.Aws" }).Count'
        $null = Start-Sandbox
        try { Get-Answer "Import-Module '$manifest'; $loaded; `$null = Get-SharedLambdaRole; $loaded" | Should -Be '0', '2' }
        finally { Stop-Sandbox }
    }

    It 'keeps the AWS SDK out of the default load context' {
        $null = Start-Sandbox
        try { Get-Answer '$null = Get-SharedLambdaRole; @([Runtime.Loader.AssemblyLoadContext]::Default.Assemblies | Where-Object { $_.GetName().Name -like "AWSSDK*" }).Count' | Should -Be '0' }
        finally { Stop-Sandbox }
    }

    It 'leaves no variable, alias or function behind' {
        Get-Answer "`$before = (Get-ChildItem variable:, alias:, function:).Count; Import-Module '$manifest'; `$null = $count; (Get-ChildItem variable:, alias:, function:).Count - `$before - 1" | Should -Be '0'
    }
}
