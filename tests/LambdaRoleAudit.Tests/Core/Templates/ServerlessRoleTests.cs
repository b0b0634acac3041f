using System.Text;
using System.Text.Json.Nodes;
using LambdaRoleAudit.Templates;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>What the roles of a Serverless service grant.</summary>
public sealed class ServerlessRoleTests
{
    private const string LogGroup = "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda/";

    [Fact]
    public void The_shared_role_has_what_the_provider_says()
    {
        var role = Role(
            """
              iam:
                role:
                  name: ${self:service}-role
                  path: /team/
                  permissionsBoundary: !Sub arn:aws:iam::${AWS::AccountId}:policy/edge
                  managedPolicies:
                    - arn:aws:iam::aws:policy/ReadOnlyAccess
                    - Fn::Join: ['', ['arn:', !Ref AWS::Partition, ':iam::aws:policy/X']]
                  statements:
                    - Effect: Allow
                      Action: s3:GetObject
                      Resource: !Sub '${Bucket.Arn}/*'
                    - ${self:custom.more}
            functions:
              a: {handler: h.a}
              b: {handler: h.b, name: other, vpc: {subnetIds: [s]}}
            custom:
              more: {Effect: Allow, Action: ['sqs:SendMessage'], Resource: 'arn:aws:sqs:*:*:${opt:queue}'}
            """);
        Assert.Empty(role.Unknown);
        Assert.Equal(("demo-role", "/team/"), (role.RoleName, role.Path));
        Assert.Equal("arn:aws:iam::${AWS::AccountId}:policy/edge", Symbol.Shown(role.PermissionsBoundaryArn!));
        Assert.Equal(
            [
                "arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:${AWS::Partition}:iam::aws:policy/X",
                "arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole",
            ],
            role.ManagedPolicyArns.Select(Symbol.Shown));
        Assert.Equal(
            [
                $"Allow logs:CreateLogGroup {LogGroup}demo-${{sls:stage}}*:*",
                $"Allow logs:CreateLogGroup {LogGroup}other:*",
                "Allow s3:GetObject ${Bucket.Arn}/*",
                "Allow sqs:SendMessage arn:aws:sqs:*:*:${opt:queue}",
            ],
            Grants(role).Where(grant => !grant.Contains(" logs:", StringComparison.Ordinal)
                || grant.Contains("CreateLogGroup", StringComparison.Ordinal)));
        // A variable of the command line can be anything, also a star.
        Assert.Equal(["sls:stage", "opt:queue"], Symbol.FreeIn(role.InlinePolicies[0].Document));
    }

    [Theory]
    [InlineData("sqs: 'arn:aws:sqs:r:1:q'", "sqs:ReceiveMessage arn:aws:sqs:r:1:q")]
    [InlineData("sqs: {arn: !GetAtt Q.Arn, batchSize: 1}", "sqs:DeleteMessage ${Q.Arn}")]
    [InlineData("stream: 'arn:aws:dynamodb:r:1:table/t/stream/x'", "dynamodb:GetRecords arn:aws:dynamodb:r:1:table/t/stream/x")]
    [InlineData("stream: {type: kinesis, arn: !GetAtt S.Arn}", "kinesis:DescribeStream ${S.Arn}")]
    [InlineData(
        "stream: {type: kinesis, arn: !GetAtt S.Arn, consumer: 'arn:aws:kinesis:r:1:x'}", "kinesis:SubscribeToShard arn:aws:kinesis:r:1:x")]
    [InlineData(
        "stream: {type: dynamodb, arn: !GetAtt S.Arn, destinations: {onFailure: 'arn:aws:sns:r:1:t'}}", "sns:Publish arn:aws:sns:r:1:t")]
    [InlineData("websocket: $connect", "execute-api:ManageConnections arn:${AWS::Partition}:execute-api:*:*:*/@connections/*")]
    [InlineData("msk: {arn: 'arn:aws:kafka:r:1:c', topic: t}", "kafka:DescribeCluster arn:aws:kafka:r:1:c")]
    [InlineData("activemq: {arn: a, basicAuthArn: s, queue: q}", "secretsmanager:GetSecretValue s")]
    [InlineData("rabbitmq: {arn: a, basicAuthArn: s, queue: q}", "ec2:DescribeVpcs *")]
    [InlineData("kafka: {accessConfigurations: {saslScram512Auth: [s]}}", "secretsmanager:GetSecretValue s")]
    [InlineData("cloudFront: {eventType: viewer-request}", "logs:TagResource arn:${AWS::Partition}:logs:*:*:*")]
    [InlineData(
        "schedule: {rate: rate(1 day), method: scheduler}",
        "lambda:InvokeFunction arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:demo-${sls:stage}-a:*")]
    public void An_event_source_adds_permissions(string written, string grant)
    {
        var role = Role($"functions:\n  a:\n    handler: h.a\n    events:\n      - {written}\n  b: {{handler: h.b}}\n");
        Assert.Empty(role.Unknown);
        Assert.Contains($"Allow {grant}", Grants(role));
    }

    [Theory]
    [InlineData("tracing: Active", "Allow xray:PutTraceSegments *")]
    [InlineData("onError: 'arn:aws:sns:r:1:t'", "Allow sns:Publish arn:aws:sns:r:1:t")]
    [InlineData("kmsKeyArn: 'arn:aws:kms:r:1:key/k'", "Allow kms:Decrypt arn:aws:kms:r:1:key/k")]
    [InlineData(
        "fileSystemConfig: {arn: 'arn:aws:elasticfilesystem:r:1:x'}",
        "Allow elasticfilesystem:ClientMount arn:aws:elasticfilesystem:r:1:x")]
    [InlineData("destinations: {onFailure: 'arn:aws:sqs:r:1:q'}", "Allow sqs:SendMessage arn:aws:sqs:r:1:q")]
    [InlineData("destinations: {onSuccess: {type: eventBus, arn: !GetAtt B.Arn}}", "Allow events:PutEvents ${B.Arn}")]
    [InlineData("disableLogs: true", $"Deny logs:PutLogEvents {LogGroup}demo-${{sls:stage}}-a:*")]
    public void A_setting_adds_permissions(string written, string grant)
    {
        var role = Role($"functions:\n  a:\n    handler: h.a\n    {written}\n  b: {{handler: h.b}}\n");
        Assert.Empty(role.Unknown);
        Assert.Contains(grant, Grants(role));
    }

    [Theory]
    [InlineData("functions:\n  a: {handler: h, events: [{stream: {arn: !GetAtt S.Arn, type: kinesis, consumer: true}}]}\n", "consumer")]
    [InlineData("functions:\n  a: {handler: h, events: [{myPlugin: x}]}\n", "myPlugin")]
    [InlineData("functions:\n  a: {handler: h, events: '${file(events.yml)}'}\n", "events")]
    [InlineData("functions:\n  a: {handler: h, events: [{sqs: '${file(q.yml):arn}'}]}\n", "q.yml")]
    [InlineData("functions:\n  a: {handler: h, destinations: {onSuccess: b}}\n", "destination")]
    [InlineData("  iamRoleStatements: ${file(s.yml)}\nfunctions:\n  a: {handler: h}\n", "s.yml")]
    [InlineData("  iam: {role: {statements: ['${file(s.yml)}']}}\nfunctions:\n  a: {handler: h}\n", "s.yml")]
    [InlineData(
        "  iamRoleStatements: [{Effect: Allow, Action: 's3:*', Resource: !If [A, b, c]}]\nfunctions:\n  a: {handler: h}\n", "Fn::If")]
    [InlineData(
        "functions:\n  a: {handler: h}\nresources: {extensions: {IamRoleLambdaExecution: {Properties: {Path: /x/}}}}\n",
        "resources changes")]
    public void What_cannot_be_read_is_a_reason(string text, string reason)
    {
        Assert.Contains(reason, string.Join(' ', Role(text).Unknown), StringComparison.Ordinal);
    }

    [Fact]
    public void A_role_among_the_resources_has_the_policies_that_attach_to_it()
    {
        var stack = ServerlessSample.Service(
            """
            functions:
              a: {handler: h.a, role: Mine}
              b: {handler: h.b, role: Mine}
            resources:
              Resources:
                Mine:
                  Type: AWS::IAM::Role
                  Properties:
                    RoleName: mine
                    AssumeRolePolicyDocument:
                      Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}]
                    ManagedPolicyArns: ['arn:aws:iam::aws:policy/X', !Ref Managed]
                    Policies: [{PolicyName: one, PolicyDocument: {Statement: [{Effect: Allow, Action: 's3:*', Resource: !Ref Name}]}}]
                Managed: {Type: AWS::IAM::ManagedPolicy, Properties: {PolicyDocument: {Statement: []}}}
                Other: {Type: AWS::IAM::ManagedPolicy, Properties: {Roles: [!Ref Mine], PolicyDocument: {Statement: []}}}
                Two: {Type: AWS::IAM::Policy, Properties: {PolicyName: two, Roles: [!Ref Mine], PolicyDocument: {Statement: []}}}
                Not: {Type: AWS::IAM::Policy, Properties: {PolicyName: not, Roles: [!Ref Third], PolicyDocument: {Statement: []}}}
            """);
        var role = Assert.Single(stack.Roles);
        Assert.Equal(("Mine", "mine", 9), (role.Address, role.RoleName, role.Declaration.Line));
        Assert.Equal(["one", "two"], role.InlinePolicies.Select(policy => policy.PolicyName));
        Assert.Equal(["arn:aws:iam::aws:policy/X"], role.ManagedPolicyArns);
        Assert.Equal(["Managed", "Other"], role.DeclaredPolicies.Select(policy => policy.PolicyName));
        Assert.Equal(["Name"], Symbol.FreeIn(role.InlinePolicies[0].Document));
        Assert.NotNull(role.Node);
        Assert.Empty(role.Unknown);
    }

    [Fact]
    public void A_text_cannot_pass_for_a_symbol()
    {
        var role = Role(
            "  iamRoleStatements: [{Effect: Allow, Action: 's3:*', Resource: \"\\uE000\\uE002x\\uE001\"}]\nfunctions: {a: {handler: h}}\n");
        Assert.DoesNotContain("x", Symbol.FreeIn(role.InlinePolicies[0].Document));
        Assert.Contains("Allow s3:* \uFFFD\uFFFDx\uFFFD", Grants(role));
    }

    internal static IEnumerable<string> Grants(DeclaredRole role) => role.InlinePolicies
        .SelectMany(policy => JsonNode.Parse(policy.Document)!["Statement"]!.AsArray())
        .SelectMany(statement => Items(statement!["Action"]).SelectMany(action => Items(statement["Resource"])
            .Select(resource => Symbol.Shown($"{statement["Effect"]} {action} {resource}"))))
        .Order(StringComparer.Ordinal).Distinct();

    private static IEnumerable<string> Items(JsonNode? node) =>
        node is JsonArray list ? list.Select(item => item!.ToString()) : [node!.ToString()];

    private static DeclaredRole Role(string text) =>
        Assert.Single(ServerlessSample.Service(text).Roles, role => role.Address == "IamRoleLambdaExecution");
}
