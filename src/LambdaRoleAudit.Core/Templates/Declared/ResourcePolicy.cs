namespace LambdaRoleAudit.Templates;

/// <summary>
/// A policy of a resource that allows something to principals that can be roles. Within one account, it allows a role what the role's own
/// policies do not (IAM user guide, "Policy evaluation logic").
/// </summary>
/// <param name="Name">The resource that has the policy.</param>
/// <param name="Service">The service whose actions it can allow, as actions begin.</param>
/// <param name="Principals">The principals that can be roles, as people read them; see the constants.</param>
internal sealed record ResourcePolicy(string Name, string Service, IReadOnlyList<string> Principals)
{
    /// <summary>A principal that is everybody, perhaps on a condition.</summary>
    public const string Anybody = "*";

    /// <summary>A principal that cannot be determined.</summary>
    public const string NotKnown = "?";
}
