using static LambdaRoleAudit.Sandbox.Workloads.CallShape;

namespace LambdaRoleAudit.Sandbox.Workloads.Shapes;

/// <summary>
/// CloudWatch, CloudWatch Logs, X-Ray, Cognito, AppConfig, IoT, API Gateway, Route 53 and load balancing (service authorization
/// reference). API Gateway's actions are HTTP methods. CloudWatch's event source is <c>monitoring</c>.
/// </summary>
internal static class PlatformShapes
{
    public static IReadOnlyList<CallShape> All { get; } =
    [
        One("cloudwatch.PutMetricData", s => new ApiCall(
            "monitoring", "PutMetricData", false, $$"""{"namespace":"{{s.Thing}}"}""", new Need("cloudwatch:PutMetricData", null))
        {
            DataType = "AWS::CloudWatch::Metric", DataArn = s.Arn("cloudwatch", "metric"),
        }),
        One("cloudwatch.DescribeAlarms", s => new ApiCall(
            "monitoring", "DescribeAlarms", true, $$"""{"alarmNames":["{{s.Thing}}"]}""",
            new Need("cloudwatch:DescribeAlarms", s.Arn("cloudwatch", $"alarm:{s.Thing}")))),
        One("logs.CreateLogStream", s => new ApiCall(
            "logs", "CreateLogStream", false, $$"""{"logGroupName":"/app/{{s.Thing}}","logStreamName":"{{s.Item}}"}""",
            new Need("logs:CreateLogStream", s.Arn("logs", $"log-group:/app/{s.Thing}:*")))),
        One("logs.PutLogEvents", s => new ApiCall(
            "logs", "PutLogEvents", false, null, new Need("logs:PutLogEvents", s.Arn("logs", $"log-group:/app/{s.Thing}:*")))
        {
            IsRecorded = false,
        }),
        One("logs.StartQuery", s => new ApiCall(
            "logs", "StartQuery", true, $$"""{"logGroupName":"/app/{{s.Thing}}"}""",
            new Need("logs:StartQuery", s.Arn("logs", $"log-group:/app/{s.Thing}:*")))),
        One("xray.PutTraceSegments", s => new ApiCall("xray", "PutTraceSegments", false, null, new Need("xray:PutTraceSegments", null))
        {
            IsRecorded = false,
        }),
        One("cognito-idp.AdminGetUser", s => new ApiCall(
            "cognito-idp", "AdminGetUser", true,
            $$"""{"userPoolId":"{{s.Region}}_{{CallScene.Hex(s.Thing, 9)}}","username":"HIDDEN_DUE_TO_SECURITY_REASONS"}""",
            new Need("cognito-idp:AdminGetUser", s.Arn("cognito-idp", $"userpool/{s.Region}_{CallScene.Hex(s.Thing, 9)}")))),
        One("appconfig.StartConfigurationSession", s => AppConfig(s, "StartConfigurationSession")),
        One("iot.GetThingShadow", s => new ApiCall(
            "iotdata", "GetThingShadow", true, $$"""{"thingName":"{{s.Thing}}"}""",
            new Need("iot:GetThingShadow", s.Arn("iot", $"thing/{s.Thing}")))
        {
            DataType = "AWS::IoT::Thing", DataArn = s.Arn("iot", $"thing/{s.Thing}"),
            Resources = [new(s.Arn("iot", $"thing/{s.Thing}"), "AWS::IoT::Thing", "arn")],
        }),
        One("apigateway.GetRestApi", s => new ApiCall(
            "apigateway", "GetRestApi", true, $$"""{"restApiId":"{{CallScene.Hex(s.Thing, 10)}}"}""",
            new Need("apigateway:GET", $"arn:{s.Partition}:apigateway:{s.Region}::/restapis/{CallScene.Hex(s.Thing, 10)}"))),
        One("route53.ChangeResourceRecordSets", s => new ApiCall(
            "route53", "ChangeResourceRecordSets", false, $$"""{"hostedZoneId":"Z{{CallScene.Hex(s.Thing, 12)}}"}""",
            new Need("route53:ChangeResourceRecordSets", $"arn:{s.Partition}:route53:::hostedzone/Z{CallScene.Hex(s.Thing, 12)}"))
        {
            GlobalRegion = "us-east-1",
        }),
        One("elasticloadbalancing.DescribeTargetHealth", s => new ApiCall(
            "elasticloadbalancing", "DescribeTargetHealth", true,
            $$"""{"targetGroupArn":"{{s.Arn("elasticloadbalancing", $"targetgroup/{s.Thing}/{CallScene.Hex(s.Thing, 16)}")}}"}""",
            new Need("elasticloadbalancing:DescribeTargetHealth", null))),
    ];

    private static ApiCall AppConfig(CallScene s, string name)
    {
        var arn = s.Arn("appconfig", $"application/{CallScene.Hex(s.Thing, 7)}/environment/e1e1e1e/configuration/c2c2c2c");
        return new ApiCall(
            "appconfig", name, true,
            $$"""{"applicationIdentifier":"{{CallScene.Hex(s.Thing, 7)}}","environmentIdentifier":"e1e1e1e","""
            + "\"configurationProfileIdentifier\":\"c2c2c2c\"}",
            new Need($"appconfig:{name}", arn))
        {
            DataType = "AWS::AppConfig::Configuration", DataArn = arn, Resources = [new(arn, "AWS::AppConfig::Configuration", "arn")],
        };
    }
}
