namespace LambdaRoleAudit.Sandbox.Workloads;

/// <summary>A kind of call that a function's code makes. It can lead to several records: services call others for the function.</summary>
/// <param name="Name">The name, unique in the vocabulary.</param>
/// <param name="Calls">Returns the calls; the first is the function's own.</param>
public sealed record CallShape(string Name, Func<CallScene, IReadOnlyList<ApiCall>> Calls)
{
    /// <summary>Returns a shape with one record.</summary>
    public static CallShape One(string name, Func<CallScene, ApiCall> call) => new(name, scene => [call(scene)]);
}
