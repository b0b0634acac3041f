using System.Management.Automation;
using LambdaRoleAudit.Completion;
using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Input;
using LambdaRoleAudit.Inventory;
using LambdaRoleAudit.Loading;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Output;
using LambdaRoleAudit.Roles;
using LambdaRoleAudit.Session;

namespace LambdaRoleAudit;

/// <summary><c>Test-LambdaExecutionRole</c>: what is wrong with functions' execution roles, with evidence and remedy.</summary>
[Cmdlet(VerbsDiagnostic.Test, "LambdaExecutionRole", DefaultParameterSetName = AccountSet)]
[OutputType(typeof(LambdaRoleFinding))]
public sealed class TestLambdaExecutionRoleCommand : AwsCmdlet
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    private readonly PipelineTargets _targets = new();
    private readonly List<string> _files = [];

    /// <summary>The functions: names or ARNs, wildcards too.</summary>
    [Parameter(Position = 0, ParameterSetName = AccountSet)]
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? FunctionName { get; set; }

    /// <summary>The roles, and the functions on them: names or ARNs, wildcards too.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? RoleName { get; set; }

    /// <summary>A function, a role or a shared role.</summary>
    [Parameter(ParameterSetName = AccountSet, ValueFromPipeline = true)]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    /// <summary>Files that the AWS CLI wrote, in place of an account; wildcards are expanded.</summary>
    [Parameter(ParameterSetName = PathSet, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Path { get; set; }

    /// <summary>The same by their exact names.</summary>
    [Parameter(ParameterSetName = LiteralPathSet, Mandatory = true)]
    [Alias("LP")]
    [ValidateNotNullOrEmpty]
    public string[]? LiteralPath { get; set; }

    /// <summary>The rules to decide.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(RuleCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Rule { get; set; }

    /// <summary>The rules to leave out.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(RuleCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? ExcludeRule { get; set; }

    /// <summary>No finding that is less bad.</summary>
    [Parameter]
    public FindingSeverity MinimumSeverity { get; set; } = FindingSeverity.Low;

    /// <summary>A file of suppressions.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SuppressionPath { get; set; }

    /// <summary>Findings of an earlier day: only what is new is shown.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? BaselinePath { get; set; }

    /// <summary>What passes too.</summary>
    [Parameter]
    public SwitchParameter IncludePassed { get; set; }

    /// <summary>What is suppressed too.</summary>
    [Parameter]
    public SwitchParameter IncludeSuppressed { get; set; }

    /// <summary>Ends with an error, after all output, where a finding is that bad or worse.</summary>
    [Parameter]
    public FindingSeverity? FailOn { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == AccountSet && (MyInvocation.ExpectingInput || InputObject is not null)) _targets.Take(InputObject, WriteProblem);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        // An empty pipeline, and objects that are all wrong, mean nothing: never a silent turn to the whole account.
        if (ParameterSetName == AccountSet && (MyInvocation.ExpectingInput || InputObject is not null) && _targets.Scope.IsEverything) return;
        try
        {
            Test();
        }
        catch (OperationCanceledException) when (IsStopping)
        {
            throw new PipelineStoppedException();
        }
        catch (ProblemException e)
        {
            ThrowTerminatingError(ErrorRecords.Of(e.Problem));
        }
    }

    private void Test()
    {
        var options = new FindingOptions
        {
            Rules = RuleNames.Choose(Rule, ExcludeRule),
            MinimumSeverity = MinimumSeverity,
            IncludePassed = IncludePassed,
            IncludeSuppressed = IncludeSuppressed,
            Suppressions = SuppressionPath is null ? [] : SuppressionReader.Read(InputFiles.ReadUtf8(Provider(SuppressionPath), InputFiles.LargestPlan), SuppressionPath, WriteProblem),
            Today = DateOnly.FromDateTime(DateTime.UtcNow),
        };
        var baseline = BaselinePath is null ? null : FindingBaseline.Read(InputFiles.ReadUtf8(Provider(BaselinePath), InputFiles.LargestBaseline), BaselinePath, WriteProblem);
        var names = FunctionName is null ? null : Wildcards.Named(FunctionName);
        var scope = FindingScope.Of(_targets.Scope, names, RoleName?.Select(Wildcards.Matching).ToList());
        var account = ParameterSetName == AccountSet ? ReadAccount(options, scope) : ReadFiles();
        foreach (var name in FindingScope.Missing(names, account)) WriteProblem(InventoryProblems.FunctionNotFound(name, account.Use.UnreadRegions));

        var tally = new FindingTally(FailOn);
        foreach (var finding in new RoleExamination(account, options, WriteProblem).Run(scope, StopToken))
        {
            if (baseline?.IsKnown(finding) == true) continue;
            tally.Count(finding);
            WriteObject(finding);
        }

        if (scope == FindingScope.Everything && baseline?.Gone(options.Rules, account) is { Count: > 0 } gone)
            WriteHostLine($"Gone since the baseline ({gone.Count}): {string.Join("; ", gone)}");
        if (tally.Problem is { } problem) throw new ProblemException(problem);
    }

    private AccountFacts ReadAccount(FindingOptions options, FindingScope scope)
    {
        AccountFacts? account = null;
        var meter = new ProgressMeter(WriteProgress, "Reading functions and roles", "regions or policies");
        var open = PrepareSession(null);
        Pump(async (post, cancellationToken) =>
        {
            var observer = new PostedObserver(post, WriteProblem, WriteWarning, meter);
            using var session = await open(TellingCalls(post), cancellationToken).ConfigureAwait(false);
            account = await new AccountFactsReader(session, AwsLoadContext.Gateway.ListKnownRegions(), observer).ReadAsync(options.Rules, scope.Has, cancellationToken).ConfigureAwait(false);
        });
        meter.Complete();
        return account!;
    }

    private AccountFacts ReadFiles()
    {
        _files.AddRange(Path is not null ? FilePaths.Expand(Path, SessionState, WriteProblem) : FilePaths.Exact(LiteralPath!, SessionState, WriteProblem));
        AccountFacts? account = null;
        Pump(async (post, cancellationToken) =>
        {
            var reader = new AccountFactsFileReader(problem => post(() => WriteProblem(problem)));
            foreach (var file in _files)
            {
                cancellationToken.ThrowIfCancellationRequested();
                reader.Add(file);
            }

            account = await reader.BuildAsync(cancellationToken).ConfigureAwait(false);
        });
        return account!;
    }

    private string Provider(string path) => SessionState.Path.GetUnresolvedProviderPathFromPSPath(path);
}
