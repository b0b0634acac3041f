using System.Management.Automation;
using LambdaRoleAudit.Audit;
using LambdaRoleAudit.Completion;
using LambdaRoleAudit.Input;
using LambdaRoleAudit.Inventory;
using LambdaRoleAudit.Loading;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Output;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Session;

namespace LambdaRoleAudit;

/// <summary>
/// <c>Get-SharedLambdaRole</c>: the execution roles that more than one Lambda function uses (Trend Micro Conformity rule
/// Lambda-006), from an account, from the pipeline or from files.
/// </summary>
[Cmdlet(VerbsCommon.Get, "SharedLambdaRole", DefaultParameterSetName = AccountSet)]
[OutputType(typeof(SharedLambdaRole))]
public sealed class GetSharedLambdaRoleCommand : AwsCmdlet
{
    private const string InputSet = "InputObject";
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    private readonly List<string> _files = [];
    private Action<Problem> _report = null!;
    private FunctionInventoryBuilder _builder = null!;
    private PipelineFunctions _pipeline = null!;
    private bool _received;

    /// <summary>The regions to read: names and wildcards. All regions enabled for the account by default.</summary>
    [Parameter(ParameterSetName = AccountSet)]
    [Alias("RegionToCall")]
    [ArgumentCompleter(typeof(RegionCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Region { get; set; }

    /// <summary>Reads published versions too: each has the role that its function had when it was published.</summary>
    [Parameter(ParameterSetName = AccountSet)]
    public SwitchParameter IncludeVersion { get; set; }

    /// <summary>A function: any object with FunctionName or FunctionArn, and Role.</summary>
    [Parameter(ParameterSetName = InputSet, Mandatory = true, ValueFromPipeline = true)]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    /// <summary>Files of functions, JSON or CSV; wildcards are expanded.</summary>
    [Parameter(ParameterSetName = PathSet, Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Path { get; set; }

    /// <summary>Files of functions, by their exact names.</summary>
    [Parameter(ParameterSetName = LiteralPathSet, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[]? LiteralPath { get; set; }

    /// <summary>Shows only roles of these names. What is compared stays the same.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? RoleName { get; set; }

    /// <summary>Shows only roles that a function of these names uses. What is compared stays the same.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? FunctionName { get; set; }

    /// <summary>How many functions make a role shared; 2 by default.</summary>
    [Parameter]
    [ValidateRange(2, int.MaxValue)]
    public int MinimumFunctionCount { get; set; } = SharedRoleQuery.DefaultMinimum;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _report = WriteProblem;
        _builder = new FunctionInventoryBuilder(problem => _report(problem));
        _pipeline = new PipelineFunctions(_builder, _files);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        _received = true;
        switch (ParameterSetName)
        {
            case InputSet: _pipeline.Take(InputObject); break;
            case PathSet: _files.AddRange(FilePaths.Expand(Path!, SessionState, _builder.AddUnread)); break;
            case LiteralPathSet: _files.AddRange(FilePaths.Exact(LiteralPath!, SessionState, _builder.AddUnread)); break;
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        // An empty pipeline means no functions, never a silent turn to the whole account.
        if (ParameterSetName == AccountSet && MyInvocation.ExpectingInput && !_received) return;
        try
        {
            Write(ParameterSetName == AccountSet ? ReadAccount() : ReadFiles());
        }
        catch (ProblemException e)
        {
            ThrowTerminatingError(ErrorRecords.Of(e.Problem));
        }
    }

    private FunctionInventory ReadAccount()
    {
        FunctionInventory? inventory = null;
        var meter = new ProgressMeter(WriteProgress, "Reading Lambda functions", "regions");
        var regions = RegionSelection.Of(Region, WildcardPattern.ContainsWildcardCharacters, Wildcards.Matching);
        var open = PrepareSession(Region is null ? null : regions.Matches);
        Pump(async (post, cancellationToken) =>
        {
            var observer = new PostedObserver(post, WriteProblem, WriteWarning, meter);
            using var session = await open(TellingCalls(post), cancellationToken).ConfigureAwait(false);
            post(() => WriteVerbose($"Credentials from {session.CredentialSource}; partition {session.Partition}, home region {session.HomeRegion}."));
            inventory = await new AccountInventoryReader(session, AwsLoadContext.Gateway.ListKnownRegions(), observer)
                .ReadAsync(regions, IncludeVersion, cancellationToken).ConfigureAwait(false);
        });
        meter.Complete();
        return inventory!;
    }

    private FunctionInventory ReadFiles()
    {
        if (_files.Count > 0)
        {
            var meter = new ProgressMeter(WriteProgress, "Reading files", "bytes");
            Pump((post, cancellationToken) =>
            {
                _report = problem => post(() => WriteProblem(problem));
                FunctionFiles.Read(_files, _builder, progress => meter.Post(post, progress), cancellationToken);
                return Task.CompletedTask;
            });
            _report = WriteProblem;
            meter.Complete();
        }

        return _builder.Build();
    }

    private void Write(FunctionInventory inventory)
    {
        var roles = SharedRoleAudit.Find(inventory, new SharedRoleQuery
        {
            MinimumFunctionCount = MinimumFunctionCount,
            RoleName = Wildcards.Any(RoleName),
            FunctionName = Wildcards.Any(FunctionName),
        });
        WriteVerbose(FormattableString.Invariant($"{inventory.Count} functions and versions compared; {roles.Count} shared roles."));
        if (!inventory.IsComplete)
        {
            WriteWarning(inventory.UnreadRegions.Count > 0
                ? $"The answer is incomplete: not read, or not to the end: {string.Join(", ", inventory.UnreadRegions)}. Roles may be shared there that are not shown."
                : "The answer is incomplete: something could not be read (see the errors). Roles may be shared that are not shown.");
        }

        foreach (var role in roles) WriteObject(role);
        foreach (var problem in SharedRoleAudit.Missing(inventory, Wildcards.Literal(RoleName), Wildcards.Literal(FunctionName))) WriteProblem(problem);
    }
}
