using System.Globalization;
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
[OutputType(typeof(string), ParameterSetName = [TableSet])]
public sealed class GetLambdaRoleUsageCommand : ReadingCmdlet
{
    private const string HistorySet = "EventHistory";
    private const string TrailSet = "Trail";
    private const string BucketSet = "TrailBucket";
    private const string AthenaSet = "Athena";
    private const string TableSet = "AthenaTableDefinition";

    /// <summary>Functions: names, wildcards or ARNs.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public override string[]? FunctionName { get; set; }

    /// <summary>
    /// A function, a role or a shared role. The definition of a table has no input: with pipeline input, PowerShell would otherwise ask for
    /// that set's parameters.
    /// </summary>
    [Parameter(ParameterSetName = AccountSet, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = HistorySet, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = TrailSet, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = BucketSet, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = AthenaSet, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = PathSet, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = LiteralPathSet, ValueFromPipeline = true)]
    [AllowNull]
    public override PSObject? InputObject { get; set; }

    /// <summary>Reads CloudTrail event history.</summary>
    [Parameter(ParameterSetName = HistorySet, Mandatory = true)]
    public SwitchParameter EventHistory { get; set; }

    /// <summary>The name or ARN of a trail whose files are read.</summary>
    [Parameter(ParameterSetName = TrailSet, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string? Trail { get; set; }

    /// <summary>The S3 bucket with the files of a trail that cannot be read itself.</summary>
    [Parameter(ParameterSetName = BucketSet, Mandatory = true)]
    [Parameter(ParameterSetName = TableSet, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string? TrailBucket { get; set; }

    /// <summary>The key prefix before AWSLogs/.</summary>
    [Parameter(ParameterSetName = BucketSet)]
    [Parameter(ParameterSetName = TableSet)]
    [ValidateNotNullOrEmpty]
    public string? TrailPrefix { get; set; }

    /// <summary>A table of CloudTrail records in Athena.</summary>
    [Parameter(ParameterSetName = AthenaSet, Mandatory = true)]
    [Parameter(ParameterSetName = TableSet, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string? AthenaTable { get; set; }

    /// <summary>The database of the table.</summary>
    [Parameter(ParameterSetName = AthenaSet, Mandatory = true)]
    [Parameter(ParameterSetName = TableSet, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string? AthenaDatabase { get; set; }

    /// <summary>The workgroup of the query.</summary>
    [Parameter(ParameterSetName = AthenaSet)]
    [ValidateNotNullOrEmpty]
    public string? AthenaWorkGroup { get; set; }

    /// <summary>The S3 location of the query's results.</summary>
    [Parameter(ParameterSetName = AthenaSet)]
    [ValidateNotNullOrEmpty]
    public string? AthenaOutputLocation { get; set; }

    /// <summary>The trail that writes the table's files: its event selectors are read.</summary>
    [Parameter(ParameterSetName = AthenaSet)]
    [ValidateNotNullOrEmpty]
    public string? AthenaTrail { get; set; }

    /// <summary>Returns the statement that creates the table, and reads nothing.</summary>
    [Parameter(ParameterSetName = TableSet, Mandatory = true)]
    public SwitchParameter ShowTableDefinition { get; set; }

    /// <summary>The regions whose records are read.</summary>
    [Parameter(ParameterSetName = AccountSet)]
    [Parameter(ParameterSetName = HistorySet)]
    [Parameter(ParameterSetName = TrailSet)]
    [Parameter(ParameterSetName = BucketSet)]
    [Parameter(ParameterSetName = AthenaSet)]
    [Parameter(ParameterSetName = TableSet)]
    [ArgumentCompleter(typeof(RegionCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? LogRegion { get; set; }

    /// <summary>Also reads when each role last used each service, from IAM.</summary>
    [Parameter(ParameterSetName = AccountSet)]
    [Parameter(ParameterSetName = HistorySet)]
    [Parameter(ParameterSetName = TrailSet)]
    [Parameter(ParameterSetName = BucketSet)]
    [Parameter(ParameterSetName = AthenaSet)]
    public SwitchParameter LastAccessed { get; set; }

    /// <summary>The start of the period.</summary>
    [Parameter]
    public DateTimeOffset? After { get; set; }

    /// <summary>The end of the period.</summary>
    [Parameter]
    public DateTimeOffset? Before { get; set; }

    private string? _athenaCost;

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
            if (ShowTableDefinition)
            {
                if (!selection.IsEverything || Region is not null || Before is not null)
                    throw new ProblemException(UsageErrors.TableOfEverything.About(null));
                WriteTableDefinition();
                return;
            }

            if (After >= Before)
            {
                throw new ProblemException(UsageErrors.PeriodIsEmpty.About(
                    null, ("after", Text(After)), ("before", Text(Before))));
            }

            if (!IsFromFiles && After >= DateTimeOffset.UtcNow)
                throw new ProblemException(UsageErrors.PeriodInFuture.About(null, ("after", Text(After))));
            var builder = IsFromFiles ? ReadFiles(selection) : ReadAws(selection);
            if (builder is null) return;
            var usages = builder.Build().ToList();
            WriteObject(usages, enumerateCollection: true);
            if (usages.Count == 0 && builder.UnattributedRoleCount > 0) WriteWarning(UsageBuilder.NoFunctions);
            foreach (var problem in builder.Missing()) WriteProblem(problem);
        });
    }

    private static string? Text(DateTimeOffset? time) => time?.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);

    private UsageBuilder? ReadAws(Selection selection)
    {
        CheckScope([]);
        if (LogRegion is not null) LogScope.CheckAgainst(AwsSide.Gateway.ListKnownRegions().Select(region => region.Name), []);
        UsageBuilder? builder = null;
        Ask("Reading what functions did", async (session, observer, cancellationToken) =>
        {
            var account = await new AccountReader(session, AwsSide.Gateway.ListKnownRegions(), observer).ReadAsync(
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
                    CoversAllRegions = LogRegion is null && evidence.UnreadRegions.Count == 0
                        && (evidence.IsMultiRegion == true || evidence.RegionsWithoutRecords.Count == 0),
                    Unread = [.. evidence.Unread, .. reader.Unread],
                },
                lastAccessed);
        });
        if (_athenaCost is not null) WriteHostLine(_athenaCost);
        return builder;
    }

    private Task<UsageEvidence> ReadRecordsAsync(
        IAwsSession session, Account account, UsageTargets targets, IReadingObserver observer, CancellationToken cancellationToken)
    {
        var scope = targets.ScopeOf(After, Before);
        var regions = account.Regions.Where(LogScope.Matches).ToList();
        var accountId = targets.Functions[0].AccountId;
        if (AthenaTable is not null) return ReadAthenaAsync(session, scope, accountId, regions, observer, cancellationToken);
        if (Trail is not null)
            return new TrailBucketReader(session, scope, observer).ReadTrailAsync(Trail, accountId, regions, cancellationToken);
        if (TrailBucket is not null)
        {
            return new TrailBucketReader(session, scope, observer).ReadBucketAsync(
                TrailBucket, TrailPrefix, accountId, regions, cancellationToken);
        }

        var names = targets.Functions.DistinctBy(function => function.FunctionName).Count();
        if (!EventHistory && names > UsageTargets.MostFunctionsWithoutSource)
        {
            throw new ProblemException(UsageErrors.SourceNeeded.About(
                null, ("count", names), ("most", UsageTargets.MostFunctionsWithoutSource)));
        }

        return new EventHistoryReader(session, scope, observer).ReadAsync(regions, cancellationToken);
    }

    private async Task<UsageEvidence> ReadAthenaAsync(
        IAwsSession session, UsageScope scope, string accountId, IReadOnlyCollection<string> regions, IReadingObserver observer,
        CancellationToken cancellationToken)
    {
        var table = new AthenaSource(AthenaDatabase!, AthenaTable!, AthenaWorkGroup, AthenaOutputLocation);
        var reader = new AthenaReader(session.Athena(session.HomeRegion), scope, observer);
        var evidence = await reader.ReadAsync(table, accountId, regions, cancellationToken).ConfigureAwait(false);
        _athenaCost = FormattableString.Invariant($"Athena query {reader.QueryId} scanned {reader.BytesScanned:N0} bytes.");
        if (AthenaTrail is null) return evidence;
        var (selectors, isMultiRegion, unread) = await new TrailBucketReader(session, scope, observer)
            .DescribeAsync(AthenaTrail, regions, cancellationToken).ConfigureAwait(false);
        return evidence with { Selectors = selectors, IsMultiRegion = isMultiRegion, Unread = [.. evidence.Unread, .. unread] };
    }

    private void WriteTableDefinition()
    {
        string? text = null;
        if (LogRegion is not null) LogScope.CheckAgainst(AwsSide.Gateway.ListKnownRegions().Select(region => region.Name), []);
        Ask("Reading the account", async (session, _, cancellationToken) =>
        {
            var account = await session.GetCallerIdentityAsync(cancellationToken).ConfigureAwait(false);
            var regions = await session.DescribeRegionsAsync(cancellationToken).ConfigureAwait(false);
            text = await Usage.AthenaTable.DefinitionAsync(
                session.TrailStore, AthenaDatabase!, AthenaTable!, TrailBucket!, TrailPrefix, account.AccountId,
                regions.Where(LogScope.Matches), DateOnly.FromDateTime((After ?? DateTimeOffset.UtcNow.AddYears(-1)).UtcDateTime),
                cancellationToken).ConfigureAwait(false);
        });
        WriteObject(text);
    }

    private UsageBuilder ReadFiles(Selection selection)
    {
        CheckScope([]);
        // A file that is not there or could not be sorted can have had records.
        var unread = new List<string>();
        var paths = (Path is not null
            ? TrailPaths.Expand(Path, SessionState, problem => Lose(problem, WriteProblem))
            : TrailPaths.Exact(LiteralPath ?? [], SessionState, problem => Lose(problem, WriteProblem))).ToList();
        var meter = new ProgressMeter(WriteProgress, "Reading CloudTrail files", "bytes");
        UsageBuilder? builder = null;
        Pump(async (post, cancellationToken) =>
        {
            var observer = Observer(post, meter);
            var files = TrailFiles.Sort(paths, problem => Lose(problem, observer.OnUnread), cancellationToken);
            if (files.Skipped.Count > 0)
                observer.OnWarning($"Files in the folders that have no CloudTrail records were skipped: {NameList.Few(files.Skipped)}.");
            var targets = UsageTargets.OfRecords(selection, Scope);
            if (files.Account.Count > 0)
            {
                var reader = new AccountFileReader(problem => Lose(problem, observer.OnUnread));
                foreach (var path in files.Account) reader.Add(path);
                var account = await reader.BuildAsync(needsRoles: false, cancellationToken).ConfigureAwait(false);
                targets = UsageTargets.Of(account, selection, Scope);
                foreach (var problem in selection.Missing(account)) observer.OnProblem(problem);
            }

            var evidence = new TrailFileReader(observer.OnUnread, observer.OnProgress).Read(
                files, targets.ScopeOf(After, Before), cancellationToken);
            builder = new UsageBuilder(targets, evidence with { Unread = [.. unread, .. evidence.Unread] });
        });
        meter.Complete();
        return builder!;

        void Lose(Problem problem, Action<Problem> report)
        {
            unread.Add(problem.Message);
            report(problem);
        }
    }
}
