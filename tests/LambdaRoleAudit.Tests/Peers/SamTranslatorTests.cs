using System.Text.Json;
using LambdaRoleAudit.Templates;
using LambdaRoleAudit.Tests.Core.Templates;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Peers;

/// <summary>SAM templates are read as AWS's own translator writes them out: the same functions on the same roles with the same
/// policies.</summary>
public sealed class SamTranslatorTests : IDisposable
{
    private const string F = "Type: AWS::Serverless::Function, Properties: {InlineCode: x, Handler: a.b, Runtime: python3.13";

    private static readonly string[] Properties =
    [
        "Role: !GetAtt R.Arn",
        "Role: arn:aws:iam::123456789012:role/x",
        "Role: !If [C, !GetAtt R.Arn, !Ref AWS::NoValue]",
        "Role: !If [C, !Ref AWS::NoValue, !GetAtt R.Arn]",
        "Role: !If [C, !Ref AWS::NoValue, !Ref AWS::NoValue]",
        "Role: !GetAtt ARole.Arn",
        "Tracing: Active",
        "Tracing: Disabled",
        "VpcConfig: {SecurityGroupIds: [a], SubnetIds: [b]}",
        "RolePath: /x/, PermissionsBoundary: arn:aws:iam::123456789012:policy/b",
        "DeadLetterQueue: {Type: SQS, TargetArn: !GetAtt Q.Arn}",
        "DeadLetterQueue: {Type: SNS, TargetArn: !Ref T}",
        "Policies: AmazonDynamoDBFullAccess",
        "Policies: [AWSLambdaBasicExecutionRole, AWSLambdaVPCAccessExecutionRole, 'arn:aws:iam::123456789012:policy/own', !Ref M]",
        "Policies: {Statement: [{Effect: Allow, Action: 's3:*', Resource: !Sub '${Q.Arn}/*'}]}",
        "Policies: [{Version: '2012-10-17', Statement: [{Effect: Deny, Action: a:b, Resource: '*'}]}, AmazonS3FullAccess]",
        "Policies: [{SQSPollerPolicy: {QueueName: !GetAtt Q.QueueName}}, {S3ReadPolicy: {BucketName: 'a\"b'}}]",
        "Policies: [{DynamoDBCrudPolicy: {TableName: !Ref P}}, {LambdaInvokePolicy: {FunctionName: !Sub '${P}-x'}}]",
        "AssumeRolePolicyDocument: {Version: '2012-10-17', Statement: [{Effect: Allow, Action: sts:AssumeRole, Principal: {Service: x}}]}",
        "Events: {E: {Type: SQS, Properties: {Queue: !GetAtt Q.Arn}}}",
        "Events: {E: {Type: Kinesis, Properties: {Stream: arn:a, StartingPosition: LATEST}}, "
            + "G: {Type: DynamoDB, Properties: {Stream: arn:b, StartingPosition: LATEST, "
            + "DestinationConfig: {OnFailure: {Type: SQS, Destination: !GetAtt Q.Arn}}}}}",
        "Events: {E: {Type: MSK, Properties: {Stream: arn:a, StartingPosition: LATEST, Topics: [t]}}, "
            + "S: {Type: Schedule, Properties: {Schedule: rate(1 hour)}}}",
        "Events: {A: {Type: Api, Properties: {Path: /, Method: get}}, B: {Type: SNS, Properties: {Topic: !Ref T}}}",
        "Events: {A: {Type: SNS, Properties: {Topic: !Ref T, SqsSubscription: true}}}",
        "Events: {A: {Type: SNS, Properties: {Topic: !Ref T, SqsSubscription: false}}}",
        "EventInvokeConfig: {DestinationConfig: {OnSuccess: {Type: SQS}, OnFailure: {Type: SNS, Destination: !Ref T}}}",
        "EventInvokeConfig: {DestinationConfig: {OnSuccess: {Type: Lambda, Destination: arn:f}, "
            + "OnFailure: {Type: EventBridge, Destination: arn:e}}}",
        "EventInvokeConfig: {DestinationConfig: {OnFailure: {Type: S3Bucket, Destination: !Sub 'arn:aws:s3:::${P}'}}}",
        "AutoPublishAlias: live, FunctionUrlConfig: {AuthType: NONE}",
    ];

    private static readonly string[] Globals =
    [
        "{Runtime: python3.13}",
        "{Tracing: Active, VpcConfig: {SecurityGroupIds: [a]}, PermissionsBoundary: arn:aws:iam::123456789012:policy/g, RolePath: /g/}",
        "{DeadLetterQueue: {Type: SQS, TargetArn: arn:q}, AssumeRolePolicyDocument: {Version: '2012-10-17', Statement: []}}",
    ];

    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task Functions_have_the_roles_that_SAM_gives_them()
    {
        await Python.RequireAsync();
        var templates = Properties.Select(property => Template("{}", $"{F}, {property}}}"))
            .Concat(Globals.Select(globals => Template(globals, F + "}")))
            .Append(Template(Globals[1], F + "}, IgnoreGlobals: '*'"))
            .Append(Template(Globals[1], F + "}, IgnoreGlobals: [Tracing, RolePath]"))
            .Append(Template("{}", F + "}, Condition: C")).ToList();
        await File.WriteAllTextAsync(_file, JsonSerializer.Serialize(templates), TestContext.Current.CancellationToken);
        using var json = JsonDocument.Parse(await Python.ReadAsync("sam_translate.py", _file));
        var results = json.RootElement.EnumerateArray().ToList();
        Assert.Equal(templates.Count, results.Count);
        var roles = 0;
        for (var i = 0; i < templates.Count; i++)
        {
            Assert.False(results[i].TryGetProperty("error", out var error), $"{templates[i]}\n{error}");
            var ours = Cfn.Read(templates[i]);
            Assert.True(ours.IsComplete);
            Assert.Equal(Groups(results[i].GetProperty("groups")), Groups(ours));
            var theirs = Cfn.Read(results[i].GetProperty("template").GetRawText());
            Assert.Equal(Groups(ours), Groups(theirs));
            Assert.Equal(theirs.Roles.Select(role => role.Address).Order(), ours.Roles.Select(role => role.Address).Order());
            foreach (var role in ours.Roles)
            {
                var expected = theirs.Roles.Single(one => one.Address == role.Address);
                Assert.Equal((templates[i], Lines(expected)), (templates[i], Lines(role)));
                roles++;
            }
        }

        Assert.True(roles > 60);
    }

    /// <summary>A role that only an error of SAM explains is not guessed: SAM rejects the template, and the role is unknown.</summary>
    [Fact]
    public async Task A_role_in_Globals_is_what_SAM_rejects()
    {
        await Python.RequireAsync();
        var template = Template("{Role: arn:aws:iam::123456789012:role/x}", F + "}");
        await File.WriteAllTextAsync(_file, JsonSerializer.Serialize(new[] { template }), TestContext.Current.CancellationToken);
        Assert.Contains("'Role' is not a supported property", await Python.ReadAsync("sam_translate.py", _file), StringComparison.Ordinal);
        Assert.Equal("? AWS SAM does not support Role in Globals", Assert.Single(Cfn.Keys(Cfn.Read(template), "A")));
    }

    [Fact]
    public async Task The_names_of_managed_policies_are_those_that_SAM_knows()
    {
        await Python.RequireAsync();
        var (code, output, errors) = await Programs.RunAsync("python3", ["-c", """
            import json, os, samtranslator
            with open(os.path.join(os.path.dirname(samtranslator.__file__), "internal", "data", "aws_managed_policies.json")) as file:
                print("\n".join(sorted({arn.split(":policy/")[1] for names in json.load(file).values() for arn in names.values()})))
            """]);
        Assert.True(code == 0, errors);
        var known = output.Trim().Split('\n').Select(line => line.Trim()).ToList();
        Assert.Equal(known.Order(StringComparer.Ordinal), AwsManagedPolicies.All.Order(StringComparer.Ordinal));
    }

    /// <summary>Function A has the properties. B has none, and C has A's role if SAM makes one.</summary>
    private static string Template(string globals, string a) => $$"""
        Transform: AWS::Serverless-2016-10-31
        Parameters: {P: {Type: String} }
        Conditions: {C: !Equals [!Ref P, x] }
        Globals: {Function: {{globals}} }
        Resources:
          A: { {{a}} }
          B: { {{F}} } }
          D: { {{F}}, Role: !GetAtt R.Arn} }
          R: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Statement: []} } }
          Q: {Type: AWS::SQS::Queue}
          T: {Type: AWS::SNS::Topic}
          M: {Type: AWS::IAM::ManagedPolicy, Properties: {PolicyDocument: {Statement: []} } }
        """;

    private static IEnumerable<string> Groups(JsonElement groups) => groups.EnumerateArray()
        .Select(group => string.Join(",", group.EnumerateArray().Select(name => name.GetString()).Order(StringComparer.Ordinal)))
        .Order(StringComparer.Ordinal);

    private static IEnumerable<string> Groups(DeclaredStack stack) => stack.Functions
        .GroupBy(function => string.Join("|", function.Roles.Select(use => Case(use, function.Roles.Count)).Order(StringComparer.Ordinal)))
        .Select(group => string.Join(",", group.Select(function => function.Declaration.Address).Order(StringComparer.Ordinal)))
        .Order(StringComparer.Ordinal);

    private static string Case(RoleUse use, int cases) =>
        use.Key + string.Concat(use.Conditions.Where(_ => cases > 1).Select(one => $",{one.Key}={one.Value}"));

    /// <summary>A role's content, in the partition aws, in which the translator worked.</summary>
    private static string Lines(DeclaredRole role) => string.Join('\n', new[] { role.Path, role.PermissionsBoundaryArn }
        .Append(Canonical(role.TrustPolicy!))
        .Concat(role.ManagedPolicyArns.Select(Shown).Order(StringComparer.Ordinal))
        .Concat(role.DeclaredPolicies.Select(policy => $"declared {policy.PolicyName}"))
        .Concat(role.InlinePolicies.Select(policy => $"{policy.PolicyName} {Canonical(policy.Document)}").Order(StringComparer.Ordinal))
        .Concat(role.Unknown));

    private static string Shown(string text) => Symbol.Shown(text)
        .Replace("arn:${AWS::Partition}:iam::aws:", "arn:aws:iam::aws:", StringComparison.Ordinal);

    private static string Canonical(string json)
    {
        using var read = JsonDocument.Parse(Symbol.Shown(json));
        return Sorted(read.RootElement);
    }

    private static string Sorted(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => string.Join(",", value.EnumerateObject().OrderBy(one => one.Name, StringComparer.Ordinal)
            .Select(one => $"{{{one.Name}:{Sorted(one.Value)}}}")),
        JsonValueKind.Array => $"[{string.Join(",", value.EnumerateArray().Select(Sorted))}]",
        _ => value.GetRawText(),
    };
}
