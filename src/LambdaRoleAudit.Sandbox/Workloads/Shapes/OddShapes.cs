using static LambdaRoleAudit.Sandbox.Workloads.CallShape;

namespace LambdaRoleAudit.Sandbox.Workloads.Shapes;

/// <summary>Events that need no permission, and events whose action nobody knows: made-up services and operations.</summary>
internal static class OddShapes
{
    public static IReadOnlyList<CallShape> All { get; } =
    [
        One("sts.GetCallerIdentity", _ => new ApiCall("sts", "GetCallerIdentity", true, null)),
        One("secretsmanager.SecretVersionDeletion", s => new ApiCall(
            "secretsmanager", "StartSecretVersionDelete", false, null)
        {
            EventType = "AwsServiceEvent", Response = $$"""{"sourceSecret":"{{s.Thing}}"}""",
        }),
        One("unknown.service", s => new ApiCall("example-preview", "FrobnicateWidget", false, $$"""{"widget":"{{s.Thing}}"}""")
        {
            IsUnmapped = true,
        }),
        One("unknown.operation", s => new ApiCall("dynamodb", "ExampleHypotheticalScan", true, $$"""{"tableName":"{{s.Thing}}"}""")
        {
            IsUnmapped = true,
        }),
    ];
}
