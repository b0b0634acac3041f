using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Sandbox.Server;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Tour;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>A PowerShell session with the package's module imported by its manifest, as a user has it.</summary>
public sealed class ModuleSession : IDisposable
{
    private readonly StringWriter _screen = new();
    private readonly TourHost _host;
    private readonly Runspace _runspace;

    public ModuleSession()
        : this(InitialSessionState.CreateDefault2()) => Run($"Import-Module '{TestEnvironment.ModuleManifest}'").AssertClean();

    /// <summary>A session that begins as it is told to, the module imported or not.</summary>
    public ModuleSession(InitialSessionState state)
    {
        _host = new TourHost(_screen);
        _runspace = RunspaceFactory.CreateRunspace(_host, state);
        _runspace.Open();
    }

    /// <summary>The parameters that point a cmdlet at a Sandbox.</summary>
    public static string At(SandboxServer server) => At(server.Url);

    /// <summary>The parameters that point a cmdlet at an endpoint.</summary>
    public static string At(Uri url) =>
        $"-EndpointUrl {url} -AccessKey {SandboxCredential.Default.AccessKey} -SecretKey '{SandboxCredential.Default.SecretKey}'";

    /// <summary>Returns a script with these parameters in place of the word AT. A random path can contain the two letters.</summary>
    public static string Fill(string script, SandboxServer server) =>
        System.Text.RegularExpressions.Regex.Replace(script, @"(?<=^| )AT\b", At(server).Replace("$", "$$", StringComparison.Ordinal));

    /// <summary>What was written to the host itself.</summary>
    public string Screen => _screen.ToString();

    /// <summary>Answers every confirmation: 0 yes, 1 yes to all, 2 no, 3 no to all.</summary>
    public void Answer(int choice) => _host.Choice = choice;

    public void SetVariable(string name, object? value) => _runspace.SessionStateProxy.SetVariable(name, value);

    public void SetLocation(string folder) => _runspace.SessionStateProxy.Path.SetLocation(folder);

    /// <summary>Runs a script and keeps every stream. A terminating error is kept as an error, marked so.</summary>
    public RunResult Run(string script)
    {
        using var shell = PowerShell.Create(_runspace);
        shell.AddScript(script);
        return Invoke(shell);
    }

    /// <summary>A shell to start and stop by hand.</summary>
    public PowerShell Shell(string script) => PowerShell.Create(_runspace).AddScript(script);

    /// <summary>What a person sees, in a window this wide.</summary>
    public string Render(string script, int width = 80)
    {
        _screen.GetStringBuilder().Clear();
        _host.UI.RawUI.BufferSize = new System.Management.Automation.Host.Size(width, 500);
        using var shell = PowerShell.Create(_runspace);
        shell.AddScript(script).AddCommand("Out-Default");
        shell.Commands.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        shell.Invoke();
        return _screen.ToString().ReplaceLineEndings("\n");
    }

    public void Dispose()
    {
        _runspace.Dispose();
        _screen.Dispose();
    }

    private static RunResult Invoke(PowerShell shell)
    {
        ErrorRecord? terminating = null;
        var output = new Collection<PSObject>();
        try
        {
            output = shell.Invoke();
        }
        catch (RuntimeException e)
        {
            terminating = e.ErrorRecord;
        }

        return new RunResult(
            [.. output], [.. shell.Streams.Error], terminating,
            [.. shell.Streams.Warning.Select(record => record.Message)],
            [.. shell.Streams.Verbose.Select(record => record.Message)],
            [.. shell.Streams.Progress]);
    }
}

/// <summary>What a script gave.</summary>
public sealed record RunResult(
    IReadOnlyList<PSObject> Output, IReadOnlyList<ErrorRecord> Errors, ErrorRecord? Terminating,
    IReadOnlyList<string> Warnings, IReadOnlyList<string> Verbose, IReadOnlyList<ProgressRecord> Progress)
{
    public IReadOnlyList<SharedLambdaRole> Roles => [.. Output.Select(item => (SharedLambdaRole)item.BaseObject)];

    public IEnumerable<ErrorRecord> AllErrors => Terminating is null ? Errors : Errors.Append(Terminating);

    /// <summary>The stable ids of the errors, without the command's name behind.</summary>
    public IReadOnlyList<string> ErrorIds => [.. AllErrors.Select(error => error.FullyQualifiedErrorId.Split(',')[0])];

    public RunResult AssertClean()
    {
        Assert.True(!AllErrors.Any(), string.Join('\n', AllErrors.Select(error => $"{error.FullyQualifiedErrorId}: {error}")));
        return this;
    }
}
