using System.Collections.Concurrent;
using LambdaRoleAudit.Inventory;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Findings;

/// <summary>Reads from an account what rules are decided by. What is refused is a problem, and unknown to the rules that need it.</summary>
public sealed class AccountFactsReader(IAwsSession session, IReadOnlyList<AwsRegion> knownRegions, IInventoryObserver observer)
{
    /// <summary>Reads it.</summary>
    /// <param name="rules">The rules that are to be decided: what none of them needs is not read.</param>
    /// <param name="isWanted">The functions that they are decided for: resource policies of others are not read.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <exception cref="ProblemException">The functions cannot be read at all.</exception>
    public async Task<AccountFacts> ReadAsync(IReadOnlyCollection<FindingRule> rules, Predicate<LambdaFunction> isWanted, CancellationToken cancellationToken)
    {
        var details = new ConcurrentBag<FunctionDetail>();
        var reading = new AccountInventoryReader(session, knownRegions, observer).ReadDetailsAsync(RegionSelection.All, details.Add, cancellationToken);
        var reader = new ExecutionRoleReader(session.Iam, observer.OnProblem);
        IReadOnlyList<ExecutionRole>? roles = null;
        try
        {
            roles = await reader.ReadAllAsync(_ => true, cancellationToken).ConfigureAwait(false);
        }
        catch (ProblemException e)
        {
            // Credentials that are refused end the reading of functions too, which says so better.
            await reading.ConfigureAwait(false);
            observer.OnProblem(e.Problem);
        }

        var use = new RoleUse(await reading.ConfigureAwait(false), isWholeAccount: true);
        var functions = details.OrderBy(detail => detail.Function.Region, StringComparer.Ordinal).ThenBy(detail => detail.Function.FunctionName, StringComparer.Ordinal).ToList();
        var all = roles ?? await reader.ReadEachAsync([.. use.Roles], cancellationToken).ConfigureAwait(false);
        var (mappings, unread) = rules.Any(rule => rule.NeedsMappings) ? await MappingsAsync(functions, cancellationToken).ConfigureAwait(false) : ([], []);
        var policies = rules.Any(rule => rule.NeedsResourcePolicies)
            ? await FunctionPolicies.ReadAsync(session, [.. functions.Select(detail => detail.Function).Where(function => isWanted(function))], observer, cancellationToken).ConfigureAwait(false)
            : null;
        return new AccountFacts(use, functions, all, roles is not null, mappings, unread, policies);
    }

    /// <summary>A region's mappings come a hundred at a time; function by function they would take a request each.</summary>
    private async Task<(IEnumerable<(string Region, EventSourceMapping Mapping)> Mappings, Dictionary<string, string> Unread)> MappingsAsync(IReadOnlyList<FunctionDetail> functions, CancellationToken cancellationToken)
    {
        var mappings = new ConcurrentBag<(string, EventSourceMapping)>();
        var unread = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        await Task.WhenAll(functions.Select(detail => detail.Function.Region).Distinct(StringComparer.Ordinal).Select(async region =>
        {
            try
            {
                foreach (var mapping in await session.Lambda(region).ListEventSourceMappingsAsync(null, cancellationToken).ConfigureAwait(false)) mappings.Add((region, mapping));
            }
            catch (AwsCallException e)
            {
                var problem = AwsProblems.Describe(e, $"read the event source mappings of region {region}", region);
                observer.OnProblem(problem);
                unread[region] = $"the event source mappings of region {region} could not be read ({e.ErrorCode ?? e.Kind.ToString()}).";
            }
        })).ConfigureAwait(false);
        return (mappings, new Dictionary<string, string>(unread));
    }
}
