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

    /// <summary>The address of the role in the template, if it is declared there; null otherwise.</summary>
    public string? RoleAddress { get; init; }

    /// <summary>The role if no parameter is set; null if no parameter with a default decides.</summary>
    public DefaultRole? Default { get; init; }

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
