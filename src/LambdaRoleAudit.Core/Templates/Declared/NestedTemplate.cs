namespace LambdaRoleAudit.Templates;

/// <summary>Another template that a template deploys: a nested stack, or an application of AWS SAM.</summary>
/// <param name="LogicalId">The resource that deploys it.</param>
/// <param name="Location">Where it is, as people read it.</param>
/// <param name="File">The full path, if the location is one; null otherwise.</param>
/// <param name="Passed">The parameters that it gets; null if they cannot be determined.</param>
internal sealed record NestedTemplate(
    string LogicalId, string Location, string? File, IReadOnlyDictionary<string, PassedValue>? Passed);

/// <summary>A value that a nested template gets.</summary>
/// <param name="Text">The value as people read it.</param>
/// <param name="Keys">
/// What it names, if it is a role: <see cref="RoleUse.Key"/>. Several if a condition decides; none if it is not known.
/// </param>
internal sealed record PassedValue(string Text, IReadOnlyList<string> Keys);
