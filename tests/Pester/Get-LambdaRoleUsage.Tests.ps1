# What did each function do with its role? The rule's own account has a trail with 90 days of records, and an event history.
Describe 'Get-LambdaRoleUsage' {
    BeforeAll {
        $url = Start-Sandbox
        $usage = Get-LambdaRoleUsage -Trail management-events
    }
    AfterAll { Stop-Sandbox }

    Context 'a trail' {
        It 'gives one object for each function, and one for the other sessions of a role' {
            ($usage | Where-Object FunctionName).FunctionName | Sort-Object | Should -Be @(
                'cc-s3-logging', 'cc-sqs-poller', 'image-resize', 'image-resize', 'order-archive', 'order-intake', 's3-get-object')
            $others = @($usage | Where-Object { -not $_.FunctionName })
            $others | Should -HaveCount 1
            $others[0].RoleArn | Should -BeLike '*/aws-lambda-full-access'
            $others[0].Permissions.Action | Should -Be 'iam:ListRoles'
        }

        It 'tells the functions of a shared role apart' {
            $intake, $archive = 'order-intake', 'order-archive' | ForEach-Object { $name = $_; $usage | Where-Object FunctionName -EQ $name }
            ($intake.Permissions | Where-Object Count).Action | Should -Be 'dynamodb:PutItem'
            ($archive.Permissions | Where-Object Count).Action | Should -Be 'dynamodb:GetItem'
            $archive.Permissions[0].ResourceArn | Should -Be 'arn:aws:dynamodb:eu-west-1:123456789012:table/orders'
        }

        It 'counts the calls, and those that were denied' {
            $intake = $usage | Where-Object FunctionName -EQ order-intake
            ($intake.Permissions | Where-Object Action -EQ dynamodb:PutItem).Count | Should -Be 90
            ($intake.Permissions | Where-Object Action -EQ dynamodb:DescribeTable).DeniedCount | Should -Be 13
            $intake.DeniedCount | Should -Be 13
        }

        It 'says what the trail does not log, and what CloudTrail never logs' {
            $poller = $usage | Where-Object FunctionName -EQ cc-sqs-poller
            "$(($poller.Coverage | Where-Object Service -EQ sqs).Status)" | Should -Be 'NotLogged'
            ($poller.Coverage | Where-Object { "$($_.Status)" -eq 'NeverLogged' }).Service | Should -Contain 'iam'
            $poller.Permissions.Action | Should -Not -Contain 'sqs:ReceiveMessage'
        }

        It 'shows a call that no action is known for' {
            $archive = $usage | Where-Object FunctionName -EQ order-archive
            $archive.Unmapped.EventName | Should -Be 'ExecuteStatement'
            $archive.Unmapped[0].Count | Should -Be 3
        }

        It 'covers all regions and all days of the 90 days' {
            $usage.IsComplete | Should -Not -Contain $false
            $usage[0].CoversAllRegions | Should -BeTrue
            $usage[0].DaysWithoutRecords | Should -BeNullOrEmpty
            ($usage[0].To - $usage[0].From).TotalDays | Should -Be 90
        }

        It 'takes the ARN of the trail' {
            (Get-LambdaRoleUsage order-intake -Trail arn:aws:cloudtrail:us-east-1:123456789012:trail/management-events).UsedActionCount |
                Should -Be 1
        }

        It 'fails if no trail has the name' {
            { Get-LambdaRoleUsage -Trail no-such-trail } | Should -Throw -ErrorId 'TrailNotFound,*'
        }

        It 'reads a bucket without its trail, and does not claim what the trail logs' {
            $found = Get-LambdaRoleUsage order-intake -TrailBucket management-events-logs -ErrorAction SilentlyContinue
            ($found.Permissions | Where-Object Count).Count | Should -Be 90
            $found.Coverage.Status | Should -Not -Contain 'Seen'
            $found.Coverage.Status | Should -Contain 'Unknown'
        }

        It 'fails if there is not such a bucket' {
            { Get-LambdaRoleUsage -TrailBucket no-such-bucket } | Should -Throw -ErrorId 'TrailBucketNotFound,*'
        }

        It 'reads only the regions of -LogRegion, and says that the others are not known' {
            $found = Get-LambdaRoleUsage -RoleName order-* -Trail management-events -LogRegion us-*
            $found[0].LogRegions | Should -Be 'us-east-1', 'us-east-2', 'us-west-1', 'us-west-2'
            $found[0].CoversAllRegions | Should -BeFalse
            ($found | Where-Object FunctionName -EQ order-archive).UsedActionCount | Should -Be 0
            ($found | Where-Object FunctionName -EQ order-intake).UsedActionCount | Should -Be 1
            "$(($found[0].Coverage | Where-Object Service -EQ dynamodb).Status)" | Should -Be 'Unknown'
        }

        It 'reads a part of the period' {
            $day = [DateTimeOffset]::UtcNow.Date
            $found = Get-LambdaRoleUsage order-intake -Trail management-events -After $day.AddDays(-10) -Before $day.AddDays(-3)
            ($found.Permissions | Where-Object Action -EQ dynamodb:PutItem).Count | Should -Be 7
        }

        It 'adds when the role last used a service' {
            $found = Get-LambdaRoleUsage order-intake -Trail management-events -LastAccessed
            ($found.Coverage | Where-Object Service -EQ dynamodb).LastAccessed | Should -BeGreaterThan ([DateTimeOffset]::UtcNow.AddDays(-2))
            $found.Coverage | Where-Object { $_.Service -eq 'logs' -and $_.LastAccessed } | Should -BeNullOrEmpty
        }
    }

    Context 'event history' {
        It 'is the default for a few functions' {
            $found = Get-LambdaRoleUsage order-*
            "$($found[0].Source)" | Should -Be 'EventHistory'
        }

        It 'has management events only' {
            $found = Get-LambdaRoleUsage order-intake -EventHistory
            $found.Permissions.Action | Should -Be 'dynamodb:DescribeTable'
            "$(($found.Coverage | Where-Object Service -EQ dynamodb).Status)" | Should -Be 'NotLogged'
        }

        It 'is not read for many functions without being asked for' {
            $null = Start-Sandbox -Estate 40
            try {
                { Get-LambdaRoleUsage } | Should -Throw -ErrorId 'UsageSourceNeeded,*'
                Get-LambdaRoleUsage -EventHistory -LogRegion us-east-1 | Should -HaveCount 40
            }
            finally {
                Stop-Sandbox
                Use-Sandbox $url
            }
        }

        It 'is older than 90 days nowhere' {
            { Get-LambdaRoleUsage order-intake -EventHistory -Before ([DateTimeOffset]::UtcNow.AddDays(-91)) } |
                Should -Throw -ErrorId 'PeriodIsEmpty,*'
        }
    }

    Context 'a choice' {
        It 'takes the functions of shared roles from the pipeline, with <_>' -ForEach 'Trail', 'TrailBucket', 'EventHistory' {
            $source = switch ($_) {
                Trail { @{ Trail = 'management-events' } }
                TrailBucket { @{ TrailBucket = 'management-events-logs' } }
                EventHistory { @{ EventHistory = $true } }
            }
            $found = Get-SharedLambdaRole | Get-LambdaRoleUsage @source -WarningAction SilentlyContinue -ErrorAction SilentlyContinue
            ($found | Where-Object FunctionName).FunctionName | Sort-Object |
                Should -Be 'cc-s3-logging', 'cc-sqs-poller', 'order-archive', 'order-intake', 's3-get-object'
        }

        It 'takes Athena with pipeline input' {
            # The Sandbox has no such table. The error shows that the parameters were accepted.
            { Get-SharedLambdaRole | Get-LambdaRoleUsage -AthenaTable t -AthenaDatabase d -AthenaTrail management-events -ErrorAction Stop } |
                Should -Throw -ExpectedMessage '*d.t*'
        }

        It 'shows only functions of the regions' {
            (Get-LambdaRoleUsage image-resize -Region eu-* -EventHistory).Region | Should -Be 'eu-west-1'
        }

        It 'fails if no function has the name' {
            { Get-LambdaRoleUsage order-intak -EventHistory -ErrorAction Stop } | Should -Throw -ErrorId 'FunctionNotFound,*'
        }

        It 'fails before it reads anything if the region of <_> does not exist' -ForEach 'Region', 'LogRegion' {
            $choice = @{ $_ = 'mars-north-1' }
            { Get-LambdaRoleUsage @choice } | Should -Throw -ErrorId 'UnknownRegion,*'
        }

        It 'fails if the period is empty' {
            { Get-LambdaRoleUsage -Trail management-events -After 2026-11-20 -Before 2026-11-19 } | Should -Throw -ErrorId 'PeriodIsEmpty,*'
            { Get-LambdaRoleUsage -Trail management-events -After ([DateTimeOffset]::UtcNow.AddDays(1)) } |
                Should -Throw -ErrorId 'PeriodIsEmpty,*'
        }

        It 'refuses <Names> together' -ForEach @(
            @{ Names = 'Path and Trail'; Choice = @{ Path = '.'; Trail = 'x' } }
            @{ Names = 'Trail and TrailBucket'; Choice = @{ Trail = 'x'; TrailBucket = 'y' } }
            @{ Names = 'EventHistory and Trail'; Choice = @{ EventHistory = $true; Trail = 'x' } }
            @{ Names = 'Path and LastAccessed'; Choice = @{ Path = '.'; LastAccessed = $true } }
            @{ Names = 'Trail and AthenaTable'; Choice = @{ Trail = 'x'; AthenaTable = 't'; AthenaDatabase = 'd' } }
        ) {
            { Get-LambdaRoleUsage @Choice } | Should -Throw -ErrorId 'AmbiguousParameterSet,*'
        }

        It 'refuses a null, which is not the whole account' {
            { $null | Get-LambdaRoleUsage -EventHistory -ErrorAction Stop } | Should -Throw -ErrorId 'InputNull,*'
        }
    }

    Context 'files' {
        BeforeAll {
            $folder = Join-Path $TestDrive trail
            $null = New-Item -ItemType Directory $folder/us-east-1
            $record = @{
                eventVersion = '1.11'; eventTime = '2026-11-20T10:00:00Z'; eventSource = 's3.amazonaws.com'; eventName = 'GetObject'
                awsRegion = 'us-east-1'; requestParameters = @{ bucketName = 'reports'; key = 'a.json' }; eventID = "$(New-Guid)"
                eventType = 'AwsApiCall'; managementEvent = $false; recipientAccountId = '123456789012'; eventCategory = 'Data'
                resources = @(@{ type = 'AWS::S3::Object'; ARN = 'arn:aws:s3:::reports/a.json' })
                userIdentity = @{
                    type = 'AssumedRole'; arn = 'arn:aws:sts::123456789012:assumed-role/order-events-role/order-intake'
                    accountId = '123456789012'
                    sessionContext = @{
                        sessionIssuer = @{
                            type = 'Role'; arn = 'arn:aws:iam::123456789012:role/orders/order-events-role'; accountId = '123456789012'
                            userName = 'order-events-role'
                        }
                    }
                    inScopeOf = @{
                        issuerType = 'AWS::Lambda::Function'
                        credentialsIssuedTo = 'arn:aws:lambda:us-east-1:123456789012:function:order-intake'
                    }
                }
            }
            @{ Records = @($record) } | ConvertTo-Json -Depth 9 | Set-Content $folder/us-east-1/records.json
            # What the AWS CLI would print about the account.
            $roles, $functions, $trail, $selectors = 'roles', 'functions', 'trail', 'selectors' | ForEach-Object { Join-Path $TestDrive "$_.json" }
            @{
                UserDetailList = @(); GroupDetailList = @(); Policies = @()
                RoleDetailList = @(@{
                    Path = '/orders/'; RoleName = 'order-events-role'; RoleId = 'AROAEXAMPLEEXAMPLE123'
                    Arn = 'arn:aws:iam::123456789012:role/orders/order-events-role'; CreateDate = '2025-01-01T00:00:00Z'
                    AssumeRolePolicyDocument = @{
                        Version = '2012-10-17'
                        Statement = @(@{ Effect = 'Allow'; Principal = @{ Service = 'lambda.amazonaws.com' }; Action = 'sts:AssumeRole' })
                    }
                    AttachedManagedPolicies = @(); InstanceProfileList = @(); Tags = @()
                    RolePolicyList = @(@{
                        PolicyName = 'own'
                        PolicyDocument = @{
                            Version = '2012-10-17'
                            Statement = @(@{ Effect = 'Allow'; Action = 's3:GetObject', 's3:PutObject'; Resource = '*' })
                        }
                    })
                })
            } | ConvertTo-Json -Depth 9 | Set-Content $roles
            @{
                Functions = @(@{
                    FunctionName = 'order-intake'; FunctionArn = 'arn:aws:lambda:us-east-1:123456789012:function:order-intake'
                    Role = 'arn:aws:iam::123456789012:role/orders/order-events-role'; Runtime = 'python3.13'; Version = '$LATEST'
                })
            } | ConvertTo-Json -Depth 9 | Set-Content $functions
            @{
                trailList = @(@{
                    Name = 't'; S3BucketName = 'b'; IsMultiRegionTrail = $true; HomeRegion = 'us-east-1'; IsOrganizationTrail = $false
                    TrailARN = 'arn:aws:cloudtrail:us-east-1:123456789012:trail/t'
                })
            } | ConvertTo-Json -Depth 9 | Set-Content $trail
            @{
                TrailARN = 'arn:aws:cloudtrail:us-east-1:123456789012:trail/t'
                EventSelectors = @(@{
                    ReadWriteType = 'All'; IncludeManagementEvents = $true; ExcludeManagementEventSources = @()
                    DataResources = @(@{ Type = 'AWS::S3::Object'; Values = @('arn:aws:s3') })
                })
            } | ConvertTo-Json -Depth 9 | Set-Content $selectors
            # Nobody answers there.
            $env:AWS_ENDPOINT_URL = 'http://127.0.0.1:1'
        }
        AfterAll { Use-Sandbox $url }

        It 'reads a folder, and claims nothing about permissions' {
            $found = Get-LambdaRoleUsage -Path $folder
            $found.FunctionName | Should -Be 'order-intake'
            $found.Permissions.ResourceArn | Should -Be 'arn:aws:s3:::reports/a.json'
            $found.Coverage | Should -BeNullOrEmpty
            "$($found.Source)" | Should -Be 'Files'
        }

        It 'reads the account and the trail from files too' {
            $found = Get-LambdaRoleUsage -Path $folder, $roles, $functions, $trail, $selectors
            $found.GrantedActionCount | Should -Be 2
            ($found.Coverage | Where-Object Service -EQ s3).UsedActionCount | Should -Contain 1
            # The records are of one region, and the trail logs all: other files can be missing.
            "$(($found.Coverage | Where-Object UsedActionCount -EQ 1).Status)" | Should -Be 'Unknown'
            Set-Content $folder/eu-west-1.json "$(Get-Content $folder/us-east-1/records.json -Raw)".Replace('us-east-1', 'eu-west-1')
            try {
                $found = Get-LambdaRoleUsage -Path $folder, $roles, $functions, $trail, $selectors
                "$(($found.Coverage | Where-Object UsedActionCount -GE 1)[0].Status)" | Should -Be 'Seen'
            }
            finally { Remove-Item $folder/eu-west-1.json }
        }

        It 'takes exact names' {
            (Get-LambdaRoleUsage -LiteralPath "$folder/us-east-1/records.json").UsedActionCount | Should -Be 1
        }

        It 'fails if no record has the name' {
            { Get-LambdaRoleUsage order-intak -Path $folder -ErrorAction Stop } | Should -Throw -ErrorId 'FunctionNotFound,*'
        }

        It 'fails if a file does not exist' {
            { Get-LambdaRoleUsage -Path $TestDrive/nothing -ErrorAction Stop } | Should -Throw -ErrorId 'FileNotFound,*'
        }

        Context 'a damaged file' {
            BeforeAll { Set-Content $folder/damaged.json.gz 'not a gzip file' }
            AfterAll { Remove-Item $folder/damaged.json.gz }

            It 'is an error, and the rest is read and marked incomplete' {
                $found = Get-LambdaRoleUsage -Path $folder -ErrorAction SilentlyContinue -ErrorVariable problems
                $problems | Should -HaveCount 1
                "$problems" | Should -BeLike '*damaged.json.gz*'
                $found.UsedActionCount | Should -Be 1
                $found.IsComplete | Should -BeFalse
                "$($found.Unread)" | Should -BeLike '*damaged.json.gz*'
            }

            It 'is a warning with -AllowUnknown' {
                $found = Get-LambdaRoleUsage -Path $folder -AllowUnknown -WarningVariable warnings -WarningAction SilentlyContinue -ErrorAction Stop
                "$warnings" | Should -BeLike '*damaged.json.gz*'
                $found.IsComplete | Should -BeFalse
            }
        }
    }

    Context 'views' {
        It 'shows a table with the functions of each role' {
            $text = $usage | Format-Table | Out-String -Width 80
            $text | Should -Match 'Role: aws-lambda-full-access, allows 154 actions'
            $text | Should -Match 'order-intake\s+us-east-1\s+1\s+13\s+dynamodb'
            $text | Should -Match '\(other sessions\)'
        }

        It 'shows everything in a list' {
            $text = $usage | Where-Object FunctionName -EQ cc-sqs-poller | Format-List | Out-String -Width 200
            $text | Should -Match 'Actions\s+: 1 used of 154 granted'
            $text | Should -Match 'lambda: \d+ of \d+ actions'
            $text | Should -Match 'NotLogged, .*sqs 3'
        }

        It 'shows permissions on one line each' {
            ($usage | Where-Object FunctionName -EQ order-intake).Permissions | Out-String -Width 120 |
                Should -Match 'dynamodb:PutItem\s+90\s+\d{4}-\d\d-\d\d arn:aws:dynamodb'
        }
    }

    Context 'findings' {
        BeforeAll { $file = Join-Path $TestDrive usage }

        It 'are the same from <_>' -ForEach 'live objects', 'Clixml', 'JSON' {
            $given = switch ($_) {
                'live objects' { $usage }
                'Clixml' { $usage | Export-Clixml $file; Import-Clixml $file }
                'JSON' { $usage | ConvertTo-Json -Depth 6 | ConvertFrom-Json }
            }
            $findings = Test-LambdaExecutionRole -FunctionName order-*, cc-sqs-poller -Usage $given -Rule LRA-207, LRA-208
            @($findings | ForEach-Object { "$($_.FunctionName) $($_.RuleId) $($_.Status)" } | Sort-Object) | Should -Be @(
                'cc-sqs-poller LRA-207 Fail', 'order-archive LRA-207 Unknown', 'order-intake LRA-207 Fail', 'order-intake LRA-208 Fail')
            ($findings | Where-Object RuleId -EQ LRA-208).Evidence | Should -Match 'dynamodb:DescribeTable'
        }
    }
}

# The terminal is made by Python's pty.
Describe 'Get-LambdaRoleUsage on a terminal' -Skip:($IsWindows -or -not (Get-Command python3 -ErrorAction Ignore)) {
    It 'ends at once on Ctrl-C while it reads event history' {
        $null = Start-Sandbox -Faults 'throttle:LookupEvents'
        try {
            $screen = Invoke-Terminal -TimeoutSec 60 -Steps @(
                , @('PS [^\n]*> $', "Get-LambdaRoleUsage -EventHistory -Verbose; 'not ' + 'reached'`r")
                , @('LookupEvents', "`u{3}")
                , @('PS [^\n]*> $', "'still ' + 'here'`r")
                , @('still here', "exit`r"))
            $screen | Should -Not -Match 'not reached'
        }
        finally { Stop-Sandbox }
    }
}
