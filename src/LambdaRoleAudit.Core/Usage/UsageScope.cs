using System.Diagnostics.CodeAnalysis;

namespace LambdaRoleAudit.Usage;

/// <summary>What to look for in CloudTrail records: functions, and the roles that they run under.</summary>
public sealed class UsageScope
{
    private readonly Dictionary<string, RoleInScope> _roles = new(StringComparer.Ordinal);
    private readonly HashSet<string> _roleNames = new(StringComparer.Ordinal);

    /// <summary>Creates a scope of known roles and functions.</summary>
    /// <param name="roles">The roles, each with the functions that run under it; null for every function and role in the records.</param>
    /// <param name="from">The start of the period, included; null for all.</param>
    /// <param name="to">The end of the period, excluded; null for all.</param>
    public UsageScope(IReadOnlyList<RoleInScope>? roles, DateTimeOffset? from, DateTimeOffset? to)
    {
        IsEverything = roles is null;
        From = from;
        To = to;
        foreach (var role in roles ?? [])
        {
            _roles[role.RoleArn] = role;
            _roleNames.Add(Model.Arn.NameIn(role.RoleArn));
        }
    }

    /// <summary>True if every function and every role in the records is in scope.</summary>
    public bool IsEverything { get; }

    /// <summary>The start of the period, included; null for all.</summary>
    public DateTimeOffset? From { get; }

    /// <summary>The end of the period, excluded; null for all.</summary>
    public DateTimeOffset? To { get; }

    /// <summary>The roles.</summary>
    public IReadOnlyCollection<RoleInScope> Roles => _roles.Values;

    /// <summary>The names of the roles, without paths.</summary>
    internal IReadOnlySet<string> RoleNames => _roleNames;

    /// <summary>Finds a role by its ARN.</summary>
    public bool TryGetRole(string roleArn, [NotNullWhen(true)] out RoleInScope? role) => _roles.TryGetValue(roleArn, out role);
}

/// <summary>A role whose activity is looked for.</summary>
/// <param name="RoleArn">The role's ARN, with its path.</param>
/// <param name="Functions">The ARNs of the functions that run under the role, without qualifiers.</param>
/// <param name="TrustsLambdaAlone">True if only Lambda can assume the role, so that a session's name is a function's name; null if the
/// trust policy is not known.</param>
public sealed record RoleInScope(string RoleArn, IReadOnlyList<string> Functions, bool? TrustsLambdaAlone);
