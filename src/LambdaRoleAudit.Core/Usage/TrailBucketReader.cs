using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Usage;

/// <summary>
/// Reads the files of a trail in its S3 bucket: only those of the account, the regions and the days that are asked for. What cannot be read
/// is reported, one problem for each cause, and the rest is read.
/// </summary>
/// <param name="session">The credentials.</param>
/// <param name="scope">What to look for. Without a start, the last 90 days are read.</param>
/// <param name="observer">Receives problems and progress.</param>
public sealed class TrailBucketReader(IAwsSession session, UsageScope scope, IReadingObserver observer)
{
    /// <summary>The period that is read if none is specified.</summary>
    public static readonly TimeSpan DefaultPeriod = TimeSpan.FromDays(90);

    private readonly UnreadParts _unread = new(observer);

    /// <summary>The number of files that are downloaded at one time.</summary>
    public int Downloads { get; init; } = 32;

    /// <summary>The number of bytes of files that are in memory at one time.</summary>
    public long MostBytes { get; init; } = 64 << 20;

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Reads the files of a trail.</summary>
    /// <param name="nameOrArn">The trail's name or ARN.</param>
    /// <param name="accountId">The account whose records are read: 12 digits.</param>
    /// <param name="regions">The regions whose records are read.</param>
    /// <param name="cancellationToken">Cancels the operation at once.</param>
    /// <exception cref="ProblemException">The trail was not found.</exception>
    public async Task<UsageEvidence> ReadTrailAsync(
        string nameOrArn, string accountId, IReadOnlyCollection<string> regions, CancellationToken cancellationToken)
    {
        var finder = new TrailFinder(session, _unread);
        var trail = await finder.FindAsync(nameOrArn, regions, cancellationToken).ConfigureAwait(false);
        var selectors = await finder.SelectorsAsync(trail, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(
            new Place(trail.BucketName, TrailLayout.Root(trail.Prefix), trail.IsOrganization, trail.IsMultiRegion == true, accountId),
            selectors, regions, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns what a trail logs: its event selectors, if they could be read, and whether it logs all regions.</summary>
    /// <param name="nameOrArn">The trail's name or ARN.</param>
    /// <param name="regions">The regions in which the trail is looked for.</param>
    /// <param name="cancellationToken">Cancels the operation at once.</param>
    /// <exception cref="ProblemException">The trail was not found.</exception>
    public async Task<(TrailSelectors? Selectors, bool? IsMultiRegion, IReadOnlyList<string> Unread)> DescribeAsync(
        string nameOrArn, IReadOnlyCollection<string> regions, CancellationToken cancellationToken)
    {
        var finder = new TrailFinder(session, _unread);
        var trail = await finder.FindAsync(nameOrArn, regions, cancellationToken).ConfigureAwait(false);
        return (await finder.SelectorsAsync(trail, cancellationToken).ConfigureAwait(false), trail.IsMultiRegion, _unread.Texts);
    }

    /// <summary>Reads the files in a bucket, without the trail that wrote them. Its event selectors are not known.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="prefix">The key prefix before <c>AWSLogs/</c>; null if there is none.</param>
    /// <param name="accountId">The account whose records are read: 12 digits.</param>
    /// <param name="regions">The regions whose records are read.</param>
    /// <param name="cancellationToken">Cancels the operation at once.</param>
    public Task<UsageEvidence> ReadBucketAsync(
        string bucket, string? prefix, string accountId, IReadOnlyCollection<string> regions, CancellationToken cancellationToken) =>
        ReadAsync(new Place(bucket, TrailLayout.Root(prefix), null, false, accountId), null, regions, cancellationToken);

    private async Task<UsageEvidence> ReadAsync(
        Place place, TrailSelectors? selectors, IReadOnlyCollection<string> wanted, CancellationToken cancellationToken)
    {
        var now = Clock.GetUtcNow();
        var to = scope.To is { } end && end < now ? end : now;
        var from = scope.From ?? to - DefaultPeriod;
        var present = await RegionsAsync(place, cancellationToken).ConfigureAwait(false);
        var folders = (
            from day in TrailLayout.Days(@from, to)
            from region in present.Where(region => wanted.Contains(region.Region))
            select new TrailFolder(TrailLayout.Day(region.Account, region.Region, day), region.Region, day)).ToList();
        if (present.Count == 0 && _unread.Texts.Count == 0)
        {
            _unread.Report(UsageErrors.TrailFolderNotFound.About(
                place.Bucket, ("bucket", place.Bucket), ("account", place.AccountId), ("prefix", place.Root)));
        }

        var downloads = new TrailDownloads(session.TrailStore, place.Bucket, scope, _unread, observer)
        {
            Downloads = Downloads,
            MostBytes = MostBytes,
            IsWanted = key => TrailLayout.IsWanted(key, from, to),
        };
        var calls = await downloads.ReadAsync(folders, cancellationToken).ConfigureAwait(false);
        _unread.Report();
        var read = folders.GroupBy(folder => folder.Region)
            .Where(region => region.Any(folder => !folder.IsUnread && folder.IsDone)
                && (region.Any(folder => folder.HasFiles) || !region.Any(folder => folder.HasFailures)))
            .Select(region => region.Key).ToHashSet();
        // A trail of all regions has no folder of a region without activity.
        if (place.IsMultiRegion && present.Count > 0) read.UnionWith(wanted.Except(present.Select(region => region.Region)));
        return new UsageEvidence
        {
            Calls = calls,
            Source = UsageSource.Trail,
            From = from,
            To = to,
            Regions = Sorted(wanted.Where(read.Contains)),
            RegionsWithoutRecords = Sorted(wanted.Where(read.Contains).Except(present.Select(region => region.Region))),
            IsMultiRegion = place.IsMultiRegion ? true : null,
            UnreadRegions = Sorted(wanted.Where(region => !read.Contains(region))),
            DaysWithoutRecords = RecordGaps.Of(calls.Days, from, to, now),
            Selectors = selectors,
            Unread = _unread.Texts,
        };
    }

    /// <summary>Returns the regions that have a folder, each with the folder of its account.</summary>
    private async Task<IReadOnlyList<(string Account, string Region)>> RegionsAsync(Place place, CancellationToken cancellationToken)
    {
        var regions = new List<(string, string)>();
        if (place.IsOrganization != true)
            await AddAsync(TrailLayout.Account(place.Root, null, place.AccountId)).ConfigureAwait(false);
        // If it is not known whether the trail is an organization's, its folder is only looked for if the account has none of its own.
        if (place.IsOrganization == true || (place.IsOrganization is null && regions.Count == 0))
        {
            foreach (var folder in await ListAsync(place.Root).ConfigureAwait(false))
            {
                var name = folder[place.Root.Length..].TrimEnd('/');
                if (name.StartsWith("o-", StringComparison.Ordinal))
                    await AddAsync(TrailLayout.Account(place.Root, name, place.AccountId)).ConfigureAwait(false);
            }
        }

        _unread.Report();
        return regions;

        async Task AddAsync(string account)
        {
            foreach (var folder in await ListAsync(account).ConfigureAwait(false))
                regions.Add((account, folder[account.Length..].TrimEnd('/')));
        }

        async Task<IReadOnlyList<string>> ListAsync(string prefix)
        {
            try
            {
                var folders = await session.TrailStore.ListFoldersAsync(place.Bucket, prefix, cancellationToken).ConfigureAwait(false);
                return [.. folders.Where(folder => folder.StartsWith(prefix, StringComparison.Ordinal))];
            }
            catch (AwsCallException e) when (AwsProblems.IsAboutCredentials(e.Kind) || AwsProblems.IsAboutConnection(e.Kind))
            {
                throw new ProblemException(AwsProblems.Describe(e, $"list bucket '{place.Bucket}'", place.Bucket));
            }
            catch (AwsCallException e) when (e.ErrorCode == "NoSuchBucket")
            {
                throw new ProblemException(UsageErrors.TrailBucketNotFound.About(place.Bucket, ("bucket", place.Bucket)));
            }
            catch (AwsCallException e)
            {
                _unread.Add(e, prefix, list => TrailDownloads.FoldersUnread(place.Bucket, list));
                return [];
            }
        }
    }

    private static string[] Sorted(IEnumerable<string> names) => [.. names.Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Where the files are.</summary>
    private sealed record Place(string Bucket, string Root, bool? IsOrganization, bool IsMultiRegion, string AccountId);
}
