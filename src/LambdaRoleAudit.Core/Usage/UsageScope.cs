using System.Diagnostics.CodeAnalysis;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Usage;

/// <summary>What to look for in CloudTrail records: functions, and the roles that they run under.</summary>
public sealed class UsageScope
{
    private readonly Dictionary<string, RoleInScope> _roles = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RoleInScope> _byArn = new(StringComparer.Ordinal);
    private readonly HashSet<string> _functions = new(StringComparer.Ordinal);

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
            _roles[KeyOf(role.RoleArn)] = _byArn[role.RoleArn] = role;
            _functions.UnionWith(role.Functions);
            RoleNames.Add(Arn.NameIn(role.RoleArn));
        }
    }

    /// <summary>True if every function and every role in the records is in scope.</summary>
    public bool IsEverything { get; }

    /// <summary>The start of the period, included; null for all.</summary>
    public DateTimeOffset? From { get; }

    /// <summary>The end of the period, excluded; null for all.</summary>
    public DateTimeOffset? To { get; }

    /// <summary>
    /// Receives each call of a function in scope, with the function's ARN, besides what is counted; null for nobody. It can be called on
    /// any thread.
    /// </summary>
    public Action<ObservedCalls>? OnCall { get; init; }

    /// <summary>The roles.</summary>
    public IReadOnlyCollection<RoleInScope> Roles => _roles.Values;

    /// <summary>The names of the roles, without paths.</summary>
    internal HashSet<string> RoleNames { get; } = new(StringComparer.Ordinal);

    /// <summary>Finds a role by its ARN, with or without its path: a CloudTrail record does not always have the path.</summary>
    public bool TryGetRole(string roleArn, [NotNullWhen(true)] out RoleInScope? role) =>
        _byArn.TryGetValue(roleArn, out role) || _roles.TryGetValue(KeyOf(roleArn), out role);

    /// <summary>A role's name is unique in its account.</summary>
    private static string KeyOf(string roleArn) => Arn.TryParse(roleArn, out var arn) ? $"{arn.AccountId}/{arn.RoleName}" : roleArn;

    /// <summary>Returns true if a function runs under one of the roles.</summary>
    internal bool HasFunction(string functionArn) => _functions.Contains(functionArn);
}
