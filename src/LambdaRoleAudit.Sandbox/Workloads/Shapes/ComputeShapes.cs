using static LambdaRoleAudit.Sandbox.Workloads.CallShape;

namespace LambdaRoleAudit.Sandbox.Workloads.Shapes;

/// <summary>
/// Lambda, Step Functions, EC2, ECS, EventBridge Scheduler, CodeBuild and CloudFront. Some services end the names of operations with the
/// version of their API. "iam:PassRole is not an API call": it has no event (IAM user guide, "Grant a user permissions to pass a role").
/// </summary>
internal static class ComputeShapes
{
    public static IReadOnlyList<CallShape> All { get; } =
    [
        One("lambda.Invoke20150331.qualifier", s => Invoke(s, "Invoke20150331", ":live", ""","qualifier":"live" """)),
        One("lambda.Invoke", s => Invoke(s, "Invoke", "", "")),
        One("lambda.GetFunction20150331v2", s => new ApiCall(
            "lambda", "GetFunction20150331v2", true, $$"""{"functionName":"{{s.Thing}}"}""",
            new Need("lambda:GetFunction", s.Arn("lambda", $"function:{s.Thing}")))),
        One("lambda.UpdateFunctionConfiguration20150331v2", s => new ApiCall(
            "lambda", "UpdateFunctionConfiguration20150331v2", false, $$"""{"functionName":"{{s.Arn("lambda", $"function:{s.Thing}")}}"}""",
            new Need("lambda:UpdateFunctionConfiguration", s.Arn("lambda", $"function:{s.Thing}")))),
        One("states.StartExecution", s => new ApiCall(
            "states", "StartExecution", false, $$"""{"stateMachineArn":"{{s.Arn("states", $"stateMachine:{s.Thing}")}}"}""",
            new Need("states:StartExecution", s.Arn("states", $"stateMachine:{s.Thing}")))),
        One("states.DescribeExecution", s => new ApiCall(
            "states", "DescribeExecution", true, $$"""{"executionArn":"{{s.Arn("states", $"execution:{s.Thing}:run-{s.Item}")}}"}""",
            new Need(
                "states:DescribeExecution", s.Arn("states", $"execution:{s.Thing}:run-{s.Item}"),
                s.Arn("states", $"execution:{s.Thing}:*")))),
        One("ec2.DescribeInstances", s => new ApiCall(
            "ec2", "DescribeInstances", true, """{"filterSet":{},"instancesSet":{}}""", new Need("ec2:DescribeInstances", null))),
        One("ec2.DescribeNetworkInterfaces", s => new ApiCall(
            "ec2", "DescribeNetworkInterfaces", true, """{"filterSet":{}}""", new Need("ec2:DescribeNetworkInterfaces", null))),
        One("ec2.StopInstances", s => new ApiCall(
            "ec2", "StopInstances", false,
            $$"""{"instancesSet":{"items":[{"instanceId":"i-0{{CallScene.Hex(s.Thing, 16)}}"}]},"force":false}""",
            new Need("ec2:StopInstances", s.Arn("ec2", $"instance/i-0{CallScene.Hex(s.Thing, 16)}")))),
        One("ecs.RunTask", s => new ApiCall(
            "ecs", "RunTask", false, $$"""{"cluster":"{{s.Thing}}","taskDefinition":"{{s.Thing}}:3","launchType":"FARGATE"}""",
            new Need("ecs:RunTask", s.Arn("ecs", $"task-definition/{s.Thing}:3")), Pass(s, "tasks"))),
        One("scheduler.CreateSchedule", s => new ApiCall(
            "scheduler", "CreateSchedule", false, $$"""{"name":"{{s.Thing}}","groupName":"default"}""",
            new Need("scheduler:CreateSchedule", s.Arn("scheduler", $"schedule/default/{s.Thing}")), Pass(s, "schedules"))),
        One("codebuild.StartBuild", s => new ApiCall(
            "codebuild", "StartBuild", false, $$"""{"projectName":"{{s.Thing}}"}""",
            new Need("codebuild:StartBuild", s.Arn("codebuild", $"project/{s.Thing}")))),
        One("cloudfront.CreateDistribution2020_05_31", s => new ApiCall(
            "cloudfront", "CreateDistribution2020_05_31", false, """{"distributionConfig":{"enabled":true}}""",
            new Need("cloudfront:CreateDistribution", $"arn:{s.Partition}:cloudfront::{s.AccountId}:distribution/*"))
        {
            GlobalRegion = "us-east-1",
        }),
        One("cloudfront.CreateInvalidation2020_05_31", s => new ApiCall(
            "cloudfront", "CreateInvalidation2020_05_31", false, $$"""{"distributionId":"E{{CallScene.Hex(s.Thing, 12)}}"}""",
            new Need(
                "cloudfront:CreateInvalidation",
                $"arn:{s.Partition}:cloudfront::{s.AccountId}:distribution/E{CallScene.Hex(s.Thing, 12)}"))
        {
            GlobalRegion = "us-east-1",
        }),
    ];

    private static Need Pass(CallScene s, string role) => new("iam:PassRole", s.RoleArn($"{s.Thing}-{role}")) { IsNeverLogged = true };

    private static ApiCall Invoke(CallScene s, string name, string suffix, string more)
    {
        var arn = s.Arn("lambda", $"function:{s.Thing}");
        return new ApiCall(
            "lambda", name, false, $$"""{"functionName":"{{arn}}","invocationType":"Event"{{more}}}""",
            new Need("lambda:InvokeFunction", arn + suffix))
        {
            DataType = "AWS::Lambda::Function", DataArn = arn, Resources = [new(arn, "AWS::Lambda::Function")],
        };
    }
}
