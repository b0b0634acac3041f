# Which execution roles do several functions use? The rule's own account has two: three functions in one region, and two
# functions in two regions.
Describe 'Get-SharedLambdaRole' {
    BeforeAll {
        $null = Start-Sandbox
        $roles = Get-SharedLambdaRole
    }
    AfterAll { Stop-Sandbox }

    Context 'an account' {
        It 'finds each role that two or more functions use' {
            $roles.RoleName | Should -Be 'aws-lambda-full-access', 'order-events-role'
        }

        It 'counts the functions of each role' {
            $roles.FunctionCount | Should -Be 3, 2
        }

        It 'finds a role that is shared across two regions, one function in each' {
            $role = $roles | Where-Object RoleName -EQ order-events-role
            $role.Regions | Should -Be 'eu-west-1', 'us-east-1'
            $role.Functions.FunctionName | Should -Be 'order-archive', 'order-intake'
        }

        It 'leaves out a role that one function uses' {
            $roles.RoleName | Should -Not -Contain 'image-resize-us-east-1-role'
        }

        It 'names the rule, its severity and the frameworks that ask for it' {
            $roles[0].RuleId | Should -Be 'Lambda-006'
            "$($roles[0].Severity)" | Should -Be 'High'
            $roles[0].Compliance | Should -Contain 'PCI'
        }

        It 'says that it read all regions' {
            $roles[0].IsComplete | Should -BeTrue
            $roles[0].CoveredRegions | Should -HaveCount 17
            $roles[0].UnreadRegions | Should -BeNullOrEmpty
        }
    }

    Context 'a choice' {
        It 'takes role names by position, with wildcards' {
            (Get-SharedLambdaRole order-*).RoleName | Should -Be 'order-events-role'
        }

        It 'takes the ARN of a role' {
            (Get-SharedLambdaRole $roles[1].RoleArn).RoleName | Should -Be 'order-events-role'
        }

        It 'takes function names, and shows all functions of their roles' {
            (Get-SharedLambdaRole -FunctionName cc-sqs-poller).FunctionCount | Should -Be 3
        }

        It 'judges sharing within the regions of -Region' {
            Get-SharedLambdaRole -Region eu-west-1 | Should -BeNullOrEmpty
            (Get-SharedLambdaRole -Region us-*).CoveredRegions | Should -Be 'us-east-1', 'us-east-2', 'us-west-1', 'us-west-2'
        }

        It 'shows only roles of at least -MinimumFunctionCount functions' {
            (Get-SharedLambdaRole -MinimumFunctionCount 3).RoleName | Should -Be 'aws-lambda-full-access'
        }

        It 'fails if no role has the name' {
            { Get-SharedLambdaRole no-such-role -ErrorAction Stop } | Should -Throw -ErrorId 'RoleNotFound,*'
        }

        It 'fails if no function has the name' {
            { Get-SharedLambdaRole -FunctionName no-such-function -ErrorAction Stop } | Should -Throw -ErrorId 'FunctionNotFound,*'
        }

        It 'fails before it reads anything if a region does not exist' {
            $lines = [Collections.Generic.List[string]]::new()
            { Get-SharedLambdaRole -Region us-east-1, mars-north-1 -Verbose 4>&1 | ForEach-Object { $lines.Add("$_") } } |
                Should -Throw -ErrorId 'UnknownRegion,*'
            $lines | Where-Object { $_ -match 'ListFunctions' } | Should -BeNullOrEmpty
        }
    }

    Context 'objects on the pipeline' {
        BeforeAll {
            $functions = foreach ($name in 'alpha', 'beta', 'gamma') {
                [pscustomobject] @{
                    FunctionName = $name
                    FunctionArn  = "arn:aws:lambda:us-east-1:123456789012:function:$name"
                    Role         = 'arn:aws:iam::123456789012:role/team/shared-role'
                    Runtime      = 'python3.13'
                }
            }
        }

        It 'compares them without a call to AWS' {
            $url = $env:AWS_ENDPOINT_URL
            try {
                # Nobody answers there.
                $env:AWS_ENDPOINT_URL = 'http://127.0.0.1:1'
                ($functions | Get-SharedLambdaRole -ErrorAction Stop).FunctionCount | Should -Be 3
            }
            finally { $env:AWS_ENDPOINT_URL = $url }
        }

        It 'takes its own output' {
            ($roles.Functions | Get-SharedLambdaRole).RoleName | Should -Be 'aws-lambda-full-access', 'order-events-role'
        }

        It 'takes what Select-Object makes of them' {
            ($functions | Select-Object FunctionName, FunctionArn, Role | Get-SharedLambdaRole).FunctionCount | Should -Be 3
        }

        It 'refuses a null, which is not the whole account' {
            { $null | Get-SharedLambdaRole -ErrorAction Stop } | Should -Throw -ErrorId 'InputNull,*'
        }

        It 'tells what is not a function, and goes on with the others' {
            $found = @($functions) + 42 | Get-SharedLambdaRole -ErrorAction SilentlyContinue -ErrorVariable problems -WarningAction SilentlyContinue
            $problems.Count | Should -Be 1
            $problems[0].FullyQualifiedErrorId | Should -BeLike 'InputNotAFunction,*'
            $found.FunctionCount | Should -Be 3
            $found.IsComplete | Should -BeFalse
        }
    }

    Context 'files' {
        BeforeAll {
            $functions = $roles.Functions | Select-Object FunctionName, FunctionArn, Role
        }

        It 'reads what ConvertTo-Json wrote, in the encoding <_>' -ForEach 'utf8', 'utf8BOM', 'unicode', 'bigendianunicode' {
            $file = Join-Path $TestDrive "functions-$_.json"
            $functions | ConvertTo-Json | Set-Content $file -Encoding $_
            (Get-SharedLambdaRole -Path $file).FunctionCount | Should -Be 3, 2
        }

        It 'reads what Export-Csv wrote' {
            $file = Join-Path $TestDrive 'functions.csv'
            $functions | Export-Csv $file
            (Get-SharedLambdaRole -Path $file).FunctionCount | Should -Be 3, 2
        }

        It 'reads all files of a wildcard as one account' {
            $folder = New-Item -ItemType Directory (Join-Path $TestDrive 'regions')
            foreach ($region in $roles.Functions | Group-Object Region) { $region.Group | ConvertTo-Json | Set-Content "$folder/$($region.Name).json" }
            (Get-SharedLambdaRole -Path "$folder/*.json").FunctionCount | Should -Be 3, 2
        }

        It 'takes files from Get-ChildItem by -LiteralPath' {
            $file = Join-Path $TestDrive 'odd[1].json'
            $functions | ConvertTo-Json | Set-Content -LiteralPath $file
            (Get-SharedLambdaRole -LiteralPath $file).FunctionCount | Should -Be 3, 2
        }

        It 'reads a path of a PowerShell drive' {
            $functions | ConvertTo-Json | Set-Content TestDrive:/drive.json
            (Get-SharedLambdaRole -Path TestDrive:/drive.json).FunctionCount | Should -Be 3, 2
        }

        It 'fails if no file matches' {
            { Get-SharedLambdaRole -Path TestDrive:/none-*.json -ErrorAction Stop } | Should -Throw -ErrorId 'NoFileMatches,*'
        }

        It 'fails if a file holds no functions' {
            'hello' | Set-Content TestDrive:/hello.json
            { Get-SharedLambdaRole -Path TestDrive:/hello.json -ErrorAction Stop } | Should -Throw -ErrorId 'File*'
        }
    }
}

Describe 'Get-SharedLambdaRole in an account that cannot be read completely' {
    BeforeAll {
        $null = Start-Sandbox -Faults 'deny@eu-*'
        $roles = Get-SharedLambdaRole -ErrorAction SilentlyContinue -ErrorVariable problems -WarningAction SilentlyContinue -WarningVariable warnings
    }
    AfterAll { Stop-Sandbox }

    It 'shows what it could read' {
        $roles.RoleName | Should -Contain 'aws-lambda-full-access'
    }

    It 'says that the result is not complete, and which regions are missing' {
        $roles[0].IsComplete | Should -BeFalse
        $roles[0].UnreadRegions | Should -Be 'eu-central-1', 'eu-north-1', 'eu-west-1', 'eu-west-2', 'eu-west-3'
        $warnings | Should -Not -BeNullOrEmpty
    }

    It 'tells regions that fail alike in one error' {
        $problems.Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'AccessDenied,*'
        "$($problems[0].CategoryInfo.Category)" | Should -Be 'PermissionDenied'
        foreach ($region in $roles[0].UnreadRegions) { "$($problems[0])" | Should -Match $region }
    }

    It 'marks the count in the table' {
        $roles | Format-Table | Out-String -Width 80 | Should -Match ' 3\+ us-east-1 '
    }

    It 'warns instead with -AllowUnknown' {
        $found = Get-SharedLambdaRole -AllowUnknown -ErrorAction Stop -WarningAction SilentlyContinue
        $found[0].IsComplete | Should -BeFalse
    }

    It 'has no error if the scope leaves those regions out' {
        (Get-SharedLambdaRole -Region us-* -ErrorAction Stop).IsComplete | Should -BeTrue
    }
}

Describe 'Get-SharedLambdaRole with templates' {
    BeforeAll {
        # No account: templates need neither credentials nor an endpoint.
        Push-Location $TestDrive
        Set-Content stack.yaml @'
Resources:
  OrdersRole:
    Type: AWS::IAM::Role
    Properties:
      RoleName: orders-role
      AssumeRolePolicyDocument: {Version: '2012-10-17', Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]}
  Intake: {Type: AWS::Lambda::Function, Properties: {FunctionName: order-intake, Role: !GetAtt OrdersRole.Arn}}
  Archive: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt [OrdersRole, Arn]}}
  Report: {Type: AWS::Lambda::Function, Properties: {Role: !Sub 'arn:aws:iam::${AWS::AccountId}:role/orders-role'}}
  Alone: {Type: AWS::Lambda::Function, Properties: {Role: !ImportValue AloneRole}}
'@
        Set-Content stack.json @'
{
  "Resources": {
    "One": {"Type": "AWS::Lambda::Function", "Properties": {"Role": "arn:aws:iam::123456789012:role/legacy"}},
    "Two": {"Type": "AWS::Lambda::Function", "Properties": {"Role": "arn:aws:iam::123456789012:role/legacy"}}
  }
}
'@
        Set-Content sam.yaml @'
Transform: AWS::Serverless-2016-10-31
Globals:
  Function: {Runtime: python3.13, Handler: a.b, InlineCode: ''}
Resources:
  Own: {Type: AWS::Serverless::Function, Properties: {Policies: [AmazonS3ReadOnlyAccess]}}
  Guest: {Type: AWS::Serverless::Function, Properties: {Role: !GetAtt OwnRole.Arn}}
'@
        Set-Content conditional.yaml @'
Conditions: {IsProd: !Equals [!Ref 'AWS::Region', eu-west-1]}
Resources:
  A: {Type: AWS::Lambda::Function, Properties: {Role: !If [IsProd, 'arn:aws:iam::123456789012:role/one', 'arn:aws:iam::123456789012:role/two']}}
  B: {Type: AWS::Lambda::Function, Properties: {Role: 'arn:aws:iam::123456789012:role/one'}}
'@
    }
    AfterAll { Pop-Location }

    It 'finds functions that name one role in different forms' {
        $role = Get-SharedLambdaRole -Path stack.yaml -ErrorAction Stop
        $role.RoleName | Should -Be 'orders-role'
        $role.Functions.FunctionName | Should -Be 'order-intake', 'Archive', 'Report'
        $role.IsComplete | Should -BeTrue
    }

    It 'says in which line they are' {
        $role = Get-SharedLambdaRole -Path stack.yaml
        "$($role.Declaration)" | Should -Be 'stack.yaml:2:3 OrdersRole'
        $role.Functions[1].Declaration.Line | Should -Be 8
    }

    It 'reads JSON, and a role that the template only names' {
        $role = Get-SharedLambdaRole -Path stack.json
        $role.RoleArn | Should -Be 'arn:aws:iam::123456789012:role/legacy'
        $role.Functions.FunctionName | Should -Be 'One', 'Two'
    }

    It 'finds a function on the role that SAM makes for another' {
        (Get-SharedLambdaRole -Path sam.yaml).Functions.FunctionName | Should -Be 'Own', 'Guest'
    }

    It 'says that sharing that depends on a condition is unknown' {
        Get-SharedLambdaRole -Path conditional.yaml -ErrorAction SilentlyContinue -ErrorVariable problems | Should -BeNullOrEmpty
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'TemplateSharingUnknown,*'
        "$($problems[0])" | Should -Match 'IsProd is true'
    }

    It 'takes files from the pipeline' {
        (Get-ChildItem stack.* | Sort-Object Name | Get-SharedLambdaRole).FunctionCount | Should -Be 3, 2
    }

    It 'shows the role of a function by name' {
        (Get-SharedLambdaRole -Path stack.yaml, stack.json -FunctionName One).RoleName | Should -Be 'legacy'
        { Get-SharedLambdaRole -Path stack.yaml -FunctionName nobody -ErrorAction Stop } | Should -Throw -ErrorId 'FunctionNotFound,*'
    }

    It 'leaves out nothing with -Region, since a template can be deployed to any region' {
        (Get-SharedLambdaRole -Path stack.yaml -Region us-east-1).RoleName | Should -Be (Get-SharedLambdaRole -Path stack.yaml).RoleName
        { Get-SharedLambdaRole -Path stack.yaml -Region nowhere-1 -ErrorAction Stop } | Should -Throw -ErrorId 'UnknownRegion,*'
    }

    It 'says where a template is not valid' {
        Set-Content broken.yaml "Resources:`n  A: {Type: AWS::Lambda::Function"
        { Get-SharedLambdaRole -Path broken.yaml -ErrorAction Stop } | Should -Throw -ErrorId 'TemplateInvalid,*'
    }
}
