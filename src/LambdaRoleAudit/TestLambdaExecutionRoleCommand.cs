using System.Management.Automation;
using LambdaRoleAudit.Completion;
using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Input;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Loading;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Output;
using LambdaRoleAudit.Roles;
using LambdaRoleAudit.Session;

namespace LambdaRoleAudit;

/// <summary><c>Test-LambdaExecutionRole</c>: what is wrong with functions' execution roles, with evidence and remedy.</summary>
[Cmdlet(VerbsDiagnostic.Test, "LambdaExecutionRole", DefaultParameterSetName = AccountSet)]
[OutputType(typeof(LambdaRoleFinding))]
public sealed class TestLambdaExecutionRoleCommand : ReadingCmdlet
{
    /// <summary>Functions: names, wildcards or ARNs.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public override string[]? FunctionName { get; set; }

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

    /// <summary>Shows no finding that is less severe. What -FailOn judges stays the same.</summary>
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
    protected override void EndProcessing()
    {
        var selection = Selected();
        if (!selection.IsNothing) EndWith(() => Test(selection));
    }

    private void Test(Selection selection)
    {
        var options = new FindingOptions
        {
            Rules = RuleNames.Choose(Rule, ExcludeRule),
            IncludePassed = IncludePassed,
            IncludeSuppressed = IncludeSuppressed,
            Suppressions = SuppressionPath is null
                ? []
                : SuppressionReader.Read(
                    InputFiles.ReadUtf8(Provider(SuppressionPath), InputFiles.LargestPlan), SuppressionPath, WriteProblem),
            Today = DateOnly.FromDateTime(DateTime.UtcNow),
        };
        var baseline = BaselinePath is null
            ? null
            : FindingBaseline.Read(InputFiles.ReadUtf8(Provider(BaselinePath), InputFiles.LargestBaseline), BaselinePath, WriteProblem);
        var account =
            Read(RuleRunner.Query(options, selection, Scope), "Reading functions and roles", options.Rules.Any(rule => rule.NeedsRoles));
        foreach (var problem in selection.Missing(account)) WriteProblem(problem);

        var tally = new FindingTally(FailOn);
        foreach (var finding in new RuleRunner(account, options, WriteProblem).Run(selection, StopToken))
        {
            if (baseline?.IsKnown(finding) == true) continue;
            // A gate judges every finding, whatever is shown.
            tally.Count(finding);
            if (finding.Severity >= MinimumSeverity) WriteObject(finding);
        }

        if (selection.IsEverything && baseline?.Gone(options.Rules, account) is { Count: > 0 } gone)
            WriteHostLine($"No longer found since the baseline ({gone.Count}): {string.Join("; ", gone)}");
        if (tally.Problem is { } problemFound) throw new ProblemException(problemFound);
    }

    private string Provider(string path) => SessionState.Path.GetUnresolvedProviderPathFromPSPath(path);
}
