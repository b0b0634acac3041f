namespace LambdaRoleAudit.Templates;

/// <summary>The role that a function in a template has, perhaps only if conditions hold.</summary>
public sealed record RoleUse
{
    /// <summary>How the function gets the role.</summary>
    public required RoleTie Tie { get; init; }

    /// <summary>
    /// What names the role: two functions of one stack with equal keys have one role. In the form of <c>Fn::Sub</c> or of a Terraform
    /// reference, so that a person can read it: <c>${SharedRole.Arn}</c>, <c>arn:aws:iam::${AWS::AccountId}:role/name</c>,
    /// <c>aws_iam_role.shared</c>. Empty if <see cref="Tie"/> is Unknown.
    /// </summary>
    public required string Key { get; init; }

    /// <summary>
    /// What names the role among the stacks of one CDK app: two functions of any of them with equal names have one role. Null if the role
    /// is known only within its own template. A role with a name and a known account has a <see cref="NamedKey"/>.
    /// </summary>
    public string? AppKey { get; init; }

    /// <summary>
    /// The address of the role in <see cref="DeclaredStack.Roles"/>, if it is declared in the template or in another stack of the CDK app;
    /// null otherwise.
    /// </summary>
    public string? RoleAddress { get; init; }

    /// <summary>The role if no parameter is set; null if no parameter with a default decides.</summary>
    public DefaultRole? Default { get; init; }

    /// <summary>
    /// Returns what names a role everywhere: an account has one role of a name, in any path and in any case of its letters.
    /// </summary>
    internal static string NamedKey(string account, string name) => $"{account} {name.ToUpperInvariant()}";

    /// <summary>The reason, if the role cannot be determined.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// The conditions that must hold, or must not, for the function to exist with this role: a condition's name and its value. Empty if it
    /// always does.
    /// </summary>
    public IReadOnlyDictionary<string, bool> Conditions { get; init; } = new Dictionary<string, bool>();

    /// <summary>The place of the value that names the role; null if nothing is written there.</summary>
    public TemplateNode? Node { get; init; }
}
