using System.Management.Automation;
using LambdaRoleAudit.Completion;
using LambdaRoleAudit.Input;
using LambdaRoleAudit.Loading;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Output;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Roles;
using LambdaRoleAudit.Session;

namespace LambdaRoleAudit;

/// <summary>
/// <c>New-LambdaExecutionRole</c>: a role that Lambda can assume, with managed policies by feature, policy templates, or
/// permissions held to one function's own settings.
/// </summary>
[Cmdlet(VerbsCommon.New, "LambdaExecutionRole", DefaultParameterSetName = AccountSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(ExecutionRole))]
public sealed class NewLambdaExecutionRoleCommand : AwsCmdlet
{
    private readonly List<(FunctionReference Function, string? Region)> _functions = [];
    private bool _received;

    /// <summary>The role's name. For a function, by default: function, region, and "role".</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? RoleName { get; set; }

    /// <summary>A function that the role is for: its settings are what the role allows.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? FunctionName { get; set; }

    /// <summary>The function's ARN, of objects in the pipeline.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string? FunctionArn { get; set; }

    /// <summary>The region that the function is in.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("RegionToCall")]
    [ArgumentCompleter(typeof(RegionCompleter))]
    [AllowEmptyString]
    public string? Region { get; set; }

    /// <summary>What the function uses; each has a policy of its own.</summary>
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
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "/";

    /// <summary>The ARN of a managed policy that bounds the role.</summary>
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

    /// <summary>The longest session, in seconds.</summary>
    [Parameter]
    [ValidateRange(3600, 43200)]
    public int? MaxSessionDuration { get; set; }

    /// <summary>Trusts Lambda on behalf of this account only.</summary>
    [Parameter]
    public SwitchParameter SourceAccountCondition { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        _received = true;
        if (FunctionTexts.Read(FunctionName, FunctionArn, MyInvocation.ExpectingInput, WriteProblem) is not { } function) return;
        // A role is for the function, whichever of its versions came down the pipeline.
        _functions.Add((function with { Qualifier = null }, string.IsNullOrEmpty(Region) ? null : Region));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var isForFunctions = FunctionName is not null || FunctionArn is not null || MyInvocation.ExpectingInput;
        if (isForFunctions && (_functions.Count == 0 || !_received)) return;
        try
        {
            Make(isForFunctions);
        }
        catch (ProblemException e)
        {
            ThrowTerminatingError(ErrorRecords.Of(e.Problem));
        }
    }

    private void Make(bool isForFunctions)
    {
        if (!isForFunctions && RoleName is null)
            throw new ProblemException(new Problem("RoleNameRequired", ProblemKind.InvalidInput, "A role that is for no function needs a name.", "Give -RoleName, or -FunctionName for a function's own role."));
        if (RoleName is not null && _functions.Count > 1)
            throw new ProblemException(new Problem("OneNameForManyRoles", ProblemKind.InvalidInput, "-RoleName names one role, and there are several functions.", "Leave -RoleName out: each function's role gets a name of its own."));

        var options = Options();
        var regions = _functions.Select(function => function.Function.Region ?? function.Region).OfType<string>().Distinct().ToList();
        var open = PrepareSession(regions.Count > 0 ? regions.Contains : null);
        var specs = Prepare(open, options, isForFunctions);
        var approved = specs.Where(spec => ShouldProcess(RolePreview.Of(spec), $"Create role {spec.RoleName}?", "New-LambdaExecutionRole", out _)).ToList();
        if (approved.Count == 0) return;
        Pump(async (post, cancellationToken) =>
        {
            using var session = await open(TellingCalls(post), cancellationToken).ConfigureAwait(false);
            var creator = new RoleCreator(session.Iam, TimeProvider.System);
            var observer = new PostedObserver(post, WriteProblem, WriteWarning, new ProgressMeter(WriteProgress, "Reading who uses the role", "regions"));
            var remover = new RoleRemover(session, AwsLoadContext.Gateway.ListKnownRegions(), observer, TimeProvider.System, RoleRemover.DefaultConsistencyWait);
            var reader = new ExecutionRoleReader(session.Iam, problem => post(() => WriteProblem(problem)));
            // One after another: IAM's write quotas are small, and secret.
            foreach (var spec in approved)
            {
                cancellationToken.ThrowIfCancellationRequested();
                try
                {
                    // Not broken off: a role is made whole, or removed.
                    await creator.CreateAsync(spec, role => remover.TakeAwayAsync(role, spec, cancellationToken)).ConfigureAwait(false);
                    foreach (var role in await reader.ReadAsync([new RoleReference(spec.RoleName, null)], CancellationToken.None).ConfigureAwait(false)) post(() => WriteResult(role, $"Role {role.RoleName} is made."));
                }
                catch (ProblemException e)
                {
                    post(() => WriteProblem(e.Problem));
                }
            }
        }, mustSettle: true);
    }

    private List<RoleSpec> Prepare(Func<Action<AwsCallRecord>, CancellationToken, Task<IAwsSession>> open, NewRoleOptions options, bool isForFunctions)
    {
        var specs = new List<RoleSpec>();
        Pump(async (post, cancellationToken) =>
        {
            using var session = await open(TellingCalls(post), cancellationToken).ConfigureAwait(false);
            var preparation = new NewRolePreparation(session, options, isForFunctions ? null : Region, note => post(() => WriteWarning(note)));
            if (!isForFunctions)
            {
                specs.Add(await preparation.PrepareAsync(cancellationToken).ConfigureAwait(false));
                return;
            }

            foreach (var (function, region) in _functions)
            {
                try
                {
                    specs.Add(await preparation.PrepareAsync(function, region, cancellationToken).ConfigureAwait(false));
                }
                catch (ProblemException e)
                {
                    post(() => WriteProblem(e.Problem));
                }
            }
        });
        return specs;
    }

    private NewRoleOptions Options() => new()
    {
        RoleName = RoleName,
        Path = Path,
        Description = Description,
        MaxSessionDuration = MaxSessionDuration,
        PermissionsBoundaryArn = PermissionsBoundary,
        Tags = TagObjects.Read(Tag),
        Features = Feature,
        PolicyArns = PolicyArn,
        Documents = [.. PolicyDocument.Select((document, i) => PolicyTexts.Read(document, SessionState, FormattableString.Invariant($"policy-{i + 1}")))
            .Select(read => (read.Name.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? System.IO.Path.GetFileNameWithoutExtension(read.Name) : read.Name, read.Text))],
        Templates = [.. TemplateObjects.Read(Template)],
        HasSourceAccountCondition = SourceAccountCondition,
    };
}
