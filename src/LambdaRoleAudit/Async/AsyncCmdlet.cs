using System.Collections.Concurrent;
using System.Management.Automation;
using System.Runtime.InteropServices;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Output;

namespace LambdaRoleAudit.Async;

/// <summary>
/// A cmdlet that works asynchronously. PowerShell allows only the pipeline thread to write, so the work runs on other threads and posts its
/// output, and the pipeline thread writes it. Ctrl-C cancels the work and ends the wait at once.
/// </summary>
/// <remarks>
/// <para>Its Write methods and ShouldProcess hide those of PowerShell, so that text from others never reaches a terminal unescaped.</para>
/// <para>What PowerShell 7.6 still accepts from a stopped command, each tested: after <c>Select-Object -First</c>, or an error,
/// <c>break</c> or <c>exit</c> downstream, every stream except the output; after <c>-ErrorAction Stop</c>, every stream except errors, and
/// the output is lost if it was to be assigned; after Ctrl-C, Stop-Job or <c>PowerShell.Stop()</c>, only information records, and the
/// host's lines. A host without a screen (a job, a runspace of an SDK host) drops lines, but keeps warning lines among the warnings.</para>
/// </remarks>
public abstract class AsyncCmdlet : PSCmdlet, IDisposable
{
    private static readonly string[] OurTag = ["LambdaRoleAudit"];

    /// <summary>How long stopped work can take to release its resources. Ctrl-C must end within a second.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// How long work that must not be interrupted can take to complete what it began. Containers and runners kill the process ten seconds
    /// after they request its end, so a second is left for reporting.
    /// </summary>
    private static readonly TimeSpan LongGrace = TimeSpan.FromSeconds(9);

    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _leave = new();
    private readonly List<string> _told = [];

    /// <summary>Canceled by Ctrl-C, and by a downstream command that needs no more input.</summary>
    protected CancellationToken StopToken => _stop.Token;

    /// <summary>True if the command was stopped: the pipeline no longer accepts output.</summary>
    private protected bool IsStopping => _stop.IsCancellationRequested;

    /// <summary>Runs the work to its end, and writes what it posts. Called from the pipeline thread.</summary>
    /// <param name="work">Receives the function that posts output, which any thread can call, and the stop token.</param>
    /// <param name="mustSettle">True if the work must complete: however the command is stopped, what the work posts is processed until it
    /// ends, and then everything that it did is reported. Ctrl-C, SIGTERM and SIGHUP limit this to nine seconds, and a second one of them
    /// ends it.</param>
    private protected void Pump(Func<Action<Action>, CancellationToken, Task> work, bool mustSettle = false)
    {
        // PowerShell does not notify a cmdlet of a second Ctrl-C: it waits until the first has taken effect.
        using var interrupts = mustSettle ? LeaveAtSecondInterrupt() : null;
        using var ends = mustSettle ? new EndSignals(StopOrLeave) : null;
        // Blocks on a plain lock, because the pipeline thread must wake at once, however busy the thread pool is.
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
            // Stopped while the last item was written.
            _stop.Token.ThrowIfCancellationRequested();
        }
        catch (Exception e) when (_stop.IsCancellationRequested && e is OperationCanceledException or PipelineStoppedException)
        {
            End();
            throw new PipelineStoppedException();
        }
        catch (ProblemException e)
        {
            TellAll();
            ThrowTerminatingError(ErrorRecords.Of(e.Problem));
        }
        catch (Exception e) when (task.IsFaulted && ErrorRecords.Shown(e) is { } shown && shown != e)
        {
            // An unexpected exception: PowerShell would show its text unescaped.
            TellAll();
            throw shown;
        }
        catch
        {
            // A downstream command has enough input (Select-Object -First), or a preference requested a stop (-ErrorAction Stop).
            _stop.Cancel();
            End();
            throw;
        }

        void End()
        {
            if (mustSettle) Settle(posted);
            else Task.WaitAny([task], Grace);
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

    private void StopOrLeave()
    {
        if (IsStopping) _leave.Cancel();
        else StopProcessing();
    }

    /// <summary>Processes the work to its end, and reports everything that it did.</summary>
    private void Settle(BlockingCollection<Action> posted)
    {
        try
        {
            foreach (var action in posted.GetConsumingEnumerable(_leave.Token)) Try(action);
        }
        catch (OperationCanceledException)
        {
            _told.Add("Stopped before in-flight changes finished. Run the command again: it continues from the current state.");
        }

        TellAll();
    }

    /// <summary>
    /// Reports, in one warning and on the information stream, the outcome of everything, including results written before the stop, because
    /// a variable that should receive them is empty.
    /// </summary>
    private void TellAll()
    {
        if (_told.Count == 0) return;
        var text = $"The command was stopped. What it did:\n{string.Join('\n', _told.Select(line => $"  {ShownText.Of(line)}"))}";
        _told.Clear();
        Try(() => base.WriteInformation(text, OurTag));
        if (Try(() => base.WriteWarning(text))) return;
        // There may be no host, and it then throws. The process's standard error is the last output that reaches a log.
        try
        {
            Host.UI.WriteWarningLine(text);
        }
        catch (Exception)
        {
            Console.Error.WriteLine(text);
        }
    }

    /// <summary>Writes a result; after a stop, to the information stream. The final warning of a stopped command reports it.</summary>
    /// <param name="result">The result.</param>
    /// <param name="line">The result as one line.</param>
    private protected void WriteResult(object result, string line)
    {
        _told.Add(line);
        if (IsStopping) Try(() => base.WriteInformation(result, OurTag));
        else WriteObject(result);
    }

    /// <summary>
    /// Reports a problem without ending the command; after a stop, in its final warning if errors are no longer accepted.
    /// </summary>
    private protected void WriteProblem(Problem problem)
    {
        if (!IsStopping) WriteError(ErrorRecords.Of(problem));
        else if (!Try(() => WriteError(ErrorRecords.Of(problem)))) _told.Add(problem.Message);
    }

    /// <summary>Writes a warning; after a stop, in the command's final warning if warnings are no longer accepted.</summary>
    private protected new void WriteWarning(string text)
    {
        if (!IsStopping) base.WriteWarning(ShownText.Of(text));
        else if (!Try(() => base.WriteWarning(ShownText.Of(text)))) _told.Add(text);
    }

    /// <inheritdoc cref="Cmdlet.WriteVerbose(string)"/>
    private protected new void WriteVerbose(string text)
    {
        if (!IsStopping) base.WriteVerbose(ShownText.Of(text));
    }

    /// <inheritdoc cref="Cmdlet.WriteProgress(ProgressRecord)"/>
    private protected new void WriteProgress(ProgressRecord progress)
    {
        if (IsStopping) return;
        progress.Activity = ShownText.Of(progress.Activity);
        progress.StatusDescription = ShownText.Of(progress.StatusDescription);
        progress.CurrentOperation = progress.CurrentOperation is { } current ? ShownText.Of(current) : null;
        base.WriteProgress(progress);
    }

    /// <summary>Writes a line to the screen, if there is one, and to the information stream, as Write-Host does.</summary>
    private protected void WriteHostLine(string text) =>
        base.WriteInformation(new HostInformationMessage { Message = ShownText.Of(text) }, ["PSHOST", .. OurTag]);

    /// <inheritdoc cref="Cmdlet.WriteInformation(object, string[])"/>
    private protected new void WriteInformation(object data, string[] tags) =>
        base.WriteInformation(data is string text ? ShownText.Of(text) : data, tags);

    /// <inheritdoc cref="Cmdlet.ShouldProcess(string, string, string)"/>
    private protected new bool ShouldProcess(string description, string question, string caption) =>
        ShouldProcess(description, question, caption, out _);

    /// <inheritdoc cref="Cmdlet.ShouldProcess(string, string, string, out ShouldProcessReason)"/>
    private protected new bool ShouldProcess(string description, string question, string caption, out ShouldProcessReason reason) =>
        ShouldProcess([description], question, caption, out reason);

    /// <summary>Asks for confirmation, or reports what would be done.</summary>
    /// <param name="description">What will be done, in lines. Text from others cannot add a line.</param>
    /// <param name="question">The question of -Confirm.</param>
    /// <param name="caption">The title of the window.</param>
    /// <param name="reason">The reason why it is not done.</param>
    private protected bool ShouldProcess(
        IEnumerable<string> description, string question, string caption, out ShouldProcessReason reason) =>
        base.ShouldProcess(string.Join("\n  ", description.Select(ShownText.Of)), ShownText.Of(question), caption, out reason);

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        _leave.CancelAfter(LongGrace);
        _stop.Cancel();
    }

    /// <summary>Returns false if the stream no longer accepts output.</summary>
    private static bool Try(Action write)
    {
        try
        {
            write();
            return true;
        }
        catch (Exception e) when (e is PipelineStoppedException or ActionPreferenceStopException)
        {
            return false;
        }
    }

    /// <summary>Releases the stop token.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases the stop token.</summary>
    protected virtual void Dispose(bool disposing)
    {
        // The token stays usable for work that outlives the grace period. Only its source's timer and handles would need to be released,
        // and it has neither.
        if (disposing) _stop.Cancel();
    }
}
