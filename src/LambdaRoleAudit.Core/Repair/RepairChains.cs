using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Repair;

/// <summary>
/// The roles that repairs created from roles that earlier repairs created. Such a chain is undone one step at a time, the last first: until
/// then, a function may need to return to each role of the chain.
/// </summary>
/// <param name="account">The account, with all roles.</param>
internal sealed class RepairChains(Account account)
{
    private readonly ILookup<string, RepairedRole> _bySource = BySource(account);

    /// <summary>
    /// Returns a role that was created from the given role and is still needed, and a function that uses it, or uses a role that was
    /// created from it in turn; null if there is none.
    /// </summary>
    public (ExecutionRole Role, LambdaFunction User)? After(ExecutionRole role) =>
        After(role.RoleArn, new HashSet<string>(StringComparer.OrdinalIgnoreCase));

    private (ExecutionRole Role, LambdaFunction User)? After(string roleArn, HashSet<string> seen)
    {
        if (!seen.Add(roleArn)) return null;
        foreach (var later in _bySource[roleArn])
        {
            if (account.FunctionsOn(later.Role.RoleArn) is [var user, ..]) return (later.Role, user);
            if (After(later.Role.RoleArn, seen) is { } last) return last;
        }

        return null;
    }

    private static ILookup<string, RepairedRole> BySource(Account account)
    {
        var repaired = account.Roles.Select(RepairedRole.Of).OfType<RepairedRole>().ToList();
        var arns = repaired.Select(one => one.Role.RoleArn).ToHashSet(StringComparer.OrdinalIgnoreCase);
        // A claim that is not confirmed keeps nothing: anybody can write a tag.
        return repaired.Where(one => arns.Contains(one.SourceRoleArn) && one.Mismatches.Count == 0)
            .ToLookup(one => one.SourceRoleArn, StringComparer.OrdinalIgnoreCase);
    }
}
