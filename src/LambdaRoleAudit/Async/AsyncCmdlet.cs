using System.Collections.Concurrent;
using System.Management.Automation;
using System.Runtime.InteropServices;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Output;

namespace LambdaRoleAudit.Async;

/// <summary>
/// A cmdlet whose work is asynchronous. PowerShell lets only the pipeline thread write: the work runs elsewhere and posts
/// what it has to say, and the pipeline thread pumps it. Ctrl-C cancels the work and ends the pump at once.
/// </summary>
public abstract class AsyncCmdlet : PSCmdlet, IDisposable
{
    /// <summary>How long stopped work gets to let go of what it holds. Ctrl-C must end within a second.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(200);

    /// <summary>How long work that must not be broken off gets to bring what it began to its end.</summary>
    private static readonly TimeSpan LongGrace = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _leave = new();

    /// <summary>Cancelled by Ctrl-C, and by a command downstream that wants no more.</summary>
    protected CancellationToken StopToken => _stop.Token;

    /// <summary>Ctrl-C was pressed: nothing can be written to the pipeline any more, only to the host.</summary>
    private protected bool IsStopping => _stop.IsCancellationRequested;

    /// <summary>Runs the work to its end, and pumps what it posts. Called from the pipeline thread.</summary>
    /// <param name="work">Gets the posting function, which any thread may call, and the stop token.</param>
    /// <param name="mustSettle">
    /// However the command is stopped, what the work still says is heard until it ends; Ctrl-C bounds that to ten seconds, and a
    /// second Ctrl-C ends it.
    /// </param>
    private protected void Pump(Func<Action<Action>, CancellationToken, Task> work, bool mustSettle = false)
    {
        // PowerShell does not tell a cmdlet of a second Ctrl-C: it waits for the first to have its effect.
        using var interrupts = mustSettle ? LeaveAtSecondInterrupt() : null;
        // Blocks on a plain lock: the pipeline thread must wake at once, however busy the thread pool is.
        var posted = new BlockingCollection<Action>();
        var task = Task.Run(async () =>
        {
            try
            {
                await work(posted.Add, _stop.Token).ConfigureAwait(false);
            }
            finally
            {
                posted.CompleteAdding();
            }
        });

        try
        {
            foreach (var action in posted.GetConsumingEnumerable(_stop.Token)) action();
            task.GetAwaiter().GetResult();
        }
        catch (Exception e) when (_stop.IsCancellationRequested && e is OperationCanceledException or PipelineStoppedException)
        {
            if (mustSettle) Hear(posted);
            else Settle(task);
            throw new PipelineStoppedException();
        }
        catch (ProblemException e)
        {
            ThrowTerminatingError(ErrorRecords.Of(e.Problem));
        }
        catch
        {
            // A command downstream had enough (Select-Object -First), or an action asked for a stop (-ErrorAction Stop).
            _stop.Cancel();
            if (mustSettle) Hear(posted);
            else Settle(task);
            throw;
        }
    }

    private PosixSignalRegistration LeaveAtSecondInterrupt()
    {
        var interrupts = 0;
        return PosixSignalRegistration.Create(PosixSignal.SIGINT, _ =>
        {
            if (Interlocked.Increment(ref interrupts) > 1) _leave.Cancel();
        });
    }

    private void Hear(BlockingCollection<Action> posted)
    {
        try
        {
            foreach (var action in posted.GetConsumingEnumerable(_leave.Token))
            {
                try
                {
                    action();
                }
                catch (PipelineStoppedException)
                {
                    // It was for the pipeline, which takes nothing any more.
                }
                catch (ActionPreferenceStopException e)
                {
                    // -ErrorAction Stop ends the command only once.
                    Host.UI.WriteErrorLine(e.ErrorRecord.ToString());
                }
            }
        }
        catch (OperationCanceledException)
        {
            Host.UI.WriteWarningLine("Left before everything that was begun had ended. Run the command again: it goes on from what it finds.");
        }
    }

    /// <summary>Hands a result on; after a stop it is shown on the host, for the pipeline takes nothing any more.</summary>
    /// <param name="result">The result.</param>
    /// <param name="line">What the host shows.</param>
    private protected void WriteResult(object result, string line)
    {
        if (IsStopping) Host.UI.WriteLine(line);
        else WriteObject(result);
    }

    /// <summary>Says a problem without ending the command; after a stop, on the host.</summary>
    private protected void WriteProblem(Problem problem)
    {
        if (IsStopping) Host.UI.WriteErrorLine(problem.Message);
        else WriteError(ErrorRecords.Of(problem));
    }

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        _leave.CancelAfter(LongGrace);
        _stop.Cancel();
    }

    /// <summary>Waits for work that was told to stop; how it ended no longer matters.</summary>
    private static void Settle(Task task) => Task.WaitAny([task], Grace);

    /// <summary>Frees the stop token.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the stop token.</summary>
    protected virtual void Dispose(bool disposing)
    {
        // The token stays usable for work that outlives the grace; only its source's timer and handles would need freeing,
        // and it has neither.
        if (disposing) _stop.Cancel();
    }
}
