using System.Management.Automation;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Completion;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Input;
using LambdaRoleAudit.LeastPrivilege;
using LambdaRoleAudit.Loading;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Output;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Repair;
using LambdaRoleAudit.Roles;
using LambdaRoleAudit.Session;

namespace LambdaRoleAudit;

/// <summary>
/// <c>New-LambdaExecutionRole</c>: creates a role that Lambda can assume, with managed policies by feature, policy templates, or
/// permissions limited to one function's own settings.
/// </summary>
[Cmdlet(
    VerbsCommon.New, "LambdaExecutionRole", DefaultParameterSetName = AccountSet, SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(ExecutionRole))]
public sealed class NewLambdaExecutionRoleCommand : AccountCmdlet
{
    private List<FunctionLocation> _functions = [];

    /// <summary>The role's name. The default for a function is function, region, and "role".</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? RoleName { get; set; }

    /// <summary>Functions to create roles for: names, wildcards or ARNs. The roles allow what the functions' settings need.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? FunctionName { get; set; }

    /// <summary>A function to create a role for.</summary>
    [Parameter(ValueFromPipeline = true)]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    /// <summary>The usage of functions, from Get-LambdaRoleUsage. The roles allow what the functions used.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public PSObject[]? Usage { get; set; }

    /// <summary>Files with the usage of functions, as JSON. Wildcards are expanded.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? UsagePath { get; set; }

    /// <summary>The resources of narrowed statements: those that were used, these widened by rules, or those of the current role.</summary>
    [Parameter]
    public NarrowedResourceScope ResourceScope { get; set; } = NarrowedResourceScope.Widened;

    /// <summary>The number of days with records that the usage must have.</summary>
    [Parameter]
    [ValidateRange(1, 3650)]
    public int MinimumDays { get; set; } = NarrowingOptions.DefaultMinimumDays;

    /// <summary>Keeps actions whose use cannot be seen. This is the default.</summary>
    [Parameter]
    public SwitchParameter KeepUnseen { get; set; }

    /// <summary>
    /// Drops actions whose use cannot be seen, if IAM's service last accessed information says that the role never used their service.
    /// </summary>
    [Parameter]
    public SwitchParameter DropUnseen { get; set; }

    /// <summary>The features that the function uses. Each has its own policy.</summary>
    [Parameter]
    public LambdaFeature[] Feature { get; set; } = [];

    /// <summary>Managed policies to attach.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] PolicyArn { get; set; } = [];

    /// <summary>Inline policies: JSON text, hashtables or paths of files.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public object[] PolicyDocument { get; set; } = [];

    /// <summary>Policy templates of AWS SAM: names, or hashtables of names with their parameters.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(PolicyTemplateCompleter))]
    [ValidateNotNullOrEmpty]
    public object[] Template { get; set; } = [];

    /// <summary>The role's path.</summary>
    [Parameter]
    [Alias("Path")]
    [ValidateNotNullOrEmpty]
    public string RolePath { get; set; } = "/";

    /// <summary>The ARN of the managed policy that is the role's permissions boundary.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PermissionsBoundary { get; set; }

    /// <summary>Tags: a hashtable, or objects with Key and Value.</summary>
    [Parameter]
    [Alias("Tags")]
    [ValidateNotNullOrEmpty]
    public object[] Tag { get; set; } = [];

    /// <summary>The role's description.</summary>
    [Parameter]
    public string? Description { get; set; }

    /// <summary>The maximum session duration, in seconds.</summary>
    [Parameter]
    [ValidateRange(3600, 43200)]
    public int? MaxSessionDuration { get; set; }

    /// <summary>Trusts Lambda only on behalf of this account.</summary>
    [Parameter]
    public SwitchParameter SourceAccountCondition { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!ExpectsObjects) return;
        if (InputObject?.BaseObject is null) WriteProblem(InputErrors.InputNull.About(null));
        else if (TemplateObject.Of(InputObject) is { } declared) WriteProblem(declared);
        else if (FunctionLocations.Of(InputObject, WriteProblem) is { } function)
            _functions.Add(function with { Function = function.Function with { Qualifier = null } });
        else if (InputObject.BaseObject is not string) WriteProblem(AssignmentErrors.ObjectWithoutFunction.About(InputObject.BaseObject));
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => EndWith(() =>
    {
        if (FunctionName is not null && ExpectsObjects)
        {
            // Names narrow the pipeline input.
            var names = FunctionName.Select(text => NameTests.Function(text, WriteProblem)).OfType<NameTest<LambdaFunction>>().ToList();
            _functions = [.. FunctionLocation.Narrow(_functions, names, WriteProblem)];
        }
        else if (FunctionName is not null)
        {
            _functions.AddRange(
                FunctionLocations.Of(FunctionName, WriteProblem)
                    .Select(function => function with { Function = function.Function with { Qualifier = null } }));
        }

        var isForFunctions = FunctionName is not null || ExpectsObjects;
        if (isForFunctions && _functions.Count == 0) return;
        Make(isForFunctions);
    });

    private void Make(bool isForFunctions)
    {
        if (!isForFunctions && RoleName is null)
            throw new ProblemException(RoleErrors.RoleNameRequired.About(null));
        CheckName(_functions.Count);
        var options = Options();
        var usage = UsageObjects.Read(Usage, UsagePath, SessionState);
        CheckUsage(usage is not null, isForFunctions);
        if (options.Tags.Keys.FirstOrDefault(RoleTags.IsOurs) is { } reserved)
            throw new ProblemException(RoleErrors.ReservedTag.About(reserved, ("key", reserved)));
        var open = PrepareSession();
        var specs = Prepare(options, isForFunctions, usage);
        var approved =
            specs.Where(spec => ShouldProcess(RolePreview.Of(spec), $"Create role {spec.RoleName}?", "New-LambdaExecutionRole", out _))
                .ToList();
        if (approved.Count == 0) return;
        Pump(async (post, cancellationToken) =>
        {
            using var session = await open(TellingCalls(post), cancellationToken).ConfigureAwait(false);
            var creator = new RoleCreator(session.Iam, TimeProvider.System);
            var observer = Observer(post, new ProgressMeter(WriteProgress, "Reading who uses the role", "regions"));
            var remover = new RoleRemover(
                session, AwsSide.Gateway.ListKnownRegions(), observer, TimeProvider.System, RoleRemover.DefaultConsistencyWait);
            var reader = new ExecutionRoleReader(session.Iam, problem => post(() => WriteProblem(problem)));
            // One after another, because IAM's write quotas are small and not published.
            foreach (var spec in approved)
            {
                cancellationToken.ThrowIfCancellationRequested();
                try
                {
                    // Not interrupted: a role is created completely, or removed.
                    await creator.CreateAsync(spec, role => remover.TakeAwayAsync(role, spec, cancellationToken)).ConfigureAwait(false);
                    foreach (var role in await reader.ReadAsync([new RoleReference(spec.RoleName, null)], CancellationToken.None)
                        .ConfigureAwait(false)) post(() => WriteResult(role, $"Role {role.RoleName} was created."));
                }
                catch (ProblemException e)
                {
                    post(() => WriteProblem(e.Problem));
                }
            }
        }, mustSettle: true);
    }

    private List<RoleSpec> Prepare(NewRoleOptions options, bool isForFunctions, IReadOnlyList<LambdaRoleUsage>? usage)
    {
        var specs = new List<RoleSpec>();
        Ask("Reading functions", async (session, observer, cancellationToken) =>
        {
            var preparation = new NewRolePreparation(session, options, Scope.Single, observer.OnWarning);
            if (!isForFunctions)
            {
                await new RegionReader(session, AwsSide.Gateway.ListKnownRegions(), observer).CheckAsync(Scope, cancellationToken)
                    .ConfigureAwait(false);
                specs.Add(await preparation.PrepareAsync(cancellationToken).ConfigureAwait(false));
                return;
            }

            var query = new AccountQuery { Regions = Scope, SkipFunctions = true, IncludeVersions = false };
            query = FunctionLocation.Query(_functions, Scope, usage is null ? query : UsedRole.Query(query));
            var account = await new AccountReader(session, AwsSide.Gateway.ListKnownRegions(), observer).ReadAsync(
                query, cancellationToken).ConfigureAwait(false);
            var used = usage is null ? null : new UsedRole(account, usage, Narrowing, cancellationToken);
            foreach (var function in FunctionLocation.Expand(_functions, account, Scope, observer.OnProblem))
            {
                try
                {
                    if (function.In(account, Scope) is not var (detail, mappings)) continue;
                    if (used is not null)
                        preparation = new NewRolePreparation(
                            session, used.Options(options, detail, mappings, observer.OnWarning), Scope.Single, observer.OnWarning);
                    specs.Add(await preparation.PrepareAsync(detail, mappings, cancellationToken).ConfigureAwait(false));
                }
                catch (ProblemException e)
                {
                    observer.OnProblem(e.Problem);
                }
            }
        });
        // Wildcards can match several functions.
        CheckName(specs.Count);
        return specs;
    }

    private NarrowingOptions Narrowing => new() { ResourceScope = ResourceScope, DropUnseen = DropUnseen, MinimumDays = MinimumDays };

    private void CheckUsage(bool hasUsage, bool isForFunctions)
    {
        string[] about = [nameof(ResourceScope), nameof(MinimumDays), nameof(KeepUnseen), nameof(DropUnseen)];
        if (!hasUsage && about.Where(MyInvocation.BoundParameters.ContainsKey).Select(name => $"-{name}").ToList() is { Count: > 0 } others)
            throw new ProblemException(RoleErrors.NarrowingWithoutUsage.About(null, ("parameters", string.Join(", ", others))));
        if (hasUsage && !isForFunctions) throw new ProblemException(RoleErrors.UsageWithoutFunction.About(null));
        if (KeepUnseen && DropUnseen) throw new ProblemException(RepairErrors.KeepAndDropUnseen.About(null));
    }

    private void CheckName(int roles)
    {
        if (RoleName is not null && roles > 1)
            throw new ProblemException(RoleErrors.OneNameForManyRoles.About(null));
    }

    private NewRoleOptions Options() => new()
    {
        RoleName = RoleName,
        Path = RolePath,
        Description = Description,
        MaxSessionDuration = MaxSessionDuration,
        PermissionsBoundaryArn = PermissionsBoundary,
        Tags = TagObjects.Read(Tag),
        Features = Feature,
        PolicyArns = PolicyArn,
        Documents = [
            .. PolicyDocument.Select((document, i) =>
                PolicyTexts.Read(document, SessionState, FormattableString.Invariant($"policy-{i + 1}")))
                .Select(read =>
                    new InlinePolicy(read.Name.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
                        ? System.IO.Path.GetFileNameWithoutExtension(read.Name)
                        : read.Name, read.Text))],
        Templates = [.. TemplateObjects.Read(Template)],
        HasSourceAccountCondition = SourceAccountCondition,
    };
}
