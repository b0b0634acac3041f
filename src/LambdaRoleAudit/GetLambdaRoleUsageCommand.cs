using System.Management.Automation;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Input;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Output;
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
    /// <summary>Functions: names, wildcards or ARNs.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public override string[]? FunctionName { get; set; }

    /// <summary>The start of the period.</summary>
    [Parameter]
    public DateTimeOffset? After { get; set; }

    /// <summary>The end of the period.</summary>
    [Parameter]
    public DateTimeOffset? Before { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var selection = Selected();
        if (selection.IsNothing) return;
        EndWith(() => Write(selection, ReadFiles(selection)));
    }

    private void Write(Selection selection, (UsageTargets Targets, UsageEvidence Evidence) read)
    {
        foreach (var usage in new UsageBuilder(read.Targets, read.Evidence).Build()) WriteObject(usage);
    }

    private (UsageTargets Targets, UsageEvidence Evidence) ReadFiles(Selection selection)
    {
        CheckScope([]);
        var paths = (Path is not null
            ? TrailPaths.Expand(Path, SessionState, WriteProblem)
            : TrailPaths.Exact(LiteralPath ?? [], SessionState, WriteProblem)).ToList();
        var meter = new ProgressMeter(WriteProgress, "Reading CloudTrail files", "bytes");
        (UsageTargets, UsageEvidence)? result = null;
        Pump(async (post, cancellationToken) =>
        {
            var observer = Observer(post, meter);
            var files = TrailFiles.Sort(paths, observer.OnUnread, cancellationToken);
            var targets = UsageTargets.OfRecords(selection);
            if (files.Account.Count > 0)
            {
                var reader = new AccountFileReader(observer.OnUnread);
                foreach (var path in files.Account) reader.Add(path);
                var account = await reader.BuildAsync(needsRoles: false, cancellationToken).ConfigureAwait(false);
                targets = UsageTargets.Of(account, selection, Scope);
                foreach (var problem in selection.Missing(account)) observer.OnProblem(problem);
            }

            result = (targets, new TrailFileReader(observer.OnUnread, observer.OnProgress).Read(
                files, targets.ScopeOf(After, Before), cancellationToken));
        });
        meter.Complete();
        return result!.Value;
    }
}
