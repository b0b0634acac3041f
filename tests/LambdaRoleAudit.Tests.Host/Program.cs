using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.InteropServices;

// A PowerShell engine in a process of its own, for tests of what a process has loaded: runs each argument as a script and
// prints what it gives, a line each. Errors go to standard error, warnings and information at once, for a signal may end the
// process before the script has ended; the exit code is how many errors there were.
using var runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
runspace.Open();
runspace.SessionStateProxy.SetVariable("OldSdk", Path.Combine(AppContext.BaseDirectory, "sdk3", "AWSSDK.Core.dll"));
var failures = 0;
PowerShell? running = null;
// Ctrl-C as a host has it: the pipeline is stopped, the process goes on.
using var interrupts = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
{
    context.Cancel = true;
    Console.WriteLine("interrupted");
    running?.BeginStop(null, null);
});
foreach (var script in args)
{
    using var shell = running = PowerShell.Create(runspace);
    shell.Streams.Warning.DataAdded += (_, added) => Console.Error.WriteLine($"warning: {shell.Streams.Warning[added.Index].Message}");
    shell.Streams.Information.DataAdded += (_, added) => Console.Error.WriteLine($"information: {shell.Streams.Information[added.Index]}");
    try
    {
        foreach (var result in shell.AddScript(script).Invoke()) Console.WriteLine(result);
    }
    catch (RuntimeException e)
    {
        Console.Error.WriteLine($"{e.ErrorRecord.FullyQualifiedErrorId}: {e.Message}");
        failures++;
    }

    foreach (var error in shell.Streams.Error)
    {
        Console.Error.WriteLine($"{error.FullyQualifiedErrorId}: {error}");
        failures++;
    }
}

return failures;
