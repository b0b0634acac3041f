using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Templates;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>Rule LRA-301 in a template: missing for every value, there for every value, or unknown.</summary>
public sealed class TemplateNeedsTests
{
    private const FindingStatus Fail = FindingStatus.Fail;
    private const FindingStatus Passed = FindingStatus.Passed;
    private const FindingStatus Unknown = FindingStatus.Unknown;

    private const string Sqs = "[sqs:ReceiveMessage, sqs:DeleteMessage, sqs:GetQueueAttributes]";

    [Theory]
    // The same resource, or any.
    [InlineData("!GetAtt Made.Arn", "!GetAtt Made.Arn", Passed)]
    [InlineData("!GetAtt Made.Arn", "!Sub '${Made.Arn}'", Passed)]
    [InlineData("!GetAtt Made.Arn", "'*'", Passed)]
    [InlineData("!GetAtt Made.Arn", "'arn:aws:sqs:*:*:*'", Passed)]
    [InlineData("!GetAtt Made.Arn", "!Sub 'arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:*'", Passed)]
    [InlineData("!GetAtt Made.Arn", "!Sub 'arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:${Made.QueueName}'", Passed)]
    [InlineData("!GetAtt Named.Arn", "!Sub 'arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:jobs'", Passed)]
    [InlineData("!GetAtt Named.Arn", "'arn:aws:sqs:*:*:jobs'", Passed)]
    [InlineData("!GetAtt Prefixed.Arn", "!Sub 'arn:aws:sqs:*:*:${Stage}-jobs'", Passed)]
    [InlineData("!GetAtt Prefixed.Arn", "!Sub 'arn:aws:sqs:*:*:*-jobs'", Passed)]
    [InlineData("!Sub 'arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:jobs'", "!GetAtt Named.Arn", Passed)]
    [InlineData("'arn:aws:sqs:eu-west-1:123456789012:q'", "'arn:aws:sqs:eu-west-1:123456789012:q'", Passed)]
    // Another resource, whatever the deployment is.
    [InlineData("!GetAtt Made.Arn", "!GetAtt Other.Arn", Fail)]
    [InlineData("!GetAtt Made.Arn", "!Sub 'arn:aws:sqs:*:*:${Other.QueueName}'", Unknown)]
    [InlineData("!GetAtt Made.Arn", "!GetAtt Bucket.Arn", Fail)]
    [InlineData("!GetAtt Made.Arn", "'arn:aws:sns:*:*:*'", Fail)]
    [InlineData("!GetAtt Named.Arn", "!GetAtt Made.Arn", Fail)]
    [InlineData("!GetAtt Named.Arn", "'arn:aws:sqs:*:*:jobs2'", Fail)]
    [InlineData("!GetAtt Prefixed.Arn", "'arn:aws:sqs:*:*:*-dlq'", Fail)]
    [InlineData("'arn:aws:sqs:eu-west-1:123456789012:q'", "'arn:aws:sqs:eu-west-1:123456789012:p'", Fail)]
    // It depends on the deployment.
    [InlineData("!GetAtt Made.Arn", "'arn:aws:sqs:eu-west-1:123456789012:jobs'", Unknown)]
    [InlineData("!GetAtt Made.Arn", "!Sub 'arn:aws:sqs:*:*:${Stage}-jobs'", Unknown)]
    [InlineData("!GetAtt Made.Arn", "!Ref Stage", Unknown)]
    [InlineData("!GetAtt Made.Arn", "'arn:aws:sqs:eu-west-1:*:*'", Unknown)]
    [InlineData("!GetAtt Made.Arn", "'arn:aws:sqs:*:*:prod-*'", Unknown)]
    [InlineData("!GetAtt Named.Arn", "!GetAtt Prefixed.Arn", Fail)]
    [InlineData("!GetAtt Prefixed.Arn", "'arn:aws:sqs:*:*:prod-jobs'", Unknown)]
    [InlineData("'arn:aws:sqs:eu-west-1:123456789012:q'", "!GetAtt Made.Arn", Unknown)]
    [InlineData("!Ref Stage", "!Ref Stage", Unknown)]
    [InlineData("!Ref Stage", "'*'", Unknown)]
    [InlineData("!ImportValue Queue", "'arn:aws:sqs:*:*:*'", Unknown)]
    public void A_queue_is_the_one_of_the_policy_or_not(string source, string resource, FindingStatus expected) =>
        Assert.Equal(expected, StatusOf(Template(Sqs, resource, mapping: source)));

    [Theory]
    // Settings of the function; the role has the permissions for logs, and one more statement.
    [InlineData("VpcConfig: {SubnetIds: [!Ref Stage], SecurityGroupIds: [sg-1]}", "s3:GetObject", Fail, "ec2:CreateNetworkInterface")]
    [InlineData("VpcConfig: {SubnetIds: [], SecurityGroupIds: []}", "s3:GetObject", Passed, "")]
    [InlineData("VpcConfig: {SubnetIds: !Ref Subnets, SecurityGroupIds: [sg-1]}", "s3:GetObject", Fail, "ec2:CreateNetworkInterface")]
    [InlineData("VpcConfig: {SubnetIds: !Ref Texts, SecurityGroupIds: [sg-1]}", "s3:GetObject", Unknown, "Only some deployments")]
    [InlineData("VpcConfig: {SubnetIds: !Ref Texts, SecurityGroupIds: [sg-1]}", "'ec2:*'", Passed, "")]
    [InlineData(
        "VpcConfig: !If [IsProd, {SubnetIds: [a], SecurityGroupIds: [b]}, !Ref AWS::NoValue]", "s3:GetObject", Unknown, "Only some")]
    [InlineData("VpcConfig: !If [IsProd, {SubnetIds: [a], SecurityGroupIds: [b]}, !Ref AWS::NoValue]", "'ec2:*'", Passed, "")]
    [InlineData("VpcConfig: !Transform {Name: M}", "'ec2:*'", Unknown, "a macro makes it")]
    [InlineData("VpcConfig: {SubnetIds: [a], SecurityGroupIds: [b]}", "!Ref Stage", Unknown, "known at deployment only")]
    [InlineData("TracingConfig: {Mode: Active}", "s3:GetObject", Fail, "xray:PutTraceSegments")]
    [InlineData("TracingConfig: {Mode: PassThrough}", "s3:GetObject", Passed, "")]
    [InlineData("TracingConfig: {Mode: !Ref Stage}", "s3:GetObject", Unknown, "xray:PutTraceSegments")]
    [InlineData("TracingConfig: {Mode: Active}", "'xray:*'", Passed, "")]
    [InlineData("DeadLetterConfig: {TargetArn: !GetAtt Made.Arn}", "s3:GetObject", Fail, "sqs:SendMessage on arn:aws:sqs:${AWS::Region}")]
    [InlineData("DeadLetterConfig: {TargetArn: !Ref Stage}", "'*'", Passed, "")]
    [InlineData(
        "DeadLetterConfig: {TargetArn: !Ref Stage}", "'sqs:*'", Unknown, "The dead-letter target ${Stage} is known at deployment only")]
    [InlineData("KmsKeyArn: !Ref Stage", "s3:GetObject", Unknown, "the key's own policy, or a grant, may")]
    [InlineData("KmsKeyArn: !Ref Stage", "kms:Decrypt", Passed, "")]
    [InlineData("LoggingConfig: {LogGroup: !Ref Stage}", "s3:GetObject", Passed, "")]
    [InlineData(
        "FileSystemConfigs: [{Arn: !GetAtt Point.Arn, LocalMountPath: /mnt/a}]", "s3:GetObject", Fail, "elasticfilesystem:ClientMount")]
    [InlineData("FileSystemConfigs: [{Arn: !GetAtt Point.Arn, LocalMountPath: /mnt/a}]", "'elasticfilesystem:*'", Passed, "")]
    public void A_setting_is_supported_or_not(string setting, string action, FindingStatus expected, string evidence)
    {
        var found = Found(Template(action, "'*'", function: setting));
        Assert.Equal(expected, found.Status);
        Assert.Contains(evidence, found.Evidence, StringComparison.Ordinal);
        if (expected == Passed) Assert.Contains("in this template", found.Evidence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FunctionName: !GetAtt Function.Arn, EventSourceArn: !GetAtt Made.Arn", Fail)]
    [InlineData("FunctionName: !Ref Alias, EventSourceArn: !GetAtt Made.Arn", Fail)]
    [InlineData("FunctionName: !Sub '${Function}:live', EventSourceArn: !GetAtt Made.Arn", Fail)]
    [InlineData("FunctionName: !Ref Stage, EventSourceArn: !GetAtt Made.Arn", Unknown)]
    [InlineData("FunctionName: !Ref Function, Enabled: false, EventSourceArn: !GetAtt Made.Arn", Passed)]
    [InlineData("FunctionName: !Ref Function, Enabled: !Ref Stage, EventSourceArn: !GetAtt Made.Arn", Unknown)]
    [InlineData("FunctionName: !Ref Function, EventSourceArn: !If [IsProd, !GetAtt Made.Arn, !GetAtt Other.Arn]", Unknown)]
    [InlineData("FunctionName: !Transform {Name: M}, EventSourceArn: !GetAtt Made.Arn", Unknown)]
    [InlineData("FunctionName: !Ref Function, EventSourceArn: !Transform {Name: M}", Unknown)]
    [InlineData("FunctionName: !Ref Function", Unknown)]
    [InlineData("FunctionName: !Ref Function, SelfManagedEventSource: {}", Passed)]
    [InlineData(
        "FunctionName: !Ref Function, SelfManagedEventSource: {}, SourceAccessConfigurations: [{Type: BASIC_AUTH, URI: !Ref Secret}]",
        Fail)]
    [InlineData(
        "FunctionName: !Ref Function, SelfManagedEventSource: {}, SourceAccessConfigurations: [{Type: BASIC_AUTH, URI: !Ref Stage}]",
        Unknown)]
    [InlineData("FunctionName: !Ref Function, EventSourceArn: !GetAtt Table.StreamArn", Fail)]
    [InlineData("FunctionName: !Ref Function, EventSourceArn: !GetAtt Cluster.Arn", Fail)]
    [InlineData("FunctionName: !Ref Function, EventSourceArn: !Ref Unlisted", Unknown)]
    public void A_mapping_is_one_of_the_function_or_not(string properties, FindingStatus expected) =>
        Assert.Equal(expected, StatusOf(Template(
            "s3:GetObject", "'*'", more: $"  Mapping: {{Type: AWS::Lambda::EventSourceMapping, Properties: {{{properties}}}}}")));

    [Theory]
    [InlineData("!Sub '${Table.Arn}/stream/*'", Passed)]
    [InlineData("!Sub 'arn:aws:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${Table}/stream/*'", Passed)]
    [InlineData("!GetAtt Table.StreamArn", Passed)]
    [InlineData("!GetAtt Table.Arn", Fail)]
    [InlineData("'arn:aws:dynamodb:*:*:table/orders/stream/*'", Unknown)]
    [InlineData("'arn:aws:dynamodb:*:*:table/orders/stream/2026-01-01T00:00:00.000'", Unknown)]
    [InlineData("'arn:aws:dynamodb:eu-west-1:123456789012:table/orders/stream/2026-01-01T00:00:00.000'", Unknown)]
    public void A_stream_is_one_of_its_table(string resource, FindingStatus expected) => Assert.Equal(expected, StatusOf(Template(
        "[dynamodb:DescribeStream, dynamodb:GetRecords, dynamodb:GetShardIterator]", resource, mapping: "!GetAtt Table.StreamArn")));

    [Theory]
    [InlineData("Effect: Deny, Action: 'sqs:*', Resource: !GetAtt Made.Arn", Unknown)]
    [InlineData("Effect: Deny, Action: 'sqs:*', Resource: '*'", Fail)]
    [InlineData("Effect: Deny, Action: 'sqs:*', NotResource: !GetAtt Made.Arn", Passed)]
    [InlineData("Effect: Deny, Action: !Ref Stage, Resource: '*'", Unknown)]
    [InlineData("Effect: Allow, Action: '*', Resource: '*', Condition: {StringEquals: {'aws:PrincipalTag/a': !Ref Stage}}", Passed)]
    [InlineData("Effect: Allow, NotAction: !Ref Stage, Resource: '*'", Passed)]
    public void Another_statement_takes_away_or_adds(string statement, FindingStatus expected) => Assert.Equal(expected, StatusOf(
        Template(Sqs, "!GetAtt Made.Arn", mapping: "!GetAtt Made.Arn", condition: $"\n              - {{{statement}}}")));

    [Theory]
    [InlineData("Condition: {StringEquals: {'aws:PrincipalTag/a': !Ref Stage}}", Unknown)]
    [InlineData("Condition: {ArnEquals: {'elasticfilesystem:AccessPointArn': !GetAtt Point.Arn}}", Unknown)]
    public void A_condition_with_a_value_of_the_deployment_is_not_guessed(string condition, FindingStatus expected) => Assert.Equal(
        expected, StatusOf(Template(Sqs, "!GetAtt Made.Arn", mapping: "!GetAtt Made.Arn", condition: condition)));

    [Theory]
    [InlineData("Action: '*', Resource: '*'", Passed)]
    [InlineData("Action: ['logs:*', 'sqs:*'], Resource: ['*', !GetAtt Made.Arn]", Passed)]
    [InlineData("Action: 'logs:*', Resource: '*'", Fail)]
    [InlineData("Action: '*', Resource: ['arn:aws:logs:*', !GetAtt Other.Arn]", Unknown)]
    public void A_boundary_and_a_policy_must_allow_one_resource(string allowed, FindingStatus expected)
    {
        string Bounded(string resource) => Template(Sqs, "!GetAtt Made.Arn", mapping: "!GetAtt Made.Arn").Replace(
                "      ManagedPolicyArns:", "      PermissionsBoundary: !Ref Boundary\n      ManagedPolicyArns:", StringComparison.Ordinal)
            + $"  Boundary: {{Type: AWS::IAM::ManagedPolicy, Properties: {{PolicyDocument: {resource}}}}}";
        Assert.Equal(expected, StatusOf(Bounded($"{{Statement: [{{Effect: Allow, {allowed}}}]}}")));
    }

    [Fact]
    public void The_branch_of_the_role_decides_the_branch_of_the_settings()
    {
        const string Network = "VpcConfig: !If [IsProd, {SubnetIds: [a], SecurityGroupIds: [b]}, !Ref AWS::NoValue]";
        const string Basic = """
              Basic:
                Type: AWS::IAM::Role
                Properties:
                  AssumeRolePolicyDocument:
                    Statement: [{Effect: Allow, Action: sts:AssumeRole, Principal: {Service: lambda.amazonaws.com}}]
                  ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]
            """;
        var template = Template("'ec2:*'", "'*'", function: Network, more: Basic).Replace(
            "Role: !GetAtt Role.Arn", "Role: !If [IsProd, !GetAtt Role.Arn, !GetAtt Basic.Arn]", StringComparison.Ordinal);
        Assert.Equal(Passed, StatusOf(template));
    }

    [Theory]
    [InlineData("'arn:aws:logs:*:*:*'", Passed)]
    [InlineData("'arn:aws:logs:*:*:log-group:/aws/lambda/*'", Passed)]
    [InlineData("!Sub 'arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda/${Stage}:*'", Unknown)]
    [InlineData("'arn:aws:logs:*:*:log-group:/aws/lambda/orders:*'", Unknown)]
    [InlineData("'arn:aws:logs:*:*:log-group:/ecs/*'", Fail)]
    [InlineData("!GetAtt Made.Arn", Fail)]
    public void The_log_group_has_the_name_of_the_function(string resource, FindingStatus expected) => Assert.Equal(
        expected, StatusOf(Template("[logs:CreateLogStream, logs:PutLogEvents]", resource).Replace(
            "ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]", "Path: /", StringComparison.Ordinal)));

    [Fact]
    public void A_template_that_a_macro_changes_has_no_missing_permission_for_certain()
    {
        var template = Template("s3:GetObject", "'*'", mapping: "!GetAtt Made.Arn");
        Assert.Equal(Fail, StatusOf(template));
        var found = Found(template.Replace("Parameters:", "Transform: [Ours]\nParameters:", StringComparison.Ordinal));
        Assert.Equal(Unknown, found.Status);
        Assert.Contains("could not be read", found.Evidence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{AWS: !GetAtt Role.Arn}", Unknown)]
    [InlineData("'*'", Unknown)]
    [InlineData("{AWS: '*'}", Unknown)]
    [InlineData("{AWS: [!Ref AWS::AccountId, !Ref Stage]}", Unknown)]
    [InlineData("{AWS: !ImportValue role}", Unknown)]
    [InlineData("{AWS: !If [IsProd, !GetAtt Role.Arn, !Ref AWS::AccountId]}", Unknown)]
    [InlineData("!If [IsProd, {AWS: !GetAtt Role.Arn}, {Service: sns.amazonaws.com}]", Unknown)]
    [InlineData("{Service: sns.amazonaws.com}", Fail)]
    // An account leaves it to the policies of the role.
    [InlineData("{AWS: !Ref AWS::AccountId}", Fail)]
    [InlineData("{AWS: !Sub 'arn:aws:iam::${AWS::AccountId}:root'}", Fail)]
    [InlineData("{CanonicalUser: abc}", Fail)]
    public void A_policy_of_the_queue_can_allow_what_the_role_does_not(string principal, FindingStatus expected) => Assert.Equal(
        expected, StatusOf(Template("s3:GetObject", "'*'", mapping: "!GetAtt Made.Arn", more: $$"""
              QueuePolicy:
                Type: AWS::SQS::QueuePolicy
                Properties:
                  Queues: [!Ref Made]
                  PolicyDocument: {Statement: [{Effect: Allow, Action: 'sqs:*', Resource: '*', Principal: {{principal}} }] }
            """)));

    [Theory]
    [InlineData("Type: AWS::SQS::QueueInlinePolicy", "PolicyDocument: ", Unknown)]
    [InlineData("Type: AWS::SQS::QueuePolicy", "PolicyDocument: ", Unknown)]
    [InlineData("Type: AWS::SNS::TopicInlinePolicy", "PolicyDocument: ", Fail)]
    [InlineData("Type: AWS::Ours::QueuePolicy", "PolicyDocument: ", Fail)]
    public void A_policy_counts_for_the_service_of_its_resource(string type, string property, FindingStatus expected)
    {
        var found = Found(Template("s3:GetObject", "'*'", mapping: "!GetAtt Made.Arn", more: $$"""
              Permission:
                {{type}}
                Properties:
                  {{property}}{Statement: {Effect: Allow, Action: 'sqs:*', Resource: '*', Principal: {AWS: !GetAtt Role.Arn} } }
            """));
        Assert.Equal(expected, found.Status);
        Assert.Equal(
            expected == Unknown, found.Evidence.Contains("resource Permission names a role (${Role.Arn})", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Effect: Deny, Principal: '*'", Fail)]
    [InlineData("Effect: Deny, NotPrincipal: {AWS: !GetAtt Role.Arn}", Fail)]
    [InlineData("Effect: Allow, NotPrincipal: {AWS: !Ref AWS::AccountId}", Unknown)]
    [InlineData("Effect: !Ref Stage, Principal: '*'", Unknown)]
    [InlineData("Effect: Allow, Principal: '*', Condition: {StringEquals: {aws:PrincipalAccount: !Ref AWS::AccountId}}", Unknown)]
    public void Only_a_statement_that_allows_counts(string statement, FindingStatus expected) => Assert.Equal(
        expected, StatusOf(Template("s3:GetObject", "'*'", mapping: "!GetAtt Made.Arn", more: $$"""
              QueuePolicy:
                Type: AWS::SQS::QueuePolicy
                Properties: {Queues: [!Ref Made], PolicyDocument: {Statement: [{Action: 'sqs:*', Resource: '*', {{statement}} }] } }
            """)));

    [Theory]
    [InlineData("AWS::DynamoDB::Table", "StreamSpecification: {ResourcePolicy: {PolicyDocument: {0}}}", "dynamodb")]
    [InlineData("AWS::DynamoDB::Table", "ResourcePolicy: {PolicyDocument: {0}}", "dynamodb")]
    [InlineData(
        "AWS::DynamoDB::GlobalTable",
        "Replicas: [{Region: eu-west-1, ReplicaStreamSpecification: {ResourcePolicy: {PolicyDocument: {0}}}}]", "dynamodb")]
    [InlineData("AWS::MSK::ClusterPolicy", "Policy: {0}", "kafka")]
    [InlineData("AWS::Kinesis::ResourcePolicy", "ResourcePolicy: {0}", "kinesis")]
    [InlineData("AWS::SecretsManager::ResourcePolicy", "ResourcePolicy: {0}", "secretsmanager")]
    [InlineData("AWS::EFS::FileSystem", "FileSystemPolicy: !If [IsProd, {0}, !Ref AWS::NoValue]", "elasticfilesystem")]
    [InlineData("AWS::Logs::ResourcePolicy", "PolicyDocument: '{\"Statement\": {\"Effect\": \"Allow\", \"Principal\": \"*\"}}'", "logs")]
    [InlineData("AWS::SQS::QueuePolicy", "Fn::Transform: {Name: AWS::Include}", "sqs")]
    public void A_policy_is_found_where_its_type_has_it(string type, string properties, string service)
    {
        var stack = Cfn.Read(Template("s3:GetObject", "'*'", more: $$"""
              Holder:
                Type: {{type}}
                Properties: { {{properties.Replace("{0}", "{Statement: [{Effect: Allow, Principal: '*'}]}", StringComparison.Ordinal)}} }
            """));
        var policy = Assert.Single(stack.ResourcePolicies.Value);
        Assert.Equal(("Holder", service), (policy.Name, policy.Service));
    }

    [Theory]
    [InlineData("Events: {Q: {Type: SQS, Properties: {Queue: !GetAtt Queue.Arn}}}", Fail)]
    [InlineData("Events: {Q: {Type: SQS, Properties: {Queue: !GetAtt Queue.Arn, Enabled: false}}}", Passed)]
    [InlineData("Events: {Q: {Type: SNS, Properties: {Topic: !Ref Topic, SqsSubscription: true}}}", Fail)]
    [InlineData("Events: {Q: {Type: SNS, Properties: {Topic: !Ref Topic}}}", Passed)]
    [InlineData("Events: {Q: {Type: Api, Properties: {Path: /, Method: get}}}", Passed)]
    [InlineData("Events: {Q: {Type: DynamoDB, Properties: {Stream: !Ref Stage, StartingPosition: LATEST}}}", Unknown)]
    [InlineData("Events: !Ref Stage", Unknown)]
    [InlineData("Tracing: Active", Fail)]
    [InlineData("DeadLetterQueue: {Type: SQS, TargetArn: !GetAtt Queue.Arn}", Fail)]
    [InlineData("MemorySize: 128", Passed)]
    public void A_SAM_function_with_a_role_of_the_template_gets_no_permissions_from_SAM(string property, FindingStatus expected)
    {
        var template = Sam($"Role: !GetAtt Role.Arn\n      {property}");
        Assert.Equal(expected, StatusOf(template));
        // The role that SAM makes has what its settings need.
        if (expected == Fail) Assert.Equal(Passed, StatusOf(Sam(property)));
    }

    [Fact]
    public void Globals_are_settings_too()
    {
        var template = Sam("Role: !GetAtt Role.Arn");
        Assert.Equal(Passed, StatusOf(template));
        const string Globals = "Globals: {Function: {VpcConfig: {SubnetIds: [a], SecurityGroupIds: [b]}}}\nResources:";
        Assert.Equal(Fail, StatusOf(template.Replace("Resources:", Globals, StringComparison.Ordinal)));
    }

    [Theory]
    // A statement that can grant or deny.
    [InlineData("Effect: !Ref P", "Roles: [!Ref Role]", "Path: /", Unknown)]
    [InlineData("Effect: Allow", "Roles: [!Ref Role]", "Path: /", Passed)]
    // A policy that attaches to a role by a name that the deployment decides, or by the role's own.
    [InlineData("Effect: Allow", "Roles: [!Ref P]", "RoleName: !Ref P", Passed)]
    [InlineData("Effect: Allow", "Roles: [!Ref P]", "RoleName: fixed", Unknown)]
    [InlineData("Effect: Allow", "Roles: [!Ref P]", "RoleName: !Sub '${P}-x'", Unknown)]
    [InlineData("Effect: Allow", "Roles: [fixed]", "RoleName: !Sub '${P}-x'", Unknown)]
    [InlineData("Effect: Allow", "Roles: [fixed]", "RoleName: other", Fail)]
    [InlineData("Effect: Allow", "Roles: [!Ref P]", "Path: /", Fail)]
    [InlineData("Effect: Allow", "Roles: !Ref Ps", "RoleName: fixed", Unknown)]
    [InlineData("Effect: Allow", "Roles: [!Select [1, !Split ['/', !GetAtt Role.Arn]]]", "Path: /", Unknown)]
    [InlineData("Effect: Allow", "Roles: [{'Fn::Transform': {Name: M}}]", "Path: /", Unknown)]
    public void A_policy_of_another_resource_decides_only_what_it_decides(
        string effect, string roles, string role, FindingStatus expected) => Assert.Equal(expected, StatusOf($$"""
            Parameters: {P: {Type: String}, Ps: {Type: CommaDelimitedList} }
            Resources:
              Role: {Type: AWS::IAM::Role, Properties: { {{role}}, AssumeRolePolicyDocument: {} } }
              Policy:
                Type: AWS::IAM::Policy
                Properties:
                  PolicyName: p
                  {{roles}}
                  PolicyDocument: {Statement: [{ {{effect}}, Action: 'logs:*', Resource: '*'}]}
              Function: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt Role.Arn} }
            """));

    [Theory]
    [InlineData("{Effect: Allow, Action: 'logs:*', Resource: '*'}", Passed)]
    [InlineData("{Effect: Allow, Action: 's3:*', Resource: '*'}", Fail)]
    [InlineData("{Effect: Allow, Action: !Ref P, Resource: '*'}", Unknown)]
    [InlineData("!If [C, {Effect: Allow, Action: 'logs:*', Resource: '*'}, !Ref 'AWS::NoValue']", Unknown)]
    public void A_boundary_of_the_template_limits_the_role(string statement, FindingStatus expected)
    {
        var template = $$"""
            Parameters: {P: {Type: String} }
            Conditions: {C: !Equals [!Ref P, x]}
            Resources:
              Limit: {Type: AWS::IAM::ManagedPolicy, Properties: {PolicyDocument: {Statement: [{{statement}}]} } }
              Role:
                Type: AWS::IAM::Role
                Properties:
                  AssumeRolePolicyDocument: {}
                  PermissionsBoundary: !Ref Limit
                  Policies: [{PolicyName: p, PolicyDocument: {Statement: [{Effect: Allow, Action: '*', Resource: '*'}]} }]
              Function: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt Role.Arn} }
            """;
        Assert.Equal(expected, StatusOf(template));
    }

    [Theory]
    [InlineData("!Ref P", Unknown)]
    [InlineData("!Sub '${P}-x'", Unknown)]
    [InlineData("other", Passed)]
    [InlineData("!Ref Function", Fail)]
    public void A_mapping_for_a_parameter_can_be_for_the_function(string name, FindingStatus expected) => Assert.Equal(
        expected, StatusOf($$"""
            Parameters: {P: {Type: String} }
            Resources:
              Queue: {Type: AWS::SQS::Queue}
              Role:
                Type: AWS::IAM::Role
                Properties:
                  AssumeRolePolicyDocument: {}
                  ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]
              Function: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt Role.Arn} }
              Mapping:
                Type: AWS::Lambda::EventSourceMapping
                Properties:
                  FunctionName: {{name}}
                  EventSourceArn: !GetAtt Queue.Arn
            """));

    [Theory]
    [InlineData("Action: 'logs:*'", "Action: 's3:*'", Unknown)]
    [InlineData("Action: 's3:*'", "Action: 's3:*'", Fail)]
    [InlineData("Action: 'logs:*'", "Action: '*'", Passed)]
    public void A_function_with_one_of_two_roles_lacks_what_both_lack(string one, string other, FindingStatus expected) =>
        Assert.Equal(expected, StatusOf($$"""
            Conditions: {C: !Equals [!Ref 'AWS::Region', x]}
            Resources:
              One:
                Type: AWS::IAM::Role
                Properties:
                  AssumeRolePolicyDocument: {}
                  Policies: [{PolicyName: p, PolicyDocument: {Statement: [{Effect: Allow, {{one}}, Resource: '*'}]} }]
              Other:
                Type: AWS::IAM::Role
                Properties:
                  AssumeRolePolicyDocument: {}
                  Policies: [{PolicyName: p, PolicyDocument: {Statement: [{Effect: Allow, {{other}}, Resource: '*'}]} }]
              Function: {Type: AWS::Lambda::Function, Properties: {Role: !If [C, !GetAtt One.Arn, !GetAtt Other.Arn]} }
            """));

    private static string Sam(string properties) => $$"""
        Transform: AWS::Serverless-2016-10-31
        Parameters: {Stage: {Type: String} }
        Resources:
          Queue: {Type: AWS::SQS::Queue}
          Topic: {Type: AWS::SNS::Topic}
          Role:
            Type: AWS::IAM::Role
            Properties:
              AssumeRolePolicyDocument:
                Statement: [{Effect: Allow, Action: sts:AssumeRole, Principal: {Service: lambda.amazonaws.com} }]
              ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]
          Function:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: nodejs22.x
              {{properties}}
        """;

    private static string MappingOf(string? source) => source is null
        ? ""
        : $"  Mapping: {{Type: AWS::Lambda::EventSourceMapping, Properties: {{FunctionName: !Ref Function, EventSourceArn: {source}}}}}";

    private static FindingStatus StatusOf(string template) => Found(template).Status;

    private static LambdaRoleFinding Found(string template)
    {
        var found = new TemplateExaminer(
                new FindingOptions { IncludePassed = true, Rules = [RuleCatalog.All.Single(rule => rule.RuleId == "LRA-301")] },
                Selection.Everything)
            .Run(new TemplateSet([Cfn.Read(template)])).ToList();
        Assert.All(found, one => Assert.True(
            (one.Evidence + one.Remedy).All(c => c is < '\uE000' or > '\uF8FF')
            && !one.Evidence.Contains("arn:aws:lra", StringComparison.Ordinal)
            && !one.Evidence.Contains("aws-declared", StringComparison.Ordinal), one.Evidence));
        return Assert.Single(found.DistinctBy(one => one.Status));
    }

    private static string Template(
        string action, string resource, string? mapping = null, string function = "", string more = "", string condition = "") => $$"""
        AWSTemplateFormatVersion: '2010-09-09'
        Parameters:
          Stage: {Type: String}
          Subnets: {Type: List<AWS::EC2::Subnet::Id> }
          Texts: {Type: CommaDelimitedList}
        Conditions:
          IsProd: !Equals [!Ref Stage, prod]
        Resources:
          Made: {Type: AWS::SQS::Queue}
          Other: {Type: AWS::SQS::Queue}
          Named: {Type: AWS::SQS::Queue, Properties: {QueueName: jobs} }
          Prefixed: {Type: AWS::SQS::Queue, Properties: {QueueName: !Sub '${Stage}-jobs'} }
          Bucket: {Type: AWS::S3::Bucket}
          Table: {Type: AWS::DynamoDB::Table}
          Point: {Type: AWS::EFS::AccessPoint}
          Secret: {Type: AWS::SecretsManager::Secret}
          Cluster: {Type: AWS::MSK::Cluster}
          Unlisted: {Type: AWS::DocDB::DBCluster}
          Alias: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !Ref Function, Name: live} }
          Role:
            Type: AWS::IAM::Role
            Properties:
              AssumeRolePolicyDocument:
                Statement: [{Effect: Allow, Action: sts:AssumeRole, Principal: {Service: lambda.amazonaws.com} }]
              ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]
              Policies:
                - PolicyName: own
                  PolicyDocument:
                    Version: '2012-10-17'
                    Statement:
                      - Effect: Allow
                        Action: {{action}}
                        Resource: {{resource}}
                        {{condition}}
          Function:
            Type: AWS::Lambda::Function
            Properties:
              Role: !GetAtt Role.Arn
              {{function}}
        {{MappingOf(mapping)}}
        {{more}}
        """;
}
