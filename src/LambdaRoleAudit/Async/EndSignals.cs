using System.Runtime.InteropServices;

namespace LambdaRoleAudit.Async;

/// <summary>
/// Handles signals while a command runs that must not be interrupted: SIGTERM and SIGHUP (a canceled runner, a stopped container, a closed
/// terminal) stop the command as Ctrl-C does, and a second signal ends it at once. The signal's own effect is only delayed until the
/// command has reported what it did. The process then ends, or does not, as it would have. An ignored signal (nohup) stays ignored.
/// </summary>
internal sealed class EndSignals : IDisposable
{
    /// <summary>A command ends in less time by itself. This limit is for a command that waits for a downstream command.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly List<EndSignals> Running = [];
    private static PosixSignalRegistration[] _registrations = [];

    private readonly Action _onSignal;
    private readonly ManualResetEventSlim _ended = new();

    /// <summary>Starts handling signals.</summary>
    /// <param name="onSignal">Called for each signal, on any thread.</param>
    public EndSignals(Action onSignal)
    {
        _onSignal = onSignal;
        lock (Running)
        {
            Running.Add(this);
            // One registration for all: with several, each would be notified only after the one before it had waited.
            if (Running.Count == 1)
                _registrations = [
                    .. new[] { PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal =>
                        PosixSignalRegistration.Create(signal, _ => Hold()))];
        }
    }

    /// <summary>Called after the command has reported everything.</summary>
    public void Dispose()
    {
        lock (Running)
        {
            Running.Remove(this);
            if (Running.Count == 0)
                foreach (var registration in _registrations) registration.Dispose();
        }

        // This is last, because the process may end from here on.
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
            // The command had its time.
        }
    }
}
