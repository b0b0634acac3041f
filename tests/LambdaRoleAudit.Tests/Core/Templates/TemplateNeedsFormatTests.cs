using System.Text;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Templates;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>Rule LRA-301 in Serverless services and in Terraform.</summary>
public sealed class TemplateNeedsFormatTests
{
    private const FindingStatus Fail = FindingStatus.Fail;
    private const FindingStatus Passed = FindingStatus.Passed;
    private const FindingStatus Unknown = FindingStatus.Unknown;

    [Theory]
    [InlineData("events: [{sqs: !GetAtt Queue.Arn}]", "", Passed)]
    [InlineData("events: [{stream: {type: dynamodb, arn: !GetAtt Table.StreamArn}}]", "", Passed)]
    [InlineData("events: [{http: {path: /, method: get}}]", "", Passed)]
    [InlineData("vpc: {subnetIds: [a], securityGroupIds: [b]}", "", Passed)]
    [InlineData("tracing: Active", "", Passed)]
    [InlineData("onError: arn:aws:sns:eu-west-1:123456789012:topic", "", Passed)]
    // A role of the resources gets nothing from the framework.
    [InlineData("memorySize: 128", "role: Own", Passed)]
    [InlineData("events: [{sqs: !GetAtt Queue.Arn}]", "role: Own", Fail)]
    [InlineData("events: [{sqs: {arn: !GetAtt Queue.Arn, enabled: false}}]", "role: Own", Passed)]
    [InlineData("events: [{sqs: {arn: !GetAtt Queue.Arn, enabled: '${env:ON}'}}]", "role: Own", Unknown)]
    [InlineData("events: [{sqs: '${env:QUEUE}'}]", "role: Own", Unknown)]
    [InlineData("events: '${env:EVENTS}'", "role: Own", Unknown)]
    [InlineData("vpc: {subnetIds: [a], securityGroupIds: [b]}", "role: Own", Fail)]
    [InlineData("vpc: '${env:VPC}'", "role: Own", Unknown)]
    [InlineData("vpc: false", "role: Own", Passed)]
    [InlineData("tracing: Active", "role: Own", Fail)]
    [InlineData("tracing: '${env:TRACING}'", "role: Own", Unknown)]
    public void A_function_of_a_service(string setting, string role, FindingStatus expected)
    {
        var text = TemplateText.Of("/s/serverless.yml", Encoding.UTF8.GetBytes($$"""
            service: orders
            provider: {name: aws, runtime: nodejs22.x}
            functions:
              hello:
                handler: a.b
                {{setting}}
                {{role}}
            resources:
              Resources:
                Queue: {Type: AWS::SQS::Queue}
                Table: {Type: AWS::DynamoDB::Table}
                Own:
                  Type: AWS::IAM::Role
                  Properties:
                    AssumeRolePolicyDocument:
                      Statement: [{Effect: Allow, Action: sts:AssumeRole, Principal: {Service: lambda.amazonaws.com} }]
                    ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]
            """));
        Assert.Equal([expected], Statuses(ServerlessReader.Read(text, Cfn.Root(text.Text))));
    }

    [Fact]
    public void Plugins_that_were_not_run_can_add_permissions()
    {
        const string Service = """
            service: orders
            plugins: [serverless-offline]
            provider: {name: aws}
            functions: {hello: {handler: a.b, role: Own, tracing: Active}}
            resources:
              Resources:
                Own:
                  Type: AWS::IAM::Role
                  Properties:
                    AssumeRolePolicyDocument:
                      Statement: [{Effect: Allow, Action: sts:AssumeRole, Principal: {Service: lambda.amazonaws.com}}]
                    ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]
            """;
        FindingStatus[] Of(string service)
        {
            var text = TemplateText.Of("/s/serverless.yml", Encoding.UTF8.GetBytes(service));
            return [.. Statuses(ServerlessReader.Read(text, Cfn.Root(text.Text)))];
        }

        Assert.Equal([Fail], Of(Service));
        Assert.Equal([Unknown], Of(Service.Replace("serverless-offline", "some-plugin", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("", "sqs:*", "aws_sqs_queue.q.arn", Fail)]
    [InlineData("logs", "sqs:*", "aws_sqs_queue.q.arn", Passed)]
    [InlineData("logs", "sqs:*", "aws_sqs_queue.other.arn", Fail)]
    [InlineData("logs", "sqs:*", "var.queue", Unknown)]
    [InlineData("logs", "sqs:*", "\"arn:aws:sqs:${data.aws_region.r.name}:${data.aws_caller_identity.me.account_id}:jobs\"", Passed)]
    [InlineData("logs", "sqs:*", "\"arn:aws:sqs:*:*:prod-*\"", Fail)]
    [InlineData("logs", "sqs:*", "\"arn:aws:sqs:*:*:${var.q}\"", Unknown)]
    [InlineData("logs", "${var.service}:*", "aws_sqs_queue.q.arn", Unknown)]
    [InlineData("logs", "s3:*", "\"*\"", Fail)]
    [InlineData("logs", "sqs:*", "\"*\" }] })\n count = var.on ? 1 : 0 #", Unknown)]
    public void A_queue_of_a_folder(string logs, string action, string resource, FindingStatus expected) => Assert.Equal(
        [expected], Folder(
            logs, action, resource, "", "event_source_arn = aws_sqs_queue.q.arn\n function_name = aws_lambda_function.f.arn"));

    [Theory]
    [InlineData("tracing_config {\n mode = \"Active\"\n }", "", Fail)]
    [InlineData("tracing_config {\n mode = var.mode\n }", "", Unknown)]
    [InlineData("dynamic \"tracing_config\" {\n for_each = var.on\n content {\n mode = \"Active\"\n }\n }", "", Unknown)]
    [InlineData("vpc_config {\n subnet_ids = [aws_subnet.a.id]\n security_group_ids = [aws_security_group.g.id]\n }", "", Fail)]
    [InlineData("vpc_config {\n subnet_ids = var.subnets\n security_group_ids = [aws_security_group.g.id]\n }", "", Unknown)]
    [InlineData("vpc_config {\n subnet_ids = []\n security_group_ids = []\n }", "", Passed)]
    [InlineData("kms_key_arn = null", "", Passed)]
    [InlineData("", "event_source_arn = aws_sqs_queue.q.arn\n function_name = aws_lambda_alias.live.arn", Fail)]
    [InlineData("", "event_source_arn = aws_sqs_queue.q.arn\n function_name = aws_lambda_function.g.arn", Passed)]
    [InlineData("", "event_source_arn = aws_sqs_queue.q.arn\n function_name = \"worker\"", Fail)]
    [InlineData("", "event_source_arn = aws_sqs_queue.q.arn\n function_name = lower(var.name)", Unknown)]
    [InlineData("", "event_source_arn = var.queue\n function_name = aws_lambda_function.f.arn", Unknown)]
    [InlineData("", "event_source_arn = aws_sqs_queue.q.arn\n function_name = aws_lambda_function.f.arn\n enabled = false", Passed)]
    [InlineData("", "event_source_arn = aws_sqs_queue.q.arn\n function_name = aws_lambda_function.f.arn\n enabled = var.on", Unknown)]
    [InlineData("", "event_source_arn = aws_sqs_queue.q.arn\n function_name = aws_lambda_function.f.arn\n count = var.on ? 1 : 0", Unknown)]
    public void Settings_of_a_folder(string setting, string mapping, FindingStatus expected) =>
        Assert.Equal([expected], Folder("logs", "s3:GetObject", "\"*\"", setting, mapping));

    private static IEnumerable<FindingStatus> Folder(string logs, string action, string resource, string setting, string mapping)
    {
        using var folder = new TestFolder(("main.tf", $$"""
            data "aws_region" "r" {}
            data "aws_caller_identity" "me" {}
            resource "aws_sqs_queue" "q" {
              name = "jobs"
            }
            resource "aws_sqs_queue" "other" {}
            resource "aws_iam_role" "r" {
              name               = "r"
              assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "sts:AssumeRole",
                Principal = { Service = "lambda.amazonaws.com" } }] })
            }
            resource "aws_iam_role_policy" "p" {
              role   = aws_iam_role.r.name
              policy = jsonencode({ Version = "2012-10-17", Statement = [{
                Effect = "Allow", Action = "{{action}}", Resource = {{resource}} }] })
            }
            {{(logs.Length == 0 ? "" : """
            resource "aws_iam_role_policy_attachment" "logs" {
              role       = aws_iam_role.r.name
              policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
            }
            """)}}
            resource "aws_lambda_alias" "live" {
              name          = "live"
              function_name = aws_lambda_function.f.function_name
            }
            resource "aws_lambda_function" "f" {
              function_name = "worker"
              role          = aws_iam_role.r.arn
              {{setting}}
            }
            {{(mapping.Length == 0 ? "" : $"resource \"aws_lambda_event_source_mapping\" \"m\" {{\n {mapping}\n}}")}}
            """));
        return [.. Statuses(TerraformFolderReader.Read(Path.GetFullPath(folder.At("")))).Distinct()];
    }

    [Theory]
    [InlineData("arn:aws:sqs:eu-west-1:123456789012:jobs", "true", Passed)]
    [InlineData("arn:aws:sqs:eu-west-1:123456789012:jobs2", "true", Fail)]
    [InlineData("arn:aws:sqs:eu-west-1:123456789012:jobs2", "false", Passed)]
    public void A_state_has_all_values(string queue, string enabled, FindingStatus expected)
    {
        const string Logs = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/worker:*";
        var policy = $$"""{"Statement":[{"Effect":"Allow","Action":["logs:*"],"Resource":"{{Logs}}"},"""
            + """{"Effect":"Allow","Action":"sqs:*","Resource":"arn:aws:sqs:eu-west-1:123456789012:jobs"}]}""";
        var json = $$"""
            {"format_version":"1.0","terraform_version":"1.9.0","values":{"root_module":{"resources":[
            {"address":"aws_iam_role.r","mode":"managed","type":"aws_iam_role","name":"r","values":{"name":"r",
              "arn":"arn:aws:iam::123456789012:role/r","assume_role_policy":"{}","path":"/"} },
            {"address":"aws_iam_role_policy.p","mode":"managed","type":"aws_iam_role_policy","name":"p","values":{"name":"p","role":"r",
              "policy":{{System.Text.Json.JsonSerializer.Serialize(policy)}} } },
            {"address":"aws_lambda_function.f","mode":"managed","type":"aws_lambda_function","name":"f","values":{"function_name":"worker",
              "arn":"arn:aws:lambda:eu-west-1:123456789012:function:worker","role":"arn:aws:iam::123456789012:role/r","vpc_config":[],
              "tracing_config":[{"mode":"PassThrough"}]} },
            {"address":"aws_lambda_event_source_mapping.m","mode":"managed","type":"aws_lambda_event_source_mapping","name":"m","values":{
              "function_name":"arn:aws:lambda:eu-west-1:123456789012:function:worker",
              "event_source_arn":"{{queue}}","enabled":{{enabled}} } }
            ]} } }
            """;
        Assert.Equal([expected], Statuses(TerraformJsonReader.Read(Encoding.UTF8.GetBytes(json), "/s/state.json")));
    }

    [Theory]
    [InlineData("[{\"mode\":\"Active\"}]", "[]", Fail)]
    [InlineData("[]", "[{\"security_group_ids\":[\"g\"]}]", Unknown)]
    [InlineData("[]", "[{\"subnet_ids\":[\"s\"],\"security_group_ids\":[\"g\"]}]", Fail)]
    [InlineData("[]", "[]", Passed)]
    public void A_plan_does_not_know_all_values(string tracing, string network, FindingStatus expected)
    {
        var json = $$"""
            {"format_version":"1.2","terraform_version":"1.9.0","planned_values":{"root_module":{"resources":[
            {"address":"aws_iam_role.r","mode":"managed","type":"aws_iam_role","name":"r","values":{"name":"r","assume_role_policy":"{}",
              "managed_policy_arns":["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"],"path":"/"} },
            {"address":"aws_lambda_function.f","mode":"managed","type":"aws_lambda_function","name":"f","values":{"function_name":"worker",
              "vpc_config":{{network}},"tracing_config":{{tracing}} } }
            ]} },"configuration":{"root_module":{"resources":[
            {"address":"aws_lambda_function.f","mode":"managed","type":"aws_lambda_function","name":"f","expressions":{
              "role":{"references":["aws_iam_role.r.arn","aws_iam_role.r"]} } }]} } }
            """;
        Assert.Equal([expected], Statuses(TerraformJsonReader.Read(Encoding.UTF8.GetBytes(json), "/s/plan.json")));
    }

    [Theory]
    [InlineData("disableLogs: true", Passed)]
    [InlineData("disableLogs: false", Fail)]
    [InlineData("timeout: 3", Fail)]
    public void A_function_that_is_to_write_no_logs_needs_no_permission_for_them(string setting, FindingStatus expected) =>
        Assert.Equal([expected], Statuses(ServerlessSample.Service(
            $"functions:\n  a: {{handler: h, role: Own, {setting}}}\n"
            + "resources:\n  Resources:\n    Own:\n      Type: AWS::IAM::Role\n      Properties: {AssumeRolePolicyDocument: {}}\n")));

    private static IEnumerable<FindingStatus> Statuses(DeclaredStack stack) => new TemplateExaminer(
            new FindingOptions { IncludePassed = true, Rules = [RuleCatalog.All.Single(rule => rule.RuleId == "LRA-301")] },
            Selection.Everything)
        .Run(new TemplateSet([stack])).Select(finding => finding.Status).Distinct();
}
