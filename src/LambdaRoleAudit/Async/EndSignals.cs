using System.Runtime.InteropServices;

namespace LambdaRoleAudit.Async;

/// <summary>
/// While a command runs that may not be broken off: SIGTERM and SIGHUP (a runner that is cancelled, a container that is
/// stopped, a terminal that is closed) stop it as Ctrl-C does, and a second signal has it leave at once. The signal's own
/// effect is only held back until the command has told what it did: the process then ends, or does not, as it would have.
/// A signal that is ignored (nohup) stays so.
/// </summary>
internal sealed class EndSignals : IDisposable
{
    /// <summary>A command leaves by itself within less; this is for one that hangs in a command downstream.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly List<EndSignals> Running = [];
    private static PosixSignalRegistration[] _registrations = [];

    private readonly Action _onSignal;
    private readonly ManualResetEventSlim _ended = new();

    /// <summary>Begins to listen.</summary>
    /// <param name="onSignal">Called at each signal, on any thread.</param>
    public EndSignals(Action onSignal)
    {
        _onSignal = onSignal;
        lock (Running)
        {
            Running.Add(this);
            // One for all: of several, each would be told only after the one before it had waited.
            if (Running.Count == 1)
                _registrations = [
                    .. new[] { PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal =>
                        PosixSignalRegistration.Create(signal, _ => Hold()))];
        }
    }

    /// <summary>The command has told all that it has to tell.</summary>
    public void Dispose()
    {
        lock (Running)
        {
            Running.Remove(this);
            if (Running.Count == 0)
                foreach (var registration in _registrations) registration.Dispose();
        }

        // Last: from here on the process may end.
        _ended.Set();
    }

    private static void Hold()
    {
        EndSignals[] running;
        lock (Running) running = [.. Running];
        foreach (var command in running) command._onSignal();
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            foreach (var command in running) command._ended.Wait(patience.Token);
        }
        catch (OperationCanceledException)
        {
            // It had its time.
        }
    }
}
