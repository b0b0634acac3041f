using System.Collections.Concurrent;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Accounts;

/// <summary>
/// Reads an account from AWS. A denied call is reported, and its data is unknown to the consumers that need it; the other calls continue.
/// </summary>
public sealed class AccountReader(IAwsSession session, IReadOnlyList<AwsRegion> knownRegions, IReadingObserver observer)
{
    /// <summary>The number of simultaneous requests, in all regions together, that Lambda's quotas allow.</summary>
    private const int AtOnce = 8;

    private readonly ExecutionRoleReader _roles = new(session.Iam, observer.OnUnread);

    /// <summary>Reads the account.</summary>
    /// <exception cref="ProblemException">The credentials are rejected, AWS does not respond, a region that was named does not exist, or
    /// all roles were requested and the request was denied.</exception>
    public async Task<Account> ReadAsync(AccountQuery query, CancellationToken cancellationToken)
    {
        var reading = FunctionsAsync(query, cancellationToken);
        var walk = query.Roles is RoleReading.All or RoleReading.AllOrUsed ? WalkAsync(query.Roles, reading, cancellationToken) : null;
        if (walk is not null) await Task.WhenAll(reading, walk).ConfigureAwait(false);
        var account = new Account(await reading.ConfigureAwait(false));
        if (walk is not null && await walk.ConfigureAwait(false) is { } all)
            account = new Account(account.Data with { Roles = all, HasAllRoles = true });
        else if (Wanted(query, account) is { } references)
            account = new Account(await RolesAsync(account.Data, references, query.Roles, cancellationToken).ConfigureAwait(false));
        return await CompleteAsync(account, query, cancellationToken).ConfigureAwait(false);
    }

    private async Task<AccountData> RolesAsync(
        AccountData data, IReadOnlyCollection<RoleReference> references, RoleReading reading, CancellationToken cancellationToken)
    {
        // The bulk read of all roles was already denied, or it is faster for many roles.
        var roles = await (reading == RoleReading.Chosen
            ? _roles.ReadAsync(references, cancellationToken)
            : _roles.ReadEachAsync(references, cancellationToken)).ConfigureAwait(false);
        var read = roles.Select(role => role.RoleName).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return data with { Roles = roles, UnreadRoles = [.. references.Where(reference => !read.Contains(reference.RoleName))] };
    }

    private static IReadOnlyCollection<RoleReference>? Wanted(AccountQuery query, Account account) => query.Roles switch
    {
        RoleReading.AllOrUsed => [.. account.UsedRoles],
        RoleReading.Chosen =>
            [.. query.ChooseRoles!(account).DistinctBy(reference => reference.ToString(), StringComparer.OrdinalIgnoreCase)],
        _ => null,
    };

    /// <summary>Reads all roles. Returns null if this is denied but roles may still be read one by one.</summary>
    private async Task<IReadOnlyList<ExecutionRole>?> WalkAsync(RoleReading reading, Task functions, CancellationToken cancellationToken)
    {
        try
        {
            return await _roles.ReadAllAsync(_ => true, cancellationToken).ConfigureAwait(false);
        }
        catch (ProblemException e)
        {
            // Rejected credentials also end the reading of functions, which reports them better.
            await functions.ConfigureAwait(false);
            if (reading == RoleReading.All) throw;
            observer.OnUnread(e.Problem);
            return null;
        }
    }

    private async Task<AccountData> FunctionsAsync(AccountQuery query, CancellationToken cancellationToken)
    {
        var reader = new RegionReader(session, knownRegions, observer) { Scope = query.Scope };
        if (query.SkipFunctions)
        {
            await reader.CheckAsync(query.Scope ?? query.Regions, cancellationToken).ConfigureAwait(false);
            return new AccountData(new FunctionInventoryBuilder(observer.OnUnread).Build());
        }

        var isScoped = !ReferenceEquals(query.Regions, RegionSelection.All);
        if (!query.IncludeSettings)
            return new AccountData(await reader.ReadAsync(query.Regions, query.IncludeVersions, cancellationToken).ConfigureAwait(false))
            {
                IsScoped = isScoped
            };
        var details = new ConcurrentBag<FunctionDetail>();
        var inventory = await reader.ReadDetailsAsync(query.Regions, details.Add, cancellationToken).ConfigureAwait(false);
        return new AccountData(inventory)
        {
            IsScoped = isScoped,
            Details = [
                .. details.OrderBy(detail => detail.Function.Region, StringComparer.Ordinal)
                    .ThenBy(detail => detail.Function.FunctionName, StringComparer.Ordinal)],
        };
    }

    /// <summary>Reads the data that is requested per function, after the functions are known.</summary>
    private async Task<Account> CompleteAsync(Account account, AccountQuery query, CancellationToken cancellationToken)
    {
        var data = account.Data;
        if (query.IncludeMappings) data = await MappingsAsync(data, cancellationToken).ConfigureAwait(false);
        if (query.ChooseFunctions is { } choose)
            data = await FunctionsAsync(data, [.. choose(account)], query.IncludeMappingsOfChosen, cancellationToken).ConfigureAwait(false);
        if (query.ChooseAliases is { } aliases)
            data = data with
            {
                Aliases = await FunctionAliases.ReadAsync(session, [.. aliases(account)], observer, cancellationToken)
                    .ConfigureAwait(false)
            };
        if (query.ChoosePolicies is { } policies)
            data = data with
            {
                Policies = await FunctionPolicies.ReadAsync(session, [.. policies(account)], observer, cancellationToken)
                    .ConfigureAwait(false)
            };
        if (query.ChooseResourcePolicies is { } resources)
            data = data with
            {
                ResourcePolicies = await new ResourcePolicyReader(session, observer).ReadAsync(resources(account), cancellationToken)
                    .ConfigureAwait(false)
            };
        if (query.IncludeRoleQuota) data = data with { RoleQuota = await RoleQuotaAsync(cancellationToken).ConfigureAwait(false) };
        return new Account(data);
    }

    private async Task<AccountData> FunctionsAsync(
        AccountData data, IReadOnlyList<LambdaFunction> functions, bool withMappings, CancellationToken cancellationToken)
    {
        var details = new ConcurrentBag<FunctionDetail>();
        var mappings = new ConcurrentBag<(string, EventSourceMapping)>();
        await Parallel.ForEachAsync(functions,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (function, stop) =>
            {
                try
                {
                    var lambda = session.Lambda(function.Region);
                    var detail = await lambda.GetFunctionAsync(function.FunctionName, stop).ConfigureAwait(false);
                    if (withMappings)
                        foreach (var mapping in await lambda.ListEventSourceMappingsAsync(function.FunctionName, stop)
                            .ConfigureAwait(false)) mappings.Add((function.Region, mapping));
                    details.Add(detail);
                }
                catch (AwsCallException e) when (e.Kind == AwsErrorKind.NotFound)
                {
                    observer.OnProblem(LookupErrors.FunctionNotFoundInRegion.About(
                        function.FunctionName, ("function", function.FunctionName), ("region", function.Region)));
                }
                catch (AwsCallException e)
                {
                    observer.OnUnread(AwsProblems.Describe(
                        e, $"read function {function.FunctionName} in {function.Region}", function.FunctionName));
                }
            }).ConfigureAwait(false);
        return data with
        {
            Details = [.. details],
            Mappings = withMappings ? [.. mappings] : data.Mappings,
            MappingsUnread = withMappings ? new Dictionary<string, string>() : data.MappingsUnread,
        };
    }

    /// <summary>Reads the mappings of a region a hundred at a time. Reading them by function would need one request each.</summary>
    private async Task<AccountData> MappingsAsync(AccountData data, CancellationToken cancellationToken)
    {
        var mappings = new ConcurrentBag<(string, EventSourceMapping)>();
        var failures = new ConcurrentDictionary<string, AwsCallException>(StringComparer.Ordinal);
        await Task.WhenAll(data.Details.Select(detail => detail.Function.Region).Distinct(StringComparer.Ordinal).Select(async region =>
        {
            try
            {
                foreach (var mapping in await session.Lambda(region).ListEventSourceMappingsAsync(null, cancellationToken)
                    .ConfigureAwait(false)) mappings.Add((region, mapping));
            }
            catch (AwsCallException e)
            {
                failures[region] = e;
            }
        })).ConfigureAwait(false);
        foreach (var alike in failures.OrderBy(failure => failure.Key, StringComparer.Ordinal)
            .GroupBy(failure => (failure.Value.Kind, failure.Value.ErrorCode)))
            observer.OnUnread(AwsProblems.DescribeIn(
                alike.First().Value, "read the event source mappings", [.. alike.Select(failure => failure.Key)]));
        return data with
        {
            Mappings = [.. mappings],
            MappingsUnread = failures.ToDictionary(
                failure => failure.Key,
                failure =>
                    $"the event source mappings of region {failure.Key} could not be read "
                    + $"({failure.Value.ErrorCode ?? failure.Value.Kind.ToString()}).", StringComparer.Ordinal),
        };
    }

    private async Task<RoleQuota> RoleQuotaAsync(CancellationToken cancellationToken)
    {
        try
        {
            var summary = await session.Iam.GetAccountSummaryAsync(cancellationToken).ConfigureAwait(false);
            return new RoleQuota(
                summary.TryGetValue("Roles", out var count) ? count : null, summary.TryGetValue("RolesQuota", out var limit) ? limit : null,
                null)
            {
                Policies = summary.TryGetValue("Policies", out var policies) ? policies : null,
                PolicyLimit = summary.TryGetValue("PoliciesQuota", out var policyLimit) ? policyLimit : null,
            };
        }
        catch (AwsCallException e)
        {
            return new RoleQuota(null, null, e.ErrorCode ?? e.Kind.ToString());
        }
    }
}
