using System.Management.Automation;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Completion;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Input;
using LambdaRoleAudit.Loading;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Output;
using LambdaRoleAudit.Roles;
using LambdaRoleAudit.Session;
using LambdaRoleAudit.Templates;

namespace LambdaRoleAudit;

/// <summary><c>Test-LambdaExecutionRole</c>: finds what is wrong with the execution roles of functions, with evidence and remedy.</summary>
[Cmdlet(VerbsDiagnostic.Test, "LambdaExecutionRole", DefaultParameterSetName = AccountSet)]
[OutputType(typeof(LambdaRoleFinding))]
public sealed class TestLambdaExecutionRoleCommand : ReadingCmdlet
{
    /// <summary>Functions: names, wildcards or ARNs.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public override string[]? FunctionName { get; set; }

    /// <summary>The rules to run.</summary>
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

    /// <summary>Returns no findings with a lower severity. Findings that -FailOn counts stay the same.</summary>
    [Parameter]
    public FindingSeverity MinimumSeverity { get; set; } = FindingSeverity.Low;

    /// <summary>A suppressions file.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SuppressionPath { get; set; }

    /// <summary>The findings of an earlier run. Only new findings are returned.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? BaselinePath { get; set; }

    /// <summary>The usage of functions, from Get-LambdaRoleUsage.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public PSObject[]? Usage { get; set; }

    /// <summary>Files with the usage of functions, as JSON. Wildcards are expanded.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? UsagePath { get; set; }

    /// <summary>Also returns passed findings.</summary>
    [Parameter]
    public SwitchParameter IncludePassed { get; set; }

    /// <summary>Also returns suppressed findings.</summary>
    [Parameter]
    public SwitchParameter IncludeSuppressed { get; set; }

    /// <summary>Ends with an error, after all output, if a finding has this severity or a higher one.</summary>
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
            Usage = UsageObjects.Read(Usage, UsagePath, SessionState),
            Today = DateOnly.FromDateTime(DateTime.UtcNow),
        };
        var baseline = BaselinePath is null
            ? null
            : FindingBaseline.Read(InputFiles.ReadUtf8(Provider(BaselinePath), InputFiles.LargestBaseline), BaselinePath, WriteProblem);
        var account = Read(
            RuleRunner.Query(options, selection, Scope), "Reading functions and roles", out var templates,
            options.Rules.Any(rule => rule.NeedsRoles));
        // Each path that names nothing was reported.
        if (account is null && templates is null) return;
        WriteMissing(selection, account, templates);
        if (templates is not null) CheckRules(options, account);

        var tally = new FindingTally(FailOn);
        var findings = account is null ? [] : new RuleRunner(account, options, WriteProblem).Run(selection, StopToken);
        if (templates is not null) findings = findings.Concat(new TemplateExaminer(options, selection).Run(templates, StopToken));
        foreach (var finding in findings)
        {
            if (baseline?.IsKnown(finding) == true) continue;
            // A gate counts every finding, whatever is shown.
            tally.Count(finding);
            if (finding.Severity >= MinimumSeverity) WriteObject(finding);
        }

        if (selection.IsEverything && account is not null && baseline?.Gone(options.Rules, account) is { Count: > 0 } gone)
            WriteHostLine($"No longer found since the baseline ({gone.Count}): {string.Join("; ", gone)}");
        if (tally.Problem is { } problemFound) throw new ProblemException(problemFound);
    }

    /// <summary>A rule that was named must not look as if it passed.</summary>
    private void CheckRules(FindingOptions options, Account? account)
    {
        if (options.Usage is not null && account is null)
            throw new ProblemException(TemplateErrors.ParameterOfAccount.About(
                null, ("parameters", Usage is null ? "-UsagePath" : "-Usage")));
        var left = options.Rules.Where(rule => !TemplateExaminer.CanDecide(rule)).Select(rule => rule.RuleId).ToList();
        if (left.Count == 0) return;
        if (Rule is not null)
            WriteProblem(TemplateErrors.RuleNotForTemplates.About(null, ("rules", string.Join(", ", left))));
        else WriteVerbose($"Not decided by templates: {string.Join(", ", left)}.");
    }

    private string Provider(string path) => SessionState.Path.GetUnresolvedProviderPathFromPSPath(path);
}
