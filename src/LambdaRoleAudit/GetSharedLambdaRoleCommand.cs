using System.Management.Automation;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Input;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Output;
using LambdaRoleAudit.Session;
using LambdaRoleAudit.Templates;

namespace LambdaRoleAudit;

/// <summary>
/// <c>Get-SharedLambdaRole</c>: finds the execution roles that more than one Lambda function uses (Trend Micro Conformity rule Lambda-006),
/// in an account, in pipeline objects or in files.
/// </summary>
[Cmdlet(VerbsCommon.Get, "SharedLambdaRole", DefaultParameterSetName = AccountSet)]
[OutputType(typeof(SharedLambdaRole))]
public sealed class GetSharedLambdaRoleCommand : ReadingCmdlet
{
    private readonly List<string> _files = [];
    private Action<Problem> _report = null!;
    private FunctionInventoryBuilder _builder = null!;
    private PipelineFunctions _pipeline = null!;

    /// <summary>Returns only these roles: names, wildcards or ARNs. All functions are still compared.</summary>
    [Parameter(Position = 0)]
    [Alias("RoleArn")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public override string[]? RoleName { get; set; }

    /// <summary>Functions to compare instead of the account's: any objects with FunctionName or FunctionArn, and Role; or files.</summary>
    [Parameter(ValueFromPipeline = true)]
    [AllowNull]
    public override PSObject? InputObject { get; set; }

    /// <summary>Also reads published versions. Each version has the role that its function had when the version was published.</summary>
    [Parameter(ParameterSetName = AccountSet)]
    public SwitchParameter IncludeVersion { get; set; }

    /// <summary>The number of functions that make a role shared; 2 by default.</summary>
    [Parameter]
    [ValidateRange(2, int.MaxValue)]
    public int MinimumFunctionCount { get; set; } = SharedRoles.DefaultMinimum;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _report = WriteUnread;
        _builder = new FunctionInventoryBuilder(problem => _report(problem), RegionsInFiles);
        _pipeline = new PipelineFunctions(_builder, _files);
    }

    /// <inheritdoc/>
    private protected override void Take(PSObject? input) => _pipeline.Take(input);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var selection = Selected() with { Objects = null };
        if (selection.IsNothing) return;
        EndWith(() =>
        {
            // An empty pipeline means no functions. It never means the entire account.
            if (ExpectsObjects || IsFromFiles) WriteOfFiles(selection);
            else Write(
                ReadAccount(
                    new AccountQuery { Regions = Scope, Scope = Scope, IncludeVersions = IncludeVersion }, "Reading Lambda functions"),
                selection);
        });
    }

    /// <summary>Pipeline input, exports and templates. A template and an account are never compared with each other.</summary>
    private void WriteOfFiles(Selection selection)
    {
        CheckScope([]);
        var given = Paths(_builder.AddUnread);
        var piped = ReadPaths.Split(_files);
        var templates = ReadTemplates([.. given.Templates, .. piped.Templates]);
        _files.Clear();
        _files.AddRange([.. given.Exports, .. piped.Exports]);
        var account = _files.Count > 0 || templates is null || _pipeline.HasFunctions ? ReadFiles() : null;
        if (account is not null) WriteRoles(account, selection);
        if (templates is not null) WriteRoles(templates, selection);
        WriteMissing(selection, account, templates);
    }

    private Account ReadFiles()
    {
        if (_files.Count > 0)
        {
            var meter = new ProgressMeter(WriteProgress, "Reading files", "bytes");
            Pump((post, cancellationToken) =>
            {
                _report = problem => post(() => WriteUnread(problem));
                FunctionFiles.Read(_files, _builder, progress => meter.Post(post, progress), cancellationToken);
                return Task.CompletedTask;
            });
            _report = WriteUnread;
            meter.Complete();
        }

        return Account.OfFunctions(_builder.Build(), isScoped: Region is not null);
    }

    private void WriteRoles(TemplateSet templates, Selection selection)
    {
        var roles = TemplateRoles.Find(templates, selection, MinimumFunctionCount);
        var functions = templates.Stacks.Sum(stack => stack.Functions.Count);
        WriteVerbose(FormattableString.Invariant(
            $"Functions compared: {functions}; templates: {templates.Stacks.Count}; shared roles: {roles.Count}."));
        if (!templates.IsComplete)
            WriteWarning("The result is incomplete, because something in a template could not be determined. Shared roles may be missing.");
        foreach (var role in roles) WriteObject(role);
    }

    private void Write(Account account, Selection selection)
    {
        WriteRoles(account, selection);
        WriteMissing(selection, account, null);
    }

    private void WriteRoles(Account account, Selection selection)
    {
        var roles = SharedRoles.Find(account, selection, MinimumFunctionCount);
        WriteVerbose(
            FormattableString.Invariant($"{account.CountOfFunctions} functions and versions compared; {roles.Count} shared roles."));
        if (!account.IsRead)
        {
            WriteWarning(account.UnreadRegions.Count > 0
                ? $"The result is incomplete. Not read, or not read completely: {string.Join(", ", account.UnreadRegions)}. Shared "
                    + "roles there may be missing."
                : "The result is incomplete, because something could not be read (see the errors). Shared roles may be missing.");
        }

        foreach (var role in roles) WriteObject(role);
    }
}
