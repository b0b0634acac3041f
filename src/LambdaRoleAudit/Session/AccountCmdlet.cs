using System.Management.Automation;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Completion;
using LambdaRoleAudit.Input;
using LambdaRoleAudit.Loading;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Output;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Templates;

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

    /// <summary>Continues although something could not be read. What could not be read is a warning, not an error.</summary>
    [Parameter]
    public SwitchParameter AllowUnknown { get; set; }

    /// <summary>True if there is or will be pipeline input. An empty pipeline means nothing; it never means everything.</summary>
    private protected bool ExpectsObjects => MyInvocation.ExpectingInput || MyInvocation.BoundParameters.ContainsKey("InputObject");

    /// <summary>The regions of the command.</summary>
    private protected RegionSelection Scope => _scope ??= Region is null
        ? RegionSelection.All
        : RegionSelection.Of(Region, WildcardPattern.ContainsWildcardCharacters, Wildcards.Matching);

    /// <summary>Prepares a session in the partition of the scope.</summary>
    private protected Func<Action<AwsCallRecord>, CancellationToken, Task<IAwsSession>> PrepareSession() =>
        PrepareSession(Region is null ? null : Scope.Matches);

    /// <summary>Reports that something could not be read; as a warning, if this is allowed.</summary>
    private protected void WriteUnread(Problem problem)
    {
        if (AllowUnknown) WriteWarning(problem.Message);
        else WriteProblem(problem);
    }

    /// <summary>Returns an observer of a read operation.</summary>
    private protected PostedObserver Observer(Action<Action> post, ProgressMeter meter) =>
        new(post, WriteProblem, WriteUnread, WriteWarning, meter);

    /// <summary>Reads the account from AWS.</summary>
    /// <param name="query">The data to read.</param>
    /// <param name="activity">The text of the progress bar.</param>
    /// <exception cref="ProblemException">No data can be read.</exception>
    private protected Account ReadAccount(AccountQuery query, string activity)
    {
        Account? account = null;
        Ask(activity, async (session, observer, cancellationToken) =>
            account = await new AccountReader(session, AwsSide.Gateway.ListKnownRegions(), observer).ReadAsync(
                query, cancellationToken).ConfigureAwait(false));
        return account!;
    }

    /// <summary>The regions whose functions are read from files; null for all.</summary>
    private protected Predicate<string>? RegionsInFiles => Region is null ? null : Scope.Matches;

    /// <summary>Checks the scope without calling AWS.</summary>
    /// <param name="present">The regions in files, or in a plan.</param>
    /// <exception cref="ProblemException">The scope does not name a region.</exception>
    private protected void CheckScope(IEnumerable<string> present)
    {
        // The AWS side knows the regions. It is not loaded for files alone.
        if (Region is not null) Scope.CheckAgainst(AwsSide.Gateway.ListKnownRegions().Select(region => region.Name), present);
    }

    /// <summary>
    /// Reports that a whole file could not be read. This is an error, whatever is allowed: nothing in the file was looked at.
    /// </summary>
    private void WriteUnreadFile(Problem problem) => WriteProblem(problem);

    /// <summary>Reads files instead of an account.</summary>
    /// <param name="files">The files.</param>
    /// <param name="needsRoles">True to report that no file contains roles.</param>
    private protected Account ReadFiles(IEnumerable<string> files, bool needsRoles = true)
    {
        Account? account = null;
        CheckScope([]);
        var paths = files.ToList();
        Pump(async (post, cancellationToken) =>
        {
            var reader = new AccountFileReader(
                problem => post(() => WriteUnread(problem)), RegionsInFiles, onEmpty: problem => post(() => WriteUnreadFile(problem)));
            foreach (var path in paths)
            {
                cancellationToken.ThrowIfCancellationRequested();
                reader.Add(path);
            }

            account = await reader.BuildAsync(needsRoles, cancellationToken).ConfigureAwait(false);
        });
        return account!;
    }

    /// <summary>Reads templates. What cannot be determined in them is reported.</summary>
    /// <param name="paths">Files and folders.</param>
    /// <returns>The templates; null if there are no paths.</returns>
    /// <exception cref="ProblemException">The scope does not name a region.</exception>
    private protected TemplateSet? ReadTemplates(IReadOnlyCollection<string> paths)
    {
        if (paths.Count == 0) return null;
        // A function of a template has no region yet, and so is in every scope, as one of an export without regions.
        CheckScope([]);
        TemplateSet? templates = null;
        Pump((post, cancellationToken) =>
        {
            var reader = new TemplateFiles(() => YamlSide.Parser, SessionState.Path.CurrentFileSystemLocation.ProviderPath);
            var stacks = new List<DeclaredStack>();
            foreach (var path in paths)
            {
                cancellationToken.ThrowIfCancellationRequested();
                try
                {
                    stacks.AddRange(reader.Read(path, problem => post(() => WriteUnreadFile(problem))));
                }
                catch (ProblemException e)
                {
                    post(() => WriteUnreadFile(e.Problem));
                }
            }

            templates = new TemplateSet(stacks);
            foreach (var problem in templates.Problems) post(() => WriteUnread(problem));
            return Task.CompletedTask;
        });
        return templates;
    }

    /// <summary>Opens a session and uses it to read.</summary>
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

    /// <summary>Does the work. A problem that ends it is a terminating error.</summary>
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
