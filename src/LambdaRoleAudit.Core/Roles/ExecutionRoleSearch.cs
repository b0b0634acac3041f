using LambdaRoleAudit.Inventory;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Roles;

/// <summary>Finds execution roles, and the functions and published versions that run under them.</summary>
public sealed class ExecutionRoleSearch(IAwsSession session, IReadOnlyList<AwsRegion> knownRegions, IInventoryObserver observer)
{
    /// <summary>Finds what is asked for, sorted by name.</summary>
    /// <exception cref="ProblemException">Nothing can be read: bad credentials, or a walk over the account's roles that was refused.</exception>
    public async Task<IReadOnlyList<ExecutionRole>> FindAsync(ExecutionRoleQuery query, CancellationToken cancellationToken)
    {
        var reader = new ExecutionRoleReader(session.Iam, observer.OnProblem);
        var functions = query.SkipFunctions && query.Functions.Count == 0
            ? Task.FromResult<RoleUse?>(null)
            : ReadUseAsync(query.Regions, cancellationToken);
        IReadOnlyList<ExecutionRole> roles;
        if (query.Functions.Count > 0)
        {
            var use = (await functions.ConfigureAwait(false))!;
            var named = use.RolesOf(query.Functions, observer.OnProblem);
            roles = await reader.ReadAsync(Distinct([.. query.Roles, .. named]), cancellationToken).ConfigureAwait(false);
        }
        else if (query.Roles.Count > 0)
        {
            roles = await reader.ReadAsync(Distinct(query.Roles), cancellationToken).ConfigureAwait(false);
        }
        else
        {
            roles = await ReadAllAsync(reader, functions, cancellationToken).ConfigureAwait(false);
        }

        var known = await functions.ConfigureAwait(false);
        return [.. (known is null ? roles : roles.Select(known.Of)).OrderBy(role => role.RoleName, StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>Which functions use which role, over all chosen regions, published versions included.</summary>
    private async Task<RoleUse?> ReadUseAsync(RegionSelection regions, CancellationToken cancellationToken)
    {
        var inventory = await new AccountInventoryReader(session, knownRegions, observer).ReadAsync(regions, includeVersions: true, cancellationToken).ConfigureAwait(false);
        return new RoleUse(inventory, isWholeAccount: ReferenceEquals(regions, RegionSelection.All));
    }

    private static async Task<IReadOnlyList<ExecutionRole>> ReadAllAsync(ExecutionRoleReader reader, Task<RoleUse?> functions, CancellationToken cancellationToken)
    {
        var everything = await reader.ReadAllAsync(_ => true, cancellationToken).ConfigureAwait(false);
        if (await functions.ConfigureAwait(false) is not { } use) return [.. everything.Where(role => role.TrustsLambda)];
        var existing = everything.Select(role => role.RoleArn).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return
        [
            .. everything.Where(role => role.TrustsLambda || use.IsUsed(role.RoleArn)),
            .. use.Roles.Where(role => !existing.Contains(role.ToString())).Select(AccountRoleReader.Missing),
        ];
    }

    private static List<RoleReference> Distinct(IReadOnlyList<RoleReference> references) =>
        [.. references.DistinctBy(reference => reference.ToString(), StringComparer.OrdinalIgnoreCase)];
}
