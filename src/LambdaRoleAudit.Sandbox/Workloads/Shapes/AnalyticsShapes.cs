using static LambdaRoleAudit.Sandbox.Workloads.CallShape;

namespace LambdaRoleAudit.Sandbox.Workloads.Shapes;

/// <summary>
/// Athena, Glue, Bedrock, the data APIs of RDS and Redshift, and AI services (service authorization reference). The requests for a query
/// of Athena name its id, but the permission is on the workgroup.
/// </summary>
internal static class AnalyticsShapes
{
    public static IReadOnlyList<CallShape> All { get; } =
    [
        One("athena.StartQueryExecution", s => new ApiCall(
            "athena", "StartQueryExecution", false, $$"""{"queryString":"HIDDEN_DUE_TO_SECURITY_REASONS","workGroup":"{{s.Thing}}"}""",
            new Need("athena:StartQueryExecution", s.Arn("athena", $"workgroup/{s.Thing}")))),
        One("athena.GetQueryResults", s => new ApiCall(
            "athena", "GetQueryResults", true, $$"""{"queryExecutionId":"{{CallScene.Hex(s.Thing, 8)}}-0000-4000-8000-000000000000"}""",
            new Need("athena:GetQueryResults", s.Arn("athena", $"workgroup/{s.Thing}")))),
        One("glue.StartJobRun", s => new ApiCall(
            "glue", "StartJobRun", false, $$"""{"jobName":"{{s.Thing}}"}""",
            new Need("glue:StartJobRun", s.Arn("glue", $"job/{s.Thing}")))),
        One("glue.GetTable", s => new ApiCall(
            "glue", "GetTable", true, $$"""{"databaseName":"{{s.Thing}}","name":"events"}""",
            new Need("glue:GetTable", s.Arn("glue", "catalog")), new Need("glue:GetTable", s.Arn("glue", $"database/{s.Thing}")),
            new Need("glue:GetTable", s.Arn("glue", $"table/{s.Thing}/events")))),
        One("bedrock.InvokeModel", s => Bedrock(s, "InvokeModel")),
        One("bedrock.Converse", s => Bedrock(s, "Converse")),
        One("rdsdata.ExecuteStatement", s => new ApiCall(
            "rdsdata", "ExecuteStatement", false,
            $$"""{"resourceArn":"{{s.Arn("rds", $"cluster:{s.Thing}")}}","sql":"HIDDEN_DUE_TO_SECURITY_REASONS"}""",
            new Need("rds-data:ExecuteStatement", s.Arn("rds", $"cluster:{s.Thing}")))
        {
            DataType = "AWS::RDS::DBCluster", DataArn = s.Arn("rds", $"cluster:{s.Thing}"),
            Resources = [new(s.Arn("rds", $"cluster:{s.Thing}"), "AWS::RDS::DBCluster")],
        }),
        One("redshift-data.ExecuteStatement", s => new ApiCall(
            "redshift-data", "ExecuteStatement", false, $$"""{"clusterIdentifier":"{{s.Thing}}","database":"dev","sql":"***OMITTED***"}""",
            new Need("redshift-data:ExecuteStatement", s.Arn("redshift", $"cluster:{s.Thing}")))),
        One("rekognition.DetectLabels", s => new ApiCall(
            "rekognition", "DetectLabels", true, """{"image":{}}""", new Need("rekognition:DetectLabels", null))),
        One("translate.TranslateText", s => new ApiCall(
            "translate", "TranslateText", true, """{"sourceLanguageCode":"de","targetLanguageCode":"en"}""",
            new Need("translate:TranslateText", null))),
    ];

    /// <summary>Converse needs the action of InvokeModel (Bedrock API reference).</summary>
    private static ApiCall Bedrock(CallScene s, string name) => new(
        "bedrock", name, true, $$"""{"modelId":"{{s.Thing}}.text-v1"}""",
        new Need("bedrock:InvokeModel", $"arn:{s.Partition}:bedrock:{s.Region}::foundation-model/{s.Thing}.text-v1"));
}
