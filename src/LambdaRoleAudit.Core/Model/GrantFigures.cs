namespace LambdaRoleAudit.Model;

/// <summary>What policies grant, in numbers. Conditions and denies on single resources are not taken into account.</summary>
/// <param name="Actions">The number of known actions that are allowed on at least one resource.</param>
/// <param name="Services">The number of services with such an action.</param>
/// <param name="Statements">The number of Allow statements.</param>
/// <param name="WildcardActions">The number of actions that are written with a wildcard, and of statements with NotAction.</param>
/// <param name="WildcardResources">The number of Allow statements for every resource, or with NotResource.</param>
/// <param name="PermissionsManagement">The number of actions that change permissions.</param>
/// <param name="DataWrites">The number of actions that change resources of services that store data.</param>
/// <param name="EscalationPaths">The privilege escalation paths that the policies allow, or may allow; null if they are not known.</param>
public sealed record GrantFigures(
    int Actions, int Services, int Statements, int WildcardActions, int WildcardResources, int PermissionsManagement, int DataWrites,
    ItemList<string>? EscalationPaths)
{
    /// <summary>Returns the most important numbers on one line.</summary>
    public override string ToString() => VisibleText.Of(FormattableString.Invariant($"{Actions} actions of {Services} services"));
}
