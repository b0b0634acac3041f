using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>The module in a runspace without a host of its own, as in a job, an SDK host or an automation service.</summary>
public sealed class HostlessSession : IDisposable
{
    private readonly Runspace _runspace;

    public HostlessSession()
    {
        _runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        _runspace.Open();
        using var shell = Shell($"Import-Module '{TestEnvironment.ModuleManifest}'");
        shell.Invoke();
        Assert.Empty(shell.Streams.Error);
    }

    public PowerShell Shell(string script) => PowerShell.Create(_runspace).AddScript(script);

    public void Dispose() => _runspace.Dispose();
}
