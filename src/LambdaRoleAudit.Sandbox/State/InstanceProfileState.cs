namespace LambdaRoleAudit.Sandbox.State;

/// <summary>An EC2 instance profile. Only <see cref="RoleState.InstanceProfiles"/> stores which role it contains.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Path">Its path.</param>
/// <param name="Id">Its unique id.</param>
/// <param name="CreateDate">When it was created.</param>
/// <param name="Tags">Its tags.</param>
public sealed record InstanceProfileState(
    string Name, string Path, string Id, DateTimeOffset CreateDate, IReadOnlyDictionary<string, string> Tags);
