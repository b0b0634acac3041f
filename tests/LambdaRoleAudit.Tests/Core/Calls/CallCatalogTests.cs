using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using LambdaRoleAudit.Catalog;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Tests.Core.Calls;

/// <summary>From the name and the parameters of a call to actions.</summary>
public class CallCatalogTests
{
    [Theory]
    [InlineData("sqs", "SendMessage", "sqs:SendMessage")]
    [InlineData("lambda", "Invoke20150331", "lambda:InvokeFunction")]
    [InlineData("lambda", "Invoke", "lambda:InvokeFunction")]
    [InlineData("lambda", "UpdateFunctionCode20150331v2", "lambda:UpdateFunctionCode")]
    [InlineData("lambda", "TagResource20170331v2", "lambda:TagResource")]
    [InlineData("cloudfront", "CreateInvalidation2020_05_31", "cloudfront:CreateInvalidation")]
    [InlineData("monitoring", "PutMetricData", "cloudwatch:PutMetricData")]
    [InlineData("tagging", "GetResources", "tag:GetResources")]
    [InlineData("rdsdata", "ExecuteStatement", "rds-data:ExecuteStatement")]
    [InlineData("runtime.sagemaker", "InvokeEndpoint", "sagemaker:InvokeEndpoint")]
    [InlineData("S3", "getbucketcors", "s3:GetBucketCORS")]
    [InlineData("sns", "PublishBatch", "sns:Publish")]
    [InlineData("sqs", "DeleteMessageBatch", "sqs:DeleteMessage")]
    [InlineData("bedrock", "ConverseStream", "bedrock:InvokeModelWithResponseStream")]
    [InlineData("apigateway", "UpdateStage", "apigateway:PATCH")]
    [InlineData("s3", "HeadBucket", "s3:ListBucket")]
    [InlineData("s3express", "GetObject", "s3express:CreateSession")]
    public void The_action_has_AWS_s_own_case_and_the_service_s_prefix(string source, string name, string action)
    {
        var mapping = CallCatalog.Map(Calls.Call(source, name));
        Assert.Equal(CallKind.Mapped, mapping.Kind);
        Assert.Equal([action], mapping.Permissions.Select(permission => permission.Action));
    }

    [Theory]
    [InlineData("GetObject", """{"bucketName":"b","key":"k"}""", "s3:GetObject")]
    [InlineData("GetObject", """{"bucketName":"b","key":"k","versionId":"3"}""", "s3:GetObjectVersion")]
    [InlineData("GetObject", """{"bucketName":"b","key":"k","versionId":""}""", "s3:GetObject")]
    [InlineData("GetObjectAcl", """{"versionId":"3"}""", "s3:GetObjectVersionAcl")]
    [InlineData("PutObject", """{"x-amz-tagging":"a=b"}""", "s3:PutObject s3:PutObjectTagging")]
    [InlineData("PutObject", """{"x-amz-acl":["public-read"]}""", "s3:PutObject s3:PutObjectAcl")]
    [InlineData("PutObject", """{"x-amz-acl":"private"}""", "s3:PutObject")]
    [InlineData("PutObject", """{"x-amz-object-lock-legal-hold":"ON"}""", "s3:PutObject s3:PutObjectLegalHold")]
    [InlineData("CopyObject", """{"x-amz-copy-source":"b/k"}""", "s3:PutObject s3:GetObject")]
    [InlineData("UploadPartCopy", """{"x-amz-copy-source":"b/k?versionId=1"}""", "s3:PutObject s3:GetObjectVersion")]
    [InlineData("DeleteObject", """{"versionId":"1","x-amz-bypass-governance-retention":"true"}""",
        "s3:DeleteObjectVersion s3:BypassGovernanceRetention")]
    [InlineData("CreateBucket", """{"x-amz-bucket-object-lock-enabled":true}""",
        "s3:CreateBucket s3:PutBucketObjectLockConfiguration s3:PutBucketVersioning")]
    [InlineData("CreateBucket", """{"x-amz-bucket-object-lock-enabled":false}""", "s3:CreateBucket")]
    public void Parameters_decide_among_the_actions_of_S3(string name, string parameters, string actions) =>
        Assert.Equal(
            actions.Split(' ').Order(),
            CallCatalog.Map(Calls.Call("s3", name, parameters)).Permissions.Select(permission => permission.Action).Order());

    [Fact]
    public void A_copy_whose_source_is_not_recorded_is_unmapped_with_what_is_certain()
    {
        var mapping = CallCatalog.Map(Calls.Call("s3", "CopyObject", """{"bucketName":"b","key":"k"}"""));
        Assert.Equal(CallKind.Unmapped, mapping.Kind);
        Assert.Equal([new RequiredPermission("s3:PutObject", "arn:aws:s3:::b/k")], mapping.Permissions);
    }

    [Fact]
    public void A_role_that_a_call_passes_needs_PassRole() => Assert.Equal(
        ["lambda:CreateFunction@arn:aws:lambda:eu-west-1:111122223333:function:f", "iam:PassRole@arn:aws:iam::111122223333:role/p/r"],
        Calls.Permissions(
            Calls.Call("lambda", "CreateFunction20150331", """{"functionName":"f","role":"arn:aws:iam::111122223333:role/p/r"}""")));

    [Theory]
    [InlineData("sts", "GetCallerIdentity")]
    [InlineData("signin", "ConsoleLogin")]
    [InlineData("signin", "AnyOther")]
    [InlineData("secretsmanager", "StartSecretVersionDelete")]
    [InlineData("kms", "RotateKey")]
    [InlineData("cognito-idp", "InitiateAuth")]
    [InlineData("sts", "AssumeRoleWithWebIdentity")]
    public void Some_calls_need_no_permission(string source, string name)
    {
        var mapping = CallCatalog.Map(Calls.Call(source, name, """{"roleArn":"arn:aws:iam::111122223333:role/r"}"""));
        Assert.Equal((CallKind.NeedsNone, 0), (mapping.Kind, mapping.Permissions.Count));
    }

    [Theory]
    [InlineData("nobody", "DoThis")]
    [InlineData("s3", "NewCallOfNextYear")]
    [InlineData("dynamodb", "ExecuteStatement")]
    [InlineData("apigateway", "TagResource")]
    [InlineData("s3", "")]
    [InlineData("", "GetObject")]
    [InlineData("lambda", "20150331")]
    public void What_is_not_certain_is_unmapped(string source, string name) =>
        Assert.Equal(CallKind.Unmapped, CallCatalog.Map(Calls.Call(source, name)).Kind);

    [Fact]
    public void A_transaction_needs_the_action_of_each_item_on_its_table()
    {
        string[] expected =
        [
            "dynamodb:PutItem@arn:aws:dynamodb:eu-west-1:111122223333:table/A",
            "dynamodb:ConditionCheckItem@arn:aws:dynamodb:eu-west-1:111122223333:table/B",
        ];
        Assert.Equal(expected, Calls.Permissions(Calls.Call("dynamodb", "TransactWriteItems",
            """{"requestItems":[{"operation":"Put","tableName":"A"},{"operation":"ConditionCheck","TableName":"B"}]}""")));
        Assert.Equal(expected, Calls.Permissions(Calls.Call("dynamodb", "TransactWriteItems",
            """{"transactItems":[{"put":{"tableName":"A"}},{"conditionCheck":{"tableName":"B"}}]}""")));

        var partly = CallCatalog.Map(Calls.Call("dynamodb", "TransactWriteItems",
            """{"requestItems":[{"operation":"Put","tableName":"A"},{"operation":"Merge","tableName":"B"},7]}"""));
        Assert.Equal((CallKind.Unmapped, "dynamodb:PutItem"), (partly.Kind, Assert.Single(partly.Permissions).Action));
    }

    [Theory]
    [InlineData("SELECT * FROM \\\"Music\\\".\\\"ByYear\\\" WHERE x = ***(Redacted)", "dynamodb:PartiQLSelect", "table/Music/index/ByYear")]
    [InlineData("  select \\\"a\\\", b from Music where a = 'x FROM y'", "dynamodb:PartiQLSelect", "table/Music")]
    [InlineData("INSERT INTO Music VALUE {'a' : ***(Redacted)}", "dynamodb:PartiQLInsert", "table/Music")]
    [InlineData("UPDATE \\\"my.table\\\" SET a = 1", "dynamodb:PartiQLUpdate", "table/my.table")]
    [InlineData("DELETE FROM Music WHERE a = 1", "dynamodb:PartiQLDelete", "table/Music")]
    [InlineData("EXISTS(SELECT * FROM Music WHERE a = 1)", "dynamodb:PartiQLSelect", "table/Music")]
    public void The_verb_and_the_table_of_a_statement_decide(string statement, string action, string table)
    {
        var permission = Assert.Single(
            CallCatalog.Map(Calls.Call("dynamodb", "ExecuteStatement", $$"""{"statement":"{{statement}}"}""")).Permissions);
        Assert.Equal((action, $"arn:aws:dynamodb:eu-west-1:111122223333:{table}"), (permission.Action, permission.ResourceArn));
    }

    [Fact]
    public void A_hidden_statement_leaves_a_batch_unmapped_with_what_is_certain()
    {
        var mapping = CallCatalog.Map(Calls.Call("dynamodb", "BatchExecuteStatement",
            """{"requestItems":[{"statement":"UPDATE Music SET a=1"},{"statement":"HIDDEN_DUE_TO_SECURITY_REASONS"},{}]}"""));
        Assert.Equal((CallKind.Unmapped, "dynamodb:PartiQLUpdate"), (mapping.Kind, Assert.Single(mapping.Permissions).Action));
    }

    [Fact]
    public void A_query_that_reads_only_the_named_parameters_gives_the_same()
    {
        foreach (var (call, other) in Samples())
        {
            var names = CallCatalog.RequestParameterNames(call.EventSource);
            var kept = call.RequestParameters.EnumerateObject().Where(parameter => names.Contains(parameter.Name))
                .ToDictionary(parameter => parameter.Name, parameter => parameter.Value);
            Assert.NotEmpty(kept);
            Assert.DoesNotContain(other, names);
            var again = call with { RequestParameters = JsonSerializer.SerializeToElement(kept) };
            Assert.Equal(Calls.Permissions(call), Calls.Permissions(again));
        }

        Assert.Contains("s3.amazonaws.com", CallCatalog.EventSources);
        Assert.Contains("monitoring.amazonaws.com", CallCatalog.EventSources);
        Assert.Empty(CallCatalog.RequestParameterNames("nobody.amazonaws.com"));
    }

    /// <summary>Whatever is in a record, a mapping comes back, its actions are AWS's, and its resources are ARNs.</summary>
    [Fact]
    public void No_record_makes_it_throw_and_every_permission_is_one_that_a_policy_can_have()
    {
        var sources = Gen.Elements([.. CallCatalog.EventSources, "", "nobody.amazonaws.com", "a.b.c", "s3.amazonaws.com.cn"]);
        var names = Gen.OneOf(
            Gen.Elements(
                ActionCatalog.Prefixes.SelectMany(prefix => ActionCatalog.Find(prefix)!.Actions).Select(action => action.Name).ToArray()),
            Gen.Elements("Invoke20150331", "CopyObject", "TransactWriteItems", "ExecuteStatement", "BatchGetItem", "ReEncrypt",
                "PutEvents", "", "20150331v2", "é", "v2", "2020_05_31"),
            ArbMap.Default.GeneratorFor<string>().Where(text => text is not null));
        var cases = from source in sources
                    from name in names
                    from parameters in Parameters(CallCatalog.RequestParameterNames(source))
                    from arns in Gen.Elements("arn:aws:s3:::b/k", "arn:", "x", "arn:aws:kms:eu-west-1:1:key/1", "arn:a:b:c:d:e:f").ListOf()
                    select (source, name, parameters, arns);
        Prop.ForAll(cases.ToArbitrary(), each =>
        {
            var call = Calls.Call("x", each.name, each.parameters, [.. each.arns]) with { EventSource = each.source };
            var mapping = CallCatalog.Map(call);
            Assert.Equal(mapping.Kind == CallKind.Mapped, mapping.Permissions.Count > 0 && mapping.Kind != CallKind.Unmapped);
            Assert.Equal(mapping.Permissions.Distinct(), mapping.Permissions);
            foreach (var permission in mapping.Permissions)
            {
                var parts = permission.Action.Split(':');
                Assert.Equal(parts[1], ActionCatalog.Find(parts[0])!.Find(permission.Action.ToLowerInvariant())!.Name);
                Assert.True(permission.ResourceArn is null or "*" || Arn.TryParse(permission.ResourceArn, out _), permission.ResourceArn);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    private static IEnumerable<(ApiCall Call, string Other)> Samples() =>
    [
        (Calls.Call("s3", "CopyObject", """{"bucketName":"b","key":"k","x-amz-copy-source":"c/d","Host":"h"}"""), "Host"),
        (Calls.Call("dynamodb", "ExecuteStatement", """{"statement":"SELECT * FROM t","limit":3}"""), "limit"),
        (Calls.Call("sqs", "SendMessage", """{"queueUrl":"https://x/111122223333/q","messageBody":"b"}"""), "messageBody"),
        (Calls.Call("events", "PutTargets",
            """{"rule":"r","targets":[{"roleArn":"arn:aws:iam::111122223333:role/r"}],"force":1}"""), "force"),
        (Calls.Call("firehose", "PutRecord", """{"deliveryStreamName":"s","record":{}}"""), "record"),
    ];

    private static Gen<string> Parameters(IReadOnlyCollection<string> names)
    {
        var texts = Gen.Elements("\"x\"", "\"arn:aws:s3:::b\"", "\"arn:aws:lambda:eu-west-1:1:function:f:q\"", "\"\"", "\"HIDDEN\"",
            "\"a:b/c|d\"", "\"\\uD800\"", "\"https://sqs/111122223333/q\"", "\"alias/x\"", "null", "true", "7", "1e400", "[]", "{}",
            "[[1]]", "\"SELECT FROM\"",
            $"\"{new string('x', 5000)}\"", "\"*\"", "\"-\"");
        var keys = Gen.Elements([.. names, "Key", "\\uD800", "roleArn", "operation", "tableName", "statement", "put"]);
        var flat = Object(keys, texts);
        var deep = Object(keys, Gen.OneOf(texts, flat, texts.ListOf().Select(items => $"[{string.Join(',', items)}]"),
            flat.ListOf().Select(items => $"[{string.Join(',', items)}]")));
        return Gen.OneOf(deep, texts, Gen.Constant("null"));
    }

    private static Gen<string> Object(Gen<string> keys, Gen<string> values) =>
        (from key in keys from value in values select $"\"{key}\":{value}").ListOf().Select(pairs => $"{{{string.Join(',', pairs)}}}");
}
