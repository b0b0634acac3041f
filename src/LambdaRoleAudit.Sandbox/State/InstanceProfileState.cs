namespace LambdaRoleAudit.Sandbox.State;

/// <summary>An EC2 instance profile. Which role it holds stands in <see cref="RoleState.InstanceProfiles"/>, and there alone.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Path">Its path.</param>
/// <param name="Id">Its unique id.</param>
/// <param name="CreateDate">When it was made.</param>
/// <param name="Tags">Its tags.</param>
public sealed record InstanceProfileState(
    string Name, string Path, string Id, DateTimeOffset CreateDate, IReadOnlyDictionary<string, string> Tags);
