using System.Runtime.CompilerServices;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Core;

/// <summary>How the regions of an account are read, on ports that answer from memory.</summary>
public class RegionReaderTests : IReadingObserver
{
    private static readonly AwsRegion[] Known =
        [new("us-east-1", "", "aws"), new("eu-west-1", "", "aws"), new("eu-west-2", "", "aws"), new("cn-north-1", "", "aws-cn")];

    private readonly List<Problem> _problems = [];
    private readonly List<string> _warnings = [];
    private readonly Session _session = new();

    [Fact]
    public async Task All_enabled_regions_are_read_and_no_other()
    {
        _session.Enabled = () => ["us-east-1", "eu-west-1"];
        var inventory = await ReadAsync(RegionSelection.All);
        Assert.Equal(["eu-west-1", "us-east-1"], _session.Read.Order());
        Assert.True(inventory.IsComplete);
        Assert.Equal(2, inventory.Count);
    }

    [Fact]
    public async Task Regions_named_one_by_one_need_no_list()
    {
        _session.Enabled = () => throw new InvalidOperationException("DescribeRegions was called.");
        await ReadAsync(Select("eu-west-1"));
        Assert.Equal(["eu-west-1"], _session.Read);
    }

    [Fact]
    public async Task Wildcards_choose_among_the_enabled_regions()
    {
        _session.Enabled = () => ["us-east-1", "eu-west-1"];
        await ReadAsync(Select("eu-*"));
        Assert.Equal(["eu-west-1"], _session.Read);
    }

    [Fact]
    public async Task A_region_that_the_SDK_does_not_know_is_read_where_the_account_has_it()
    {
        _session.Enabled = () => ["eu-new-1"];
        await ReadAsync(Select("eu-new-1"));
        Assert.Equal(["eu-new-1"], _session.Read);
        Assert.Empty(_problems);
    }

    [Theory]
    [InlineData("eu-wset-1", "UnknownRegion")]
    [InlineData("cn-north-1", "UnknownRegion")]
    [InlineData("xx-*", "NoRegionMatches")]
    public async Task A_region_that_does_not_exist_is_an_error_before_anything_is_read(string region, string errorId)
    {
        _session.Enabled = () => ["us-east-1"];
        var problem = (await Assert.ThrowsAsync<ProblemException>(() => ReadAsync(Select("us-east-1", region)))).Problem;
        Assert.Equal(errorId, problem.ErrorId);
        Assert.Contains(region, problem.Message, StringComparison.Ordinal);
        Assert.Empty(_session.Read);
    }

    [Theory]
    [InlineData(AwsErrorKind.AccessDenied, "AccessDenied")]
    [InlineData(AwsErrorKind.InvalidKey, "RegionNotEnabled")]
    [InlineData(AwsErrorKind.Throttled, "Throttled")]
    [InlineData(AwsErrorKind.TimedOut, "EndpointTimedOut")]
    [InlineData(AwsErrorKind.BadResponse, "EndpointNotAws")]
    [InlineData(AwsErrorKind.ServiceFault, "ServiceFault")]
    public async Task A_region_that_fails_is_unread_and_keeps_the_pages_before(AwsErrorKind kind, string errorId)
    {
        _session.Enabled = () => ["us-east-1", "eu-west-1"];
        _session.FailAfterFirstPage["eu-west-1"] = new AwsCallException(kind, "no");
        var inventory = await ReadAsync(RegionSelection.All);
        Assert.Equal(["eu-west-1"], inventory.UnreadRegions);
        Assert.Equal(errorId, Assert.Single(_problems).ErrorId);
        Assert.Equal("eu-west-1", _problems[0].Target);
        Assert.Equal(2, inventory.Count);
    }

    [Fact]
    public async Task Where_DescribeRegions_is_denied_the_partitions_regions_are_tried_with_a_warning()
    {
        _session.Enabled = () => throw new AwsCallException(AwsErrorKind.AccessDenied, "no") { ErrorCode = "UnauthorizedOperation" };
        await ReadAsync(RegionSelection.All);
        Assert.Equal(["eu-west-1", "eu-west-2", "us-east-1"], _session.Read.Order());
        Assert.Contains("UnauthorizedOperation", Assert.Single(_warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(AwsErrorKind.ExpiredToken, "ExpiredToken")]
    [InlineData(AwsErrorKind.WrongSecret, "WrongSecretKey")]
    [InlineData(AwsErrorKind.InvalidKey, "InvalidAccessKey")]
    [InlineData(AwsErrorKind.ClockSkew, "ClockSkew")]
    public async Task Refused_credentials_end_it_with_one_error_even_while_another_call_hangs(AwsErrorKind kind, string errorId)
    {
        _session.Identity = () => throw new AwsCallException(kind, "no");
        _session.EnabledHangs = true;
        var e = await Assert.ThrowsAsync<ProblemException>(() => ReadAsync(RegionSelection.All));
        Assert.Equal(errorId, e.Problem.ErrorId);
        Assert.Empty(_session.Read);
    }

    [Fact]
    public async Task A_network_without_STS_still_reads_Lambda()
    {
        _session.Identity = () => throw new AwsCallException(AwsErrorKind.Unreachable, "no");
        _session.Enabled = () => ["us-east-1"];
        Assert.True((await ReadAsync(RegionSelection.All)).IsComplete);
        Assert.Single(_warnings);
    }

    void IReadingObserver.OnProblem(Problem problem) => _problems.Add(problem);

    void IReadingObserver.OnUnread(Problem problem) => _problems.Add(problem);

    void IReadingObserver.OnWarning(string message) => _warnings.Add(message);

    void IReadingObserver.OnProgress(ReadingProgress progress)
    {
    }

    private static RegionSelection Select(params string[] texts) => RegionSelection.Of(
        texts, text => text.Contains('*', StringComparison.Ordinal),
        text => name => name.StartsWith(text.TrimEnd('*'), StringComparison.Ordinal));

    private Task<FunctionInventory> ReadAsync(RegionSelection selection) =>
        new RegionReader(_session, Known, this).ReadAsync(selection, false, TestContext.Current.CancellationToken);

    private sealed class Session : IAwsSession
    {
        public Func<CallerIdentity> Identity { get; set; } = () => new CallerIdentity(Functions.Account, "arn");

        public Func<IReadOnlyList<string>> Enabled { get; set; } = () => [];

        public bool EnabledHangs { get; set; }

        public Dictionary<string, AwsCallException> FailAfterFirstPage { get; } = [];

        public System.Collections.Concurrent.ConcurrentBag<string> Read { get; } = [];

        public string Partition => "aws";

        public string HomeRegion => "us-east-1";

        public string CredentialSource => "test";

        public Task<CallerIdentity> GetCallerIdentityAsync(CancellationToken cancellationToken) => Task.Run(Identity, cancellationToken);

        public async Task<IReadOnlyList<string>> DescribeRegionsAsync(CancellationToken cancellationToken)
        {
            if (EnabledHangs) await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            return Enabled();
        }

        public IIamApi Iam => throw new NotSupportedException();

        public ILambdaApi Lambda(string region) => new Lambda1(this, region);

        public ICloudTrailApi CloudTrail(string region) => throw new NotSupportedException();

        public ITrailStore TrailStore => throw new NotSupportedException();

        public IAthenaApi Athena(string region) => throw new NotSupportedException();

        public ICloudWatchApi CloudWatch(string region) => throw new NotSupportedException();

        public IConfigApi Config(string region) => throw new NotSupportedException();

        public IResourcePolicyApi ResourcePolicies(string region) => throw new NotSupportedException();

        public void Dispose()
        {
        }

        private sealed class Lambda1(Session session, string region) : NoVersions, ILambdaApi
        {
            public async IAsyncEnumerable<int> ListFunctionsAsync(
                bool includeVersions, IFunctionSink sink, [EnumeratorCancellation] CancellationToken cancellationToken)
            {
                session.Read.Add(region);
                await Task.Yield();
                ((FunctionInventoryBuilder)sink).Add(Functions.On("r1", "f1", region));
                yield return 1;
                if (session.FailAfterFirstPage.TryGetValue(region, out var e)) throw e;
            }

            public Task<FunctionDetail> GetFunctionAsync(string functionName, CancellationToken cancellationToken) =>
                throw new NotSupportedException();

            public Task<FunctionDetail> UpdateFunctionRoleAsync(
                string functionName, string roleArn, string? revisionId, CancellationToken cancellationToken) =>
                throw new NotSupportedException();

            public IAsyncEnumerable<IReadOnlyList<FunctionDetail>> ListFunctionDetailsAsync(
                bool includeVersions, CancellationToken cancellationToken) => throw new NotSupportedException();

            public Task<IReadOnlyList<EventSourceMapping>> ListEventSourceMappingsAsync(
                string? functionName, CancellationToken cancellationToken) => throw new NotSupportedException();
            public Task<string?> GetPolicyAsync(string functionName, CancellationToken cancellationToken) =>
                throw new NotSupportedException();
        }
    }
}
