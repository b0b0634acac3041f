@{
    # The cmdlets' DLL itself: no script stands between the manifest and the code.
    RootModule             = 'LambdaRoleAudit.dll'
    ModuleVersion          = '0.1.0'
    GUID                   = '6d0a3c3e-0f2b-4a57-9d7e-5f0f6a1c9b42'
    Author                 = 'The LambdaRoleAudit contributors'
    CompanyName            = 'Community'
    Copyright              = '(c) The LambdaRoleAudit contributors. Apache-2.0.'
    Description            = 'Finds AWS Lambda functions that share an IAM execution role (Trend Micro Conformity rule Lambda-006), across all regions of an account, and gives each function a role of its own: planned as data, proven to grant no more, verified, and rolled back on failure. Shows from CloudTrail what each function did with its role, even if the role is shared. Evaluates execution roles against sixteen rules, compares what roles grant by proof, and writes reports as HTML, SARIF, JUnit, ASFF, OCSF, CSV, Markdown and JSON. Reads AWS, the pipeline, or files of the AWS CLI, AWS Tools for PowerShell and AWS Config.'

    PowerShellVersion      = '7.4'
    CompatiblePSEditions   = @('Core')

    CmdletsToExport        = @(
        'Compare-LambdaExecutionRole', 'Export-LambdaRoleReport', 'Export-LambdaRoleTemplate', 'Get-LambdaExecutionRole',
        'Get-LambdaRoleRepair', 'Get-LambdaRoleRepairPlan', 'Get-LambdaRoleUsage', 'Get-SharedLambdaRole',
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
            # The build writes CHANGELOG's section for this version here.
            ReleaseNotes               = ''
            # Used if it is loaded. Never required, never imported.
            ExternalModuleDependencies = @('AWS.Tools.Common')
        }
    }
}
