using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Catalog;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Usage;

/// <summary>The known actions that a role's policies allow on at least one resource, with the statements that allow them.</summary>
internal sealed class RoleGrantedActions
{
    private RoleGrantedActions(IReadOnlyList<GrantedAction> actions) => Actions = actions;

    /// <summary>The actions, by service and name.</summary>
    public IReadOnlyList<GrantedAction> Actions { get; }

    /// <summary>Returns the actions of a role; null if a policy was not read or is not valid.</summary>
    public static RoleGrantedActions? Of(ExecutionRole? role)
    {
        if (role is not { Exists: true, IsComplete: true }) return null;
        try
        {
            return Of(role.ToPolicySet());
        }
        catch (PolicyFormatException)
        {
            // The command has reported the policy as unreadable.
            return null;
        }
    }

    /// <summary>Returns the actions of policies within their boundary.</summary>
    public static RoleGrantedActions Of(PolicySet set)
    {
        var denies = set.Denies.Where(deny => deny is { Conditions.Count: 0, IsUnknown: false } && IsEverything(deny)).ToList();
        var actions = new List<GrantedAction>();
        foreach (var prefix in ActionCatalog.Prefixes.Order(StringComparer.Ordinal))
        {
            foreach (var action in ActionCatalog.Find(prefix)!.Actions)
            {
                var allows = set.Allows.Where(allow => allow.Actions.Patterns.Contains(action.Action) == true).ToList();
                if (allows.Count == 0 || denies.Exists(deny => deny.Actions.Patterns.Contains(action.Action) == true)) continue;
                if (set.BoundaryAllows?.Any(allow => allow.Actions.Patterns.Contains(action.Action) == true) == false) continue;
                actions.Add(new GrantedAction(prefix, $"{prefix}:{action.Name}", allows));
            }
        }

        return new RoleGrantedActions(actions);
    }

    private static bool IsEverything(PolicyStatement statement) =>
        statement.Resources is not { } resources || (!resources.IsNot && resources.Values.Contains("*"));
}

/// <summary>An action that a role's policies allow.</summary>
/// <param name="Service">The prefix of the service.</param>
/// <param name="Action">The action as AWS writes it.</param>
/// <param name="Statements">The statements that allow it.</param>
internal sealed record GrantedAction(string Service, string Action, IReadOnlyList<PolicyStatement> Statements)
{
    /// <summary>
    /// Returns true if every statement allows only resources of the given regions. An ARN without a region, as those of S3 and IAM, can be
    /// used from everywhere.
    /// </summary>
    public bool StaysWithin(IReadOnlyCollection<string> regions) => Statements.All(statement =>
        statement.Resources is { IsNot: false } resources && resources.Values.All(value =>
            value.Split(':', 5) is { Length: 5 } parts && regions.Contains(parts[3])));
}
