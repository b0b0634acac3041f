# The changes of a plan for templates, as files and as a patch. Every byte that no step names stays.
Describe 'Export-LambdaRoleTemplate' {
    BeforeAll {
        # A comment, both kinds of quotation marks, and lines that end as on Windows.
        $text = (@'
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  OrdersRole:            # for both functions
    Type: AWS::IAM::Role
    Properties:
      RoleName: orders-role
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
      ManagedPolicyArns:
        - !Sub "arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
  Intake:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: intake.handler
      Code: {ZipFile: ''}
      Role: !GetAtt OrdersRole.Arn     # shared
  Archive:
    Type: AWS::Lambda::Function
    Properties: {Runtime: python3.13, Handler: archive.handler, Code: {ZipFile: ''}, Role: !GetAtt OrdersRole.Arn}
'@ -replace "`r`n", "`n") -replace "`n", "`r`n"
        function Write-Template {
            [IO.File]::WriteAllText("$folder/template.yaml", $text)
        }
    }
    BeforeEach {
        $folder = New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))
        Write-Template
        Push-Location $folder
    }
    AfterEach { Pop-Location }

    Context 'a file next to the template' {
        It 'leaves the template, and returns the file that was written' {
            $file = Get-LambdaRoleRepairPlan -Path template.yaml | Export-LambdaRoleTemplate
            $file | Should -BeOfType System.IO.FileInfo
            $file.Name | Should -Be 'template.repaired.yaml'
            [IO.File]::ReadAllText("$folder/template.yaml") | Should -BeExactly $text
            Get-SharedLambdaRole -Path template.repaired.yaml | Should -BeNullOrEmpty
        }

        It 'keeps every line, and its end' {
            $null = Get-LambdaRoleRepairPlan -Path template.yaml | Export-LambdaRoleTemplate
            $after = [IO.File]::ReadAllText("$folder/template.repaired.yaml") -split "`r`n"
            $after -join '' | Should -Not -Match "`n"
            $old = $text -split "`r`n" | Where-Object { $_ -notmatch 'Role: !GetAtt' }
            Compare-Object $old $after | Where-Object SideIndicator -EQ '<=' | Should -BeNullOrEmpty
            $after | Should -Contain '      Role: !GetAtt IntakeRole.Arn     # shared'
        }

        It 'does not give a second role the name of the first' {
            $null = Get-LambdaRoleRepairPlan -Path template.yaml | Export-LambdaRoleTemplate
            @([regex]::Matches([IO.File]::ReadAllText("$folder/template.repaired.yaml"), 'RoleName: orders-role')) | Should -HaveCount 1
        }

        It 'can be repeated, and does not replace another file' {
            $plan = Get-LambdaRoleRepairPlan -Path template.yaml
            $null = $plan | Export-LambdaRoleTemplate
            ($plan | Export-LambdaRoleTemplate).Name | Should -Be 'template.repaired.yaml'
            Set-Content template.repaired.yaml 'mine'
            $null = $plan | Export-LambdaRoleTemplate -ErrorAction SilentlyContinue -ErrorVariable problems
            $problems[0].FullyQualifiedErrorId | Should -BeLike 'TemplateFileExists,*'
            Get-Content template.repaired.yaml | Should -Be 'mine'
        }
    }

    Context 'the template itself' {
        It 'is changed with -Force' {
            $file = Get-LambdaRoleRepairPlan -Path template.yaml | Export-LambdaRoleTemplate -Force
            $file.Name | Should -Be 'template.yaml'
            Get-SharedLambdaRole -Path template.yaml | Should -BeNullOrEmpty
            @(Get-ChildItem) | Should -HaveCount 1
        }

        It 'is not changed if it changed after the plan' {
            $plan = Get-LambdaRoleRepairPlan -Path template.yaml
            [IO.File]::AppendAllText("$folder/template.yaml", "# later`r`n")
            $null = $plan | Export-LambdaRoleTemplate -Force -ErrorAction SilentlyContinue -ErrorVariable problems
            $problems[0].FullyQualifiedErrorId | Should -BeLike 'TemplateChanged,*'
            [IO.File]::ReadAllText("$folder/template.yaml") | Should -BeExactly "$text# later`r`n"
        }

        It 'is not changed with -WhatIf, and no file is written: <_>' -ForEach 'Beside', 'Force', 'Patch' {
            $how = @{ Beside = @{}; Force = @{ Force = $true }; Patch = @{ AsPatch = $true; Path = 'roles.patch' } }[$_]
            $null = Get-LambdaRoleRepairPlan -Path template.yaml | Export-LambdaRoleTemplate @how -WhatIf
            [IO.File]::ReadAllText("$folder/template.yaml") | Should -BeExactly $text
            @(Get-ChildItem) | Should -HaveCount 1
        }
    }

    Context 'a patch' {
        It 'is accepted by git apply, and gives the file that -Force writes' {
            $plan = Get-LambdaRoleRepairPlan -Path template.yaml
            $file = $plan | Export-LambdaRoleTemplate -AsPatch -Path roles.patch
            $file.Name | Should -Be 'roles.patch'
            git init --quiet .
            git -c core.autocrlf=false apply --check roles.patch 2>&1 | Should -BeNullOrEmpty
            $LASTEXITCODE | Should -Be 0
            git -c core.autocrlf=false apply roles.patch 2> $null
            $patched = [IO.File]::ReadAllText("$folder/template.yaml")
            Write-Template
            $null = $plan | Export-LambdaRoleTemplate -Force
            $patched | Should -BeExactly ([IO.File]::ReadAllText("$folder/template.yaml"))
        }

        It 'is text without -Path' {
            $diff = Get-LambdaRoleRepairPlan -Path template.yaml | Export-LambdaRoleTemplate -AsPatch
            $diff | Should -BeOfType string
            $diff | Should -Match '(?m)^\+\+\+ b/template\.yaml'
            @(Get-ChildItem) | Should -HaveCount 1
        }

        It 'has the paths from the current location, and no file outside it' {
            Push-Location ..
            try {
                $diff = Get-LambdaRoleRepairPlan -Path "$folder/template.yaml" | Export-LambdaRoleTemplate -AsPatch
                $diff | Should -Match "(?m)^\+\+\+ b/$(Split-Path $folder -Leaf)/template\.yaml"
            }
            finally { Pop-Location }
            $null = New-Item -ItemType Directory inner
            $plan = Get-LambdaRoleRepairPlan -Path template.yaml
            Push-Location inner
            try { { $plan | Export-LambdaRoleTemplate -AsPatch -ErrorAction Stop } | Should -Throw -ErrorId 'TemplateOutsidePatch,*' }
            finally { Pop-Location }
        }

        It 'is of the selected functions only' {
            $diff = Get-LambdaRoleRepairPlan Archive -Path template.yaml | Export-LambdaRoleTemplate -AsPatch
            $diff | Should -Match 'ArchiveRole'
            $diff | Should -Not -Match 'IntakeRole'
        }
    }

    Context 'SAM' {
        It 'has no shared role after the change' {
            Set-Content sam.yaml @'
Transform: AWS::Serverless-2016-10-31
Globals:
  Function: {Runtime: python3.13, Handler: a.b, InlineCode: ''}
Resources:
  OrdersRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Version: '2012-10-17', Statement: [{Effect: Allow, Principal: {Service: [lambda.amazonaws.com]}, Action: [sts:AssumeRole]}]}
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/AdministratorAccess
  Intake:
    Type: AWS::Serverless::Function
    Properties:
      Role: !GetAtt OrdersRole.Arn
  Archive:
    Type: AWS::Serverless::Function
    Properties:
      Role: !GetAtt OrdersRole.Arn
'@
            $null = Get-LambdaRoleRepairPlan -Path sam.yaml | Export-LambdaRoleTemplate -Force
            Get-SharedLambdaRole -Path sam.yaml -ErrorAction Stop | Should -BeNullOrEmpty
            # The same permissions, in the roles that the functions have now.
            (Test-LambdaExecutionRole -Path sam.yaml -Rule LRA-201).FunctionName | Should -Be 'Intake', 'Archive'
        }
    }

    Context 'Terraform and Serverless' {
        It 'patches a folder of .tf files, with a new file for the roles' {
            $null = New-Item -ItemType Directory infra
            Set-Content infra/main.tf @'
resource "aws_iam_role" "orders" {
  name               = "orders" # for both
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_lambda_function" "intake" {
  function_name = "intake"
  role          = aws_iam_role.orders.arn
}

resource "aws_lambda_function" "archive" {
  function_name = "archive"
  role          = aws_iam_role.orders.arn
}
'@
            (Get-SharedLambdaRole -Path infra).Functions.FunctionName | Should -Be 'intake', 'archive'
            $null = Get-LambdaRoleRepairPlan -Path infra | Export-LambdaRoleTemplate
            # Terraform reads every file that ends with .tf.
            (Get-ChildItem infra).Name | Sort-Object | Should -Be 'lambda_roles.tf.repaired', 'main.tf', 'main.tf.repaired'
            Remove-Item infra/*.repaired
            $null = Get-LambdaRoleRepairPlan -Path infra | Export-LambdaRoleTemplate -AsPatch -Path roles.patch
            git init --quiet .
            git -c core.autocrlf=false apply --check roles.patch 2>&1 | Should -BeNullOrEmpty
            git -c core.autocrlf=false apply roles.patch
            Get-SharedLambdaRole -Path infra -ErrorAction Stop | Should -BeNullOrEmpty
            'infra/lambda_roles.tf' | Should -Exist
        }

        It 'patches serverless.yml' {
            Set-Content serverless.yml @'
service: orders
frameworkVersion: '3'
provider:
  name: aws # the account of the team
  runtime: python3.13
functions:
  intake: {handler: a.b}
  archive:
    handler: a.b
'@
            (Get-SharedLambdaRole -Path serverless.yml).Functions.FunctionName | Should -Be 'intake', 'archive'
            $null = Get-LambdaRoleRepairPlan -Path serverless.yml -KeepFunction intake | Export-LambdaRoleTemplate -Force
            Get-SharedLambdaRole -Path serverless.yml -ErrorAction Stop | Should -BeNullOrEmpty
            Get-Content serverless.yml | Should -Contain '  name: aws # the account of the team'
        }

        It 'has a snippet for the output of cdk synth' {
            $null = New-Item -ItemType Directory cdk.out
            Set-Content cdk.out/manifest.json '{"version":"36.0.0","artifacts":{"S":{"type":"aws:cloudformation:stack","properties":{"templateFile":"S.template.json"}}}}'
            Set-Content cdk.out/S.template.json @'
{"Resources": {
  "R": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {}}, "Metadata": {"aws:cdk:path": "S/Role/Resource"}},
  "A": {"Type": "AWS::Lambda::Function", "Properties": {"Role": {"Fn::GetAtt": ["R", "Arn"]}}, "Metadata": {"aws:cdk:path": "S/A/Resource"}},
  "B": {"Type": "AWS::Lambda::Function", "Properties": {"Role": {"Fn::GetAtt": ["R", "Arn"]}}, "Metadata": {"aws:cdk:path": "S/B/Resource"}}
}}
'@
            $plan = Get-LambdaRoleRepairPlan -Path cdk.out
            $plan.Blockers.Id | Should -Be 'GeneratedByCdk', 'GeneratedByCdk'
            $plan[0].Snippet | Should -Match 'new iam\.Role'
        }
    }

    Context 'a saved plan' {
        It 'is as good as a live one, through <_>' -ForEach 'Json', 'Clixml' {
            $plan = Get-LambdaRoleRepairPlan -Path template.yaml
            if ($_ -eq 'Json') {
                $plan | ConvertTo-Json -Depth 20 | Set-Content plan.json
                $saved = Get-Content plan.json -Raw | ConvertFrom-Json
            }
            else {
                $plan | Export-Clixml plan.xml -Depth 20
                $saved = Import-Clixml plan.xml
            }
            $saved | Export-LambdaRoleTemplate -AsPatch | Should -BeExactly ($plan | Export-LambdaRoleTemplate -AsPatch)
        }

        It 'is refused if somebody gave an edit another place' {
            $plan = Get-LambdaRoleRepairPlan -Path template.yaml | ConvertTo-Json -Depth 20 | ConvertFrom-Json
            $plan[0].Edits[0].Path = '/etc/hosts'
            $null = $plan[0] | Export-LambdaRoleTemplate -Force -ErrorAction SilentlyContinue -ErrorVariable problems
            $problems[0].FullyQualifiedErrorId | Should -BeLike 'TemplateStepInvalid,*'
            [IO.File]::ReadAllText("$folder/template.yaml") | Should -BeExactly $text
        }

        It 'is an error if it is a plan for an account, or null' {
            [pscustomobject] @{ FunctionName = 'orders'; PlanVersion = 2 } |
                Export-LambdaRoleTemplate -AsPatch -ErrorAction SilentlyContinue -ErrorVariable problems
            $problems[0].FullyQualifiedErrorId | Should -BeLike 'NotATemplateStep,*'
            $null | Export-LambdaRoleTemplate -AsPatch -ErrorAction SilentlyContinue -ErrorVariable problems
            $problems[0].FullyQualifiedErrorId | Should -BeLike 'InputNull,*'
        }
    }

    Context 'a blocked step' {
        BeforeEach {
            # The template only names this role, so there is nothing to copy.
            Set-Content imported.yaml @'
Resources:
  One: {Type: AWS::Lambda::Function, Properties: {Role: 'arn:aws:iam::123456789012:role/legacy'}}
  Two: {Type: AWS::Lambda::Function, Properties: {Role: 'arn:aws:iam::123456789012:role/legacy'}}
'@
        }

        It 'is an error with the reason, and has a snippet' {
            $plan = Get-LambdaRoleRepairPlan -Path imported.yaml
            $plan.CanApply | Should -Be $false, $false
            $plan[0].Blockers.Id | Should -Be 'RoleImported'
            $plan[0].Snippet | Should -Match 'OneRole:'
            $null = $plan | Export-LambdaRoleTemplate -ErrorAction SilentlyContinue -ErrorVariable problems
            $problems | Should -HaveCount 2
            $problems[0].FullyQualifiedErrorId | Should -BeLike 'TemplateStepBlocked,*'
            @(Get-ChildItem -Filter *.repaired.*) | Should -HaveCount 0
        }

        It 'does not affect the other steps' {
            $file = Get-LambdaRoleRepairPlan -Path imported.yaml, template.yaml | Export-LambdaRoleTemplate -ErrorAction SilentlyContinue -ErrorVariable problems
            $file.Name | Should -Be 'template.repaired.yaml'
            $problems | Should -HaveCount 2
        }
    }
}
