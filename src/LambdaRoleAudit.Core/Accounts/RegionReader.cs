using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Accounts;

/// <summary>
/// Reads every function of an account: all regions at the same time, and the pages of one region one after another (each names the next). A
/// region that fails marks the inventory as incomplete, and the other regions continue. Regions that fail for the same reason are one
/// problem.
/// </summary>
public sealed class RegionReader(IAwsSession session, IReadOnlyList<AwsRegion> knownRegions, IReadingObserver observer)
{
    private readonly ConcurrentDictionary<string, AwsCallException> _failures = new(StringComparer.Ordinal);
    private int _regionsDone;

    /// <summary>
    /// The regions whose failures are reported. Failures of other regions are only recorded in the inventory. All regions by default; none
    /// if null.
    /// </summary>
    public RegionSelection? Scope { get; init; } = RegionSelection.All;

    /// <summary>Reads the selected regions.</summary>
    /// <param name="selection">The regions.</param>
    /// <param name="includeVersions">True to include published versions.</param>
    /// <param name="cancellationToken">Cancels the operation at once.</param>
    /// <exception cref="ProblemException">The credentials are rejected, or AWS does not respond. The other regions would fail
    /// too.</exception>
    public Task<FunctionInventory> ReadAsync(RegionSelection selection, bool includeVersions, CancellationToken cancellationToken) =>
        ReadAsync(
            selection, (region, builder) => session.Lambda(region).ListFunctionsAsync(includeVersions, builder, cancellationToken),
            cancellationToken);

    /// <summary>Reads the selected regions, including published versions, with the settings of each function.</summary>
    /// <param name="selection">The regions.</param>
    /// <param name="onDetail">Receives each function that is not a published version. It can be called on any thread.</param>
    /// <param name="cancellationToken">Cancels the operation at once.</param>
    /// <exception cref="ProblemException">The credentials are rejected, or AWS does not respond. The other regions would fail
    /// too.</exception>
    public Task<FunctionInventory> ReadDetailsAsync(
        RegionSelection selection, Action<FunctionDetail> onDetail, CancellationToken cancellationToken) => ReadAsync(
        selection, (region, builder) => DetailsAsync(region, builder, onDetail, cancellationToken), cancellationToken);

    private async IAsyncEnumerable<int> DetailsAsync(
        string region, FunctionInventoryBuilder builder, Action<FunctionDetail> onDetail,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in session.Lambda(region).ListFunctionDetailsAsync(includeVersions: true, cancellationToken)
            .ConfigureAwait(false))
        {
            foreach (var detail in page)
            {
                builder.Add(detail.Function);
                if (!detail.Function.IsPublishedVersion) onDetail(detail);
            }

            yield return page.Count;
        }
    }

    private async Task<FunctionInventory> ReadAsync(
        RegionSelection selection, Func<string, FunctionInventoryBuilder, IAsyncEnumerable<int>> pages, CancellationToken cancellationToken)
    {
        var builder = new FunctionInventoryBuilder(observer.OnProblem);
        var regions = await ResolveRegionsAsync(selection, cancellationToken).ConfigureAwait(false);
        builder.Cover(regions);
        observer.OnProgress(new ReadingProgress(0, regions.Count, 0, ""));
        await Task.WhenAll(regions.Select(region => ReadRegionAsync(region, regions.Count, pages(region, builder), builder)))
            .ConfigureAwait(false);
        foreach (var alike in _failures.Where(failure => Scope?.Matches(failure.Key) == true)
            .OrderBy(failure => failure.Key, StringComparer.Ordinal)
            .GroupBy(failure => (failure.Value.Kind, failure.Value.ErrorCode, failure.Value.Operation)))
            observer.OnUnread(AwsProblems.DescribeIn(alike.First().Value, "read the functions", [.. alike.Select(failure => failure.Key)]));
        return builder.Build();
    }

    private async Task ReadRegionAsync(
        string region, int total, IAsyncEnumerable<int> pages, FunctionInventoryBuilder builder)
    {
        try
        {
            await foreach (var _ in pages.ConfigureAwait(false))
            {
                observer.OnProgress(new ReadingProgress(Volatile.Read(ref _regionsDone), total, builder.Count, region));
            }
        }
        catch (AwsCallException e)
        {
            _failures[region] = InRegion(e);
            builder.AddUnreadRegion(region, null);
        }

        observer.OnProgress(new ReadingProgress(Interlocked.Increment(ref _regionsDone), total, builder.Count, region));
    }

    /// <summary>
    /// At this point the caller's key has been accepted, so a region that does not know the key is a region that the account has not
    /// enabled (AWS account management guide: an opt-in region's endpoints reject the credentials of an account that has not opted in).
    /// </summary>
    internal static AwsCallException InRegion(AwsCallException e) => e.Kind != AwsErrorKind.InvalidKey
        ? e
        : new AwsCallException(AwsErrorKind.RegionDisabled, e.Message, e)
        {
            Service = e.Service,
            Operation = e.Operation,
            Region = e.Region,
            ErrorCode = e.ErrorCode,
            HttpStatus = e.HttpStatus,
            RequestId = e.RequestId,
        };

    /// <summary>Checks that a scope names existing regions, if no functions are listed in it.</summary>
    /// <exception cref="ProblemException">A region does not exist, or the credentials are rejected.</exception>
    public async Task CheckAsync(RegionSelection scope, CancellationToken cancellationToken)
    {
        var known = KnownInPartition();
        if (!ReferenceEquals(scope, RegionSelection.All) && !(scope.IsLiteral && scope.Names.All(known.Contains)))
            Check(scope, await DescribeRegionsAsync(known, cancellationToken).ConfigureAwait(false), known);
    }

    private HashSet<string> KnownInPartition() =>
        knownRegions.Where(region => region.Partition == session.Partition).Select(region => region.Name).ToHashSet();

    private void Check(RegionSelection scope, IReadOnlyCollection<string> enabled, HashSet<string> known)
    {
        if (scope.Unmatched(enabled.Union(scope.Names.Where(known.Contains)).ToHashSet()).ToList() is { Count: > 0 } unmatched)
            throw new ProblemException(LookupProblems.UnknownRegion(unmatched, session.Partition));
    }

    private async Task<IReadOnlyCollection<string>> ResolveRegionsAsync(RegionSelection selection, CancellationToken cancellationToken)
    {
        var known = KnownInPartition();
        var mustAsk = !selection.IsLiteral || selection.Names.Any(name => !known.Contains(name));

        // Both calls are one round trip, and they are independent. Rejected credentials end both.
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var enabled = mustAsk ? DescribeRegionsAsync(known, both.Token) : Task.FromResult<IReadOnlyCollection<string>>(known);
        try
        {
            await VerifyCallerAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await both.CancelAsync().ConfigureAwait(false);
            await ((Task)enabled).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        // A region that is named and exists is read even if the account has not enabled it, because its own response gives the best reason.
        var candidates = (await enabled.ConfigureAwait(false)).Union(selection.Names.Where(known.Contains)).ToHashSet();
        Check(selection, candidates, known);
        if (Scope is { } scope) Check(scope, candidates, known);
        return selection.From(candidates);
    }

    private async Task<IReadOnlyCollection<string>> DescribeRegionsAsync(HashSet<string> known, CancellationToken cancellationToken)
    {
        try
        {
            return await session.DescribeRegionsAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (AwsCallException e) when (!AwsProblems.IsAboutCredentials(e.Kind))
        {
            observer.OnWarning(
                $"EC2 DescribeRegions failed ({e.ErrorCode ?? e.Kind.ToString()}): every region of partition {session.Partition} that "
                + "this version knows is read instead. "
                + "Newer regions are not read, and regions that are not enabled for the account report an error. Allow "
                + "ec2:DescribeRegions, or specify the regions with -Region.");
            return known;
        }
        catch (AwsCallException e)
        {
            throw new ProblemException(AwsProblems.Describe(e, "list the account's regions", session.CredentialSource));
        }
    }

    /// <summary>Reports bad credentials once and clearly, before every region repeats the error.</summary>
    private async Task VerifyCallerAsync(CancellationToken cancellationToken)
    {
        try
        {
            await session.GetCallerIdentityAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (AwsCallException e) when (AwsProblems.IsAboutCredentials(e.Kind))
        {
            throw new ProblemException(AwsProblems.Describe(e, "call AWS", session.CredentialSource));
        }
        catch (AwsCallException e)
        {
            // A network can allow Lambda and block STS, so the responses of the regions decide.
            observer.OnWarning(
                $"STS GetCallerIdentity in {session.HomeRegion} failed ({e.ErrorCode ?? e.Kind.ToString()}): the caller's identity was not "
                + "verified. The regions are read anyway.");
        }
    }
}
