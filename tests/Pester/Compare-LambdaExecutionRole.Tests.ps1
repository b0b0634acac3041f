# What does one role grant beside another? Decided by proof, shown by requests.
Describe 'Compare-LambdaExecutionRole' {
    BeforeAll {
        $get = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}'
        $all = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}'
        $queue = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"*"}}'
    }

    Context 'policy documents, without an account' {
        It 'says how the second relates to the first: <Relation>' -ForEach @(
            @{ Reference = 'get'; Difference = 'all'; Relation = 'Wider' }
            @{ Reference = 'all'; Difference = 'get'; Relation = 'Narrower' }
            @{ Reference = 'get'; Difference = 'get'; Relation = 'Equal' }
            @{ Reference = 'get'; Difference = 'queue'; Relation = 'Incomparable' }
        ) {
            $documents = @{ get = $get; all = $all; queue = $queue }
            "$((Compare-LambdaExecutionRole -ReferencePolicy $documents[$Reference] -DifferencePolicy $documents[$Difference]).Relation)" | Should -Be $Relation
        }

        It 'shows requests that only the second allows' {
            $comparison = Compare-LambdaExecutionRole -ReferencePolicy $get -DifferencePolicy $all
            $comparison.Added | Should -Not -BeNullOrEmpty
            $comparison.Added.Action | Should -Not -Contain 's3:GetObject'
            $comparison.Removed | Should -BeNullOrEmpty
        }

        It 'takes what ConvertFrom-Json gives, as objects and as hashtables' {
            "$((Compare-LambdaExecutionRole -ReferencePolicy ($get | ConvertFrom-Json) -DifferencePolicy $all).Relation)" | Should -Be 'Wider'
            "$((Compare-LambdaExecutionRole -ReferencePolicy ($get | ConvertFrom-Json -AsHashtable) -DifferencePolicy $all).Relation)" | Should -Be 'Wider'
        }

        It 'takes several documents as one set' {
            "$((Compare-LambdaExecutionRole -ReferencePolicy $get, $queue -DifferencePolicy $queue, $get).Relation)" | Should -Be 'Equal'
        }

        It 'takes what Get-Content -Raw reads' {
            $get | Set-Content TestDrive:/policy.json
            "$((Compare-LambdaExecutionRole -ReferencePolicy (Get-Content TestDrive:/policy.json -Raw) -DifferencePolicy $get).Relation)" | Should -Be 'Equal'
        }

        It 'shows at most -MaxWitness requests' {
            $roles = @{ ReferencePolicy = $get; DifferencePolicy = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["sqs:SendMessage","sns:Publish","s3:GetObject"],"Resource":"*"}}' }
            (Compare-LambdaExecutionRole @roles).Added.Count | Should -Be 2
            (Compare-LambdaExecutionRole @roles -MaxWitness 1).Added.Count | Should -Be 1
        }

        It 'names the place of an error in a document' {
            $wrong = '{"Version":"2012-10-17","Statement":{"Effect":"Permit","Action":"*","Resource":"*"}}'
            $problem = { Compare-LambdaExecutionRole -ReferencePolicy $wrong -DifferencePolicy $get -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidPolicyDocument,*' -PassThru
            "$problem" | Should -Match 'Statement.*Effect'
        }
    }

    Context 'roles of an account' {
        BeforeAll {
            $null = Start-Sandbox
            $comparison = Compare-LambdaExecutionRole aws-lambda-full-access order-events-role
        }
        AfterAll { Stop-Sandbox }

        It 'takes two names by position' {
            $comparison.Reference | Should -Be 'aws-lambda-full-access'
            $comparison.Difference | Should -Be 'order-events-role'
            "$($comparison.Relation)" | Should -Be 'Incomparable'
        }

        It 'shows what only the second role allows' {
            $comparison.Added.Action | Should -Contain 'dynamodb:GetItem'
        }

        It 'shows what only the first role allows' {
            $comparison.Removed.Action | Should -Contain 'sqs:ReceiveMessage'
        }

        It 'takes roles that Get-LambdaExecutionRole gave' {
            $roles = Get-LambdaExecutionRole image-resize-*
            "$((Compare-LambdaExecutionRole $roles[0] $roles[1]).Relation)" | Should -Be 'Equal'
        }

        It 'fails if a role does not exist' {
            { Compare-LambdaExecutionRole no-such-role order-events-role -ErrorAction Stop } | Should -Throw -ErrorId '*NotFound,*'
        }
    }
}
