
namespace LambdaRoleAudit.Model;

/// <summary>A role as a user names it: by name or by ARN.</summary>
/// <param name="RoleName">The name.</param>
/// <param name="Arn">The ARN; null if only the name is known.</param>
public sealed record RoleReference(string RoleName, Arn? Arn)
{
    /// <summary>Reads a role's name or ARN. Returns false if the text is neither.</summary>
    public static bool TryParse(string? text, out RoleReference reference)
    {
        reference = null!;
        if (text is null) return false;
        if (Arn.TryParseRole(text, out var arn)) reference = new RoleReference(arn.RoleName, arn);
        else if (RoleNames.IsValid(text)) reference = new RoleReference(text, null);
        return reference is not null;
    }

    /// <summary>Returns true if a policy document names the role by its ARN, or by its id, which AWS writes in place of the ARN.</summary>
    public static bool IsNamedIn(string policy, ExecutionRole role) =>
        policy.Contains($"\"{role.RoleArn}\"", StringComparison.Ordinal)
            || (role.RoleId is { } id && policy.Contains(id, StringComparison.Ordinal));

    /// <summary>
    /// Returns the one role that all references name; null if they name several. Names are unique within an account "without regard to
    /// case" (IAM user guide, "IAM and AWS STS quotas"), so a name and an ARN with that name are one role. Of both, the ARN is returned,
    /// because it says which account is meant.
    /// </summary>
    public static RoleReference? One(IEnumerable<RoleReference> references)
    {
        RoleReference? one = null;
        foreach (var reference in references)
        {
            if (one is not null && !one.MayBeSame(reference)) return null;
            if (one is null || (one.Arn is null && reference.Arn is not null)) one = reference;
        }

        return one;
    }

    private bool MayBeSame(RoleReference other) =>
        RoleName.Equals(other.RoleName, StringComparison.OrdinalIgnoreCase)
        && (Arn is null || other.Arn is null || Arn.ToString().Equals(other.Arn.ToString(), StringComparison.OrdinalIgnoreCase));

    /// <summary>Returns the role as it was named.</summary>
    public override string ToString() => Arn?.ToString() ?? RoleName;
}
