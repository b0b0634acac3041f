using System.Management.Automation;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Input;
using LambdaRoleAudit.LeastPrivilege;
using LambdaRoleAudit.Loading;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Session;
using LambdaRoleAudit.Templates;

namespace LambdaRoleAudit;

/// <summary>
/// <c>Get-LambdaRoleRepairPlan</c>: returns what a repair would do, as objects that can be read, saved, reviewed and passed back.
/// </summary>
[Cmdlet(VerbsCommon.Get, "LambdaRoleRepairPlan", DefaultParameterSetName = AccountSet)]
[OutputType(typeof(LambdaRoleRepairStep), typeof(LambdaTemplateRepairStep))]
public sealed class GetLambdaRoleRepairPlanCommand : RepairPlanCmdlet
{
    private static readonly string[] OfAccounts =
        [nameof(RoleNamePrefix), nameof(AllowManaged), nameof(AllowLoss), nameof(SkipResourcePolicy), nameof(DropUnseen)];

    /// <summary>Functions: names, wildcards or ARNs.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public override string[]? FunctionName { get; set; }

    /// <summary>Files to read instead of AWS. Wildcards are expanded.</summary>
    [Parameter(ParameterSetName = "Path", Mandatory = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Path { get; set; }

    /// <summary>Files to read instead of AWS, by their exact names.</summary>
    [Parameter(ParameterSetName = "LiteralPath", Mandatory = true)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[]? LiteralPath { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = AccountSet)]
    public override SwitchParameter ScanResourcePolicy { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = AccountSet)]
    public override SwitchParameter UseAwsConfig { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = AccountSet)]
    public override SwitchParameter IncludeAlias { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = AccountSet)]
    public override SwitchParameter AllowProvisionedConcurrency { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var selection = Selected();
        if (selection.IsNothing) return;
        EndWith(() =>
        {
            var paths = Path is null && LiteralPath is null ? null : ReadPaths.Of(Path, LiteralPath, SessionState, WriteProblem);
            if (paths is { Templates.Count: > 0 })
            {
                PlanTemplates(selection, paths);
                return;
            }

            // Each path that names nothing was reported.
            if (paths is { Exports.Count: 0 }) return;
            var plan = Plan(selection, query => paths is null ? ReadAccount(query, "Planning") : ReadFiles(paths.Exports));
            foreach (var step in plan.Steps) WriteObject(step);
        });
    }

    private void PlanTemplates(Selection selection, ReadPaths paths)
    {
        // A name that only one of them has would be missing in the other.
        var others = paths.Exports.ToLookup(IsExport);
        if (others[true].Any())
            throw new ProblemException(TemplateErrors.PlanOfTemplatesAndExports.About(
                null, ("templates", NameList.Few(paths.Templates)), ("exports", NameList.Few([.. others[true]]))));
        foreach (var path in others[false]) WriteProblem(TemplateErrors.TemplateNotRecognized.About(path, ("path", path)));
        if (OfAccounts.Where(MyInvocation.BoundParameters.ContainsKey).Select(name => $"-{name}").ToList() is { Count: > 0 } named)
            throw new ProblemException(TemplateErrors.ParameterOfAccount.About(null, ("parameters", string.Join(", ", named))));
        if (Strategy is not (RepairStrategy.Copy or RepairStrategy.Used))
            throw new ProblemException(TemplateErrors.StrategyNotForTemplates.About(null, ("strategy", Strategy)));
        if (MyInvocation.BoundParameters.ContainsKey(nameof(ResourceScope)) && ResourceScope != NarrowedResourceScope.Source)
            throw new ProblemException(TemplateErrors.ResourceScopeOfTemplate.About(null));
        var usage = UsageOfStrategy();
        var templates = ReadTemplates(paths.Templates)!;
        var kept = Kept() ?? [];
        // With a misspelled name, the function that is to keep its role would get another.
        var declared = templates.Stacks.SelectMany(stack => stack.Functions).ToList();
        if (kept.FirstOrDefault(name => !declared.Exists(function => Has(name, function))) is { } missing)
            throw new ProblemException(TemplateErrors.KeptNotInTemplates.About(missing.Text, ("function", missing.Text)));
        var options = new TemplateRepairOptions
        {
            Strategy = Strategy,
            Narrow = Strategy == RepairStrategy.Used
                ? new TemplateNarrower(
                    usage, new NarrowingOptions { MinimumDays = MinimumDays }, TimeProvider.System.GetUtcNow(), StopToken).Narrow
                : null,
            Keeps = function => kept.Any(name => Has(name, function)),
        };
        var steps = TemplatePlanner.Plan(templates, selection, options, new NodeReader(() => YamlSide.Parser));
        foreach (var step in steps) WriteObject(step);
        WriteMissing(selection, null, templates);
        WriteVerbose(FormattableString.Invariant($"Steps for templates: {steps.Count}."));
    }

    /// <summary>True for a file with functions or roles of an account. Others, such as a readme, come from a wildcard.</summary>
    private bool IsExport(string path)
    {
        var reader = new AccountFileReader(_ => { });
        reader.Add(path);
        Account? account = null;
        Pump(async (_, cancellationToken) =>
            account = await reader.BuildAsync(needsRoles: false, cancellationToken).ConfigureAwait(false));
        return account!.CountOfFunctions > 0 || account.Roles.Count > 0;
    }

    private static bool Has(NameTest<LambdaFunction> name, DeclaredFunction function) =>
        function.Roles.Any(use => name.Matches(DeclaredNames.FunctionOf(function, use)));
}
