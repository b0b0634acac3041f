using LambdaRoleAudit.Sandbox.Workloads.Shapes;

namespace LambdaRoleAudit.Sandbox.Workloads;

/// <summary>
/// All call shapes. Each states what it needs, from AWS's service authorization reference and the documentation of its operation, and does
/// not use any mapping of the module that is tested with it.
/// </summary>
public static class Vocabulary
{
    /// <summary>The shapes, in a fixed order.</summary>
    public static IReadOnlyList<CallShape> All { get; } =
    [
        .. S3Shapes.All, .. DynamoDbShapes.All, .. MessagingShapes.All, .. SecretShapes.All, .. ComputeShapes.All, .. AnalyticsShapes.All,
        .. PlatformShapes.All, .. OddShapes.All,
    ];
}
