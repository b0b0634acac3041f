using System.Management.Automation;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Completion;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Input;
using LambdaRoleAudit.Loading;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Output;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Session;
using LambdaRoleAudit.Usage;

namespace LambdaRoleAudit;

/// <summary>
/// <c>Get-LambdaRoleUsage</c>: returns what each function did with its execution role, from CloudTrail, also if the role is shared.
/// </summary>
[Cmdlet(VerbsCommon.Get, "LambdaRoleUsage", DefaultParameterSetName = AccountSet)]
[OutputType(typeof(LambdaRoleUsage))]
public sealed class GetLambdaRoleUsageCommand : ReadingCmdlet
{
    private const string HistorySet = "EventHistory";
    private const string TrailSet = "Trail";
    private const string BucketSet = "TrailBucket";

    /// <summary>Functions: names, wildcards or ARNs.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public override string[]? FunctionName { get; set; }

    /// <summary>Reads CloudTrail event history.</summary>
    [Parameter(ParameterSetName = HistorySet, Mandatory = true)]
    public SwitchParameter EventHistory { get; set; }

    /// <summary>The name or ARN of a trail whose files are read.</summary>
    [Parameter(ParameterSetName = TrailSet, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string? Trail { get; set; }

    /// <summary>The S3 bucket with the files of a trail that cannot be read itself.</summary>
    [Parameter(ParameterSetName = BucketSet, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string? TrailBucket { get; set; }

    /// <summary>The key prefix before AWSLogs/.</summary>
    [Parameter(ParameterSetName = BucketSet)]
    [ValidateNotNullOrEmpty]
    public string? TrailPrefix { get; set; }

    /// <summary>The regions whose records are read.</summary>
    [Parameter(ParameterSetName = AccountSet)]
    [Parameter(ParameterSetName = HistorySet)]
    [Parameter(ParameterSetName = TrailSet)]
    [Parameter(ParameterSetName = BucketSet)]
    [ArgumentCompleter(typeof(RegionCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? LogRegion { get; set; }

    /// <summary>Also reads when each role last used each service, from IAM.</summary>
    [Parameter(ParameterSetName = AccountSet)]
    [Parameter(ParameterSetName = HistorySet)]
    [Parameter(ParameterSetName = TrailSet)]
    [Parameter(ParameterSetName = BucketSet)]
    public SwitchParameter LastAccessed { get; set; }

    /// <summary>The start of the period.</summary>
    [Parameter]
    public DateTimeOffset? After { get; set; }

    /// <summary>The end of the period.</summary>
    [Parameter]
    public DateTimeOffset? Before { get; set; }

    private RegionSelection LogScope => LogRegion is null
        ? RegionSelection.All
        : RegionSelection.Of(LogRegion, WildcardPattern.ContainsWildcardCharacters, Wildcards.Matching);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var selection = Selected();
        if (selection.IsNothing) return;
        EndWith(() =>
        {
            if (After >= Before) throw new ProblemException(UsageErrors.PeriodIsEmpty.About(null, ("after", After), ("before", Before)));
            var builder = IsFromFiles ? ReadFiles(selection) : ReadAws(selection);
            if (builder is null) return;
            foreach (var usage in builder.Build()) WriteObject(usage);
            foreach (var problem in builder.Missing()) WriteProblem(problem);
        });
    }

    private UsageBuilder? ReadAws(Selection selection)
    {
        CheckScope([]);
        if (LogRegion is not null) LogScope.CheckAgainst(AwsLoadContext.Gateway.ListKnownRegions().Select(region => region.Name), []);
        UsageBuilder? builder = null;
        Ask("Reading what functions did", async (session, observer, cancellationToken) =>
        {
            var account = await new AccountReader(session, AwsLoadContext.Gateway.ListKnownRegions(), observer).ReadAsync(
                UsageTargets.Query(selection, Scope), cancellationToken).ConfigureAwait(false);
            foreach (var problem in selection.Missing(account)) observer.OnProblem(problem);
            var targets = UsageTargets.Of(account, selection, Scope);
            if (targets.Functions.Count == 0) return;
            var evidence = await ReadRecordsAsync(session, account, targets, observer, cancellationToken).ConfigureAwait(false);
            var reader = new LastAccessedReader(session.Iam, observer);
            var lastAccessed = LastAccessed
                ? await reader.ReadAsync([.. targets.Roles.Select(role => role.RoleArn)], cancellationToken).ConfigureAwait(false)
                : null;
            builder = new UsageBuilder(
                targets,
                evidence with
                {
                    CoversAllRegions = LogRegion is null && evidence.UnreadRegions.Count == 0,
                    Unread = [.. evidence.Unread, .. reader.Unread],
                },
                lastAccessed);
        });
        return builder;
    }

    private Task<UsageEvidence> ReadRecordsAsync(
        IAwsSession session, Account account, UsageTargets targets, IReadingObserver observer, CancellationToken cancellationToken)
    {
        var scope = targets.ScopeOf(After, Before);
        var regions = account.Regions.Where(LogScope.Matches).ToList();
        var accountId = targets.Functions[0].AccountId;
        if (Trail is not null)
            return new TrailBucketReader(session, scope, observer).ReadTrailAsync(Trail, accountId, regions, cancellationToken);
        if (TrailBucket is not null)
        {
            return new TrailBucketReader(session, scope, observer).ReadBucketAsync(
                TrailBucket, TrailPrefix, accountId, regions, cancellationToken);
        }

        var names = targets.Functions.DistinctBy(function => function.FunctionName).Count();
        if (!EventHistory && names > UsageTargets.MostFunctionsWithoutSource)
            throw new ProblemException(UsageErrors.SourceNeeded.About(null, ("count", names), ("most", UsageTargets.MostFunctionsWithoutSource)));
        return new EventHistoryReader(session, scope, observer).ReadAsync(regions, cancellationToken);
    }

    private UsageBuilder ReadFiles(Selection selection)
    {
        CheckScope([]);
        var paths = (Path is not null
            ? TrailPaths.Expand(Path, SessionState, WriteProblem)
            : TrailPaths.Exact(LiteralPath ?? [], SessionState, WriteProblem)).ToList();
        var meter = new ProgressMeter(WriteProgress, "Reading CloudTrail files", "bytes");
        UsageBuilder? builder = null;
        Pump(async (post, cancellationToken) =>
        {
            var observer = Observer(post, meter);
            var files = TrailFiles.Sort(paths, observer.OnUnread, cancellationToken);
            foreach (var skipped in files.Skipped) post(() => WriteVerbose($"Skipped: {skipped} has no CloudTrail records."));
            var targets = UsageTargets.OfRecords(selection, Scope);
            if (files.Account.Count > 0)
            {
                var reader = new AccountFileReader(observer.OnUnread);
                foreach (var path in files.Account) reader.Add(path);
                var account = await reader.BuildAsync(needsRoles: false, cancellationToken).ConfigureAwait(false);
                targets = UsageTargets.Of(account, selection, Scope);
                foreach (var problem in selection.Missing(account)) observer.OnProblem(problem);
            }

            builder = new UsageBuilder(targets, new TrailFileReader(observer.OnUnread, observer.OnProgress).Read(
                files, targets.ScopeOf(After, Before), cancellationToken));
        });
        meter.Complete();
        return builder!;
    }
}
