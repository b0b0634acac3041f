using System.Management.Automation;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Completion;
using LambdaRoleAudit.Input;
using LambdaRoleAudit.Loading;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Output;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Session;

/// <summary>A cmdlet that reads an account within a scope of regions.</summary>
public abstract class AccountCmdlet : AwsCmdlet
{
    private RegionSelection? _scope;

    /// <summary>The scope: regions by name or wildcard. All regions enabled for the account by default.</summary>
    [Parameter]
    [Alias("RegionToCall")]
    [ArgumentCompleter(typeof(RegionCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Region { get; set; }

    /// <summary>Goes on although something could not be read: what could not be read is a warning, not an error.</summary>
    [Parameter]
    public SwitchParameter AllowUnknown { get; set; }

    /// <summary>Something comes down the pipeline, or is to: an empty pipeline is nothing, never everything.</summary>
    private protected bool ExpectsObjects => MyInvocation.ExpectingInput || MyInvocation.BoundParameters.ContainsKey("InputObject");

    /// <summary>The regions that the command is about.</summary>
    private protected RegionSelection Scope => _scope ??= Region is null
        ? RegionSelection.All
        : RegionSelection.Of(Region, WildcardPattern.ContainsWildcardCharacters, Wildcards.Matching);

    /// <summary>Prepares a session in the scope's partition.</summary>
    private protected Func<Action<AwsCallRecord>, CancellationToken, Task<IAwsSession>> PrepareSession() =>
        PrepareSession(Region is null ? null : Scope.Matches);

    /// <summary>Says that something could not be read, as a warning if that is allowed.</summary>
    private protected void WriteUnread(Problem problem)
    {
        if (AllowUnknown) WriteWarning(problem.Message);
        else WriteProblem(problem);
    }

    /// <summary>Follows a reading.</summary>
    private protected PostedObserver Observer(Action<Action> post, ProgressMeter meter) =>
        new(post, WriteProblem, WriteUnread, WriteWarning, meter);

    /// <summary>Reads the account from AWS.</summary>
    /// <param name="query">What is read.</param>
    /// <param name="activity">What the progress bar says.</param>
    /// <exception cref="ProblemException">Nothing can be read.</exception>
    private protected Account ReadAccount(AccountQuery query, string activity)
    {
        Account? account = null;
        Ask(activity, async (session, observer, cancellationToken) =>
            account = await new AccountReader(session, AwsLoadContext.Gateway.ListKnownRegions(), observer).ReadAsync(
                query, cancellationToken).ConfigureAwait(false));
        return account!;
    }

    /// <summary>The regions whose functions are taken from files; null for all.</summary>
    private protected Predicate<string>? RegionsInFiles => Region is null ? null : Scope.Matches;

    /// <summary>Checks the scope without asking an account.</summary>
    /// <param name="present">The regions of files, or of a plan.</param>
    /// <exception cref="ProblemException">It names no region.</exception>
    private protected void CheckScope(IEnumerable<string> present)
    {
        // The AWS side knows the regions. It is not loaded for files alone.
        if (Region is not null) Scope.CheckAgainst(AwsLoadContext.Gateway.ListKnownRegions().Select(region => region.Name), present);
    }

    /// <summary>Reads files in place of an account.</summary>
    /// <param name="files">The files.</param>
    /// <param name="needsRoles">That no file has roles is told.</param>
    private protected Account ReadFiles(IEnumerable<string> files, bool needsRoles = true)
    {
        Account? account = null;
        CheckScope([]);
        var paths = files.ToList();
        Pump(async (post, cancellationToken) =>
        {
            var reader = new AccountFileReader(problem => post(() => WriteUnread(problem)), RegionsInFiles);
            foreach (var path in paths)
            {
                cancellationToken.ThrowIfCancellationRequested();
                reader.Add(path);
            }

            account = await reader.BuildAsync(needsRoles, cancellationToken).ConfigureAwait(false);
        });
        return account!;
    }

    /// <summary>Opens a session and reads with it.</summary>
    private protected void Ask(string activity, Func<IAwsSession, PostedObserver, CancellationToken, Task> work)
    {
        var meter = new ProgressMeter(WriteProgress, activity, "regions or policies");
        var open = PrepareSession();
        Pump(async (post, cancellationToken) =>
        {
            using var session = await open(TellingCalls(post), cancellationToken).ConfigureAwait(false);
            post(() =>
                WriteVerbose(
                    $"Credentials from {session.CredentialSource}; partition {session.Partition}, home region {session.HomeRegion}."));
            await work(session, Observer(post, meter), cancellationToken).ConfigureAwait(false);
        });
        meter.Complete();
    }

    /// <summary>Does the work; a problem that ends it is a terminating error.</summary>
    private protected void EndWith(Action work)
    {
        try
        {
            work();
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
}
