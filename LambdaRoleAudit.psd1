@{
    # The cmdlets' DLL itself: no script stands between the manifest and the code.
    RootModule             = 'LambdaRoleAudit.dll'
    ModuleVersion          = '0.1.0'
    GUID                   = '6d0a3c3e-0f2b-4a57-9d7e-5f0f6a1c9b42'
    Author                 = 'The LambdaRoleAudit contributors'
    CompanyName            = 'Community'
    Copyright              = '(c) The LambdaRoleAudit contributors. Apache-2.0.'
    Description            = 'Finds IAM execution roles that more than one AWS Lambda function runs under (Trend Micro Conformity rule Lambda-006), across all regions of an account, from AWS, from the pipeline or from files.'

    PowerShellVersion      = '7.4'
    CompatiblePSEditions   = @('Core')

    CmdletsToExport        = @(
        'Compare-LambdaExecutionRole', 'Export-LambdaRoleReport', 'Get-LambdaExecutionRole', 'Get-LambdaRoleRepair',
        'Get-LambdaRoleRepairPlan', 'Get-SharedLambdaRole',
        'New-LambdaExecutionRole', 'Repair-LambdaExecutionRole', 'Set-LambdaExecutionRole', 'Test-LambdaExecutionRole',
        'Undo-LambdaRoleRepair'
    )
    FunctionsToExport      = @()
    AliasesToExport        = @()
    VariablesToExport      = @()
    TypesToProcess         = @('LambdaRoleAudit.Types.ps1xml')
    FormatsToProcess       = @('LambdaRoleAudit.Format.ps1xml')

    PrivateData            = @{
        PSData = @{
            Tags                       = @('AWS', 'Lambda', 'IAM', 'Security', 'Audit', 'Compliance', 'LeastPrivilege', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            LicenseUri                 = 'https://www.apache.org/licenses/LICENSE-2.0'
            # Worked with where it is loaded, never required and never imported.
            ExternalModuleDependencies = @('AWS.Tools.Common')
        }
    }
}
