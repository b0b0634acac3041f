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
/// <remarks>
/// <para>Its Write methods and ShouldProcess hide those of PowerShell, so that no text of others reaches a terminal raw.</para>
/// <para>
/// What PowerShell 7.6 still takes from a command that is stopped, each tried: after <c>Select-Object -First</c>, or an error,
/// <c>break</c> or <c>exit</c> downstream, every stream but the output; after <c>-ErrorAction Stop</c>, every stream but errors,
/// and the output goes nowhere if it was to be assigned; after Ctrl-C, Stop-Job or <c>PowerShell.Stop()</c>, only information
/// records, and the host's lines. A host without a screen (a job, a runspace of an SDK host) drops lines, but keeps warning
/// lines among the warnings.
/// </para>
/// </remarks>
public abstract class AsyncCmdlet : PSCmdlet, IDisposable
{
    private static readonly string[] OurTag = ["LambdaRoleAudit"];

    /// <summary>How long stopped work gets to let go of what it holds. Ctrl-C must end within a second.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// How long work that must not be broken off gets to bring what it began to its end. Containers and runners kill ten
    /// seconds after they asked: a second is left for telling.
    /// </summary>
    private static readonly TimeSpan LongGrace = TimeSpan.FromSeconds(9);

    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _leave = new();
    private readonly List<string> _told = [];

    /// <summary>Cancelled by Ctrl-C, and by a command downstream that wants no more.</summary>
    protected CancellationToken StopToken => _stop.Token;

    /// <summary>The command was stopped: the pipeline takes no output any more.</summary>
    private protected bool IsStopping => _stop.IsCancellationRequested;

    /// <summary>Runs the work to its end, and pumps what it posts. Called from the pipeline thread.</summary>
    /// <param name="work">Gets the posting function, which any thread may call, and the stop token.</param>
    /// <param name="mustSettle">
    /// However the command is stopped, what the work still says is heard until it ends, and then all that it did is told;
    /// Ctrl-C, SIGTERM and SIGHUP bound that to nine seconds, and a second of them ends it.
    /// </param>
    private protected void Pump(Func<Action<Action>, CancellationToken, Task> work, bool mustSettle = false)
    {
        // PowerShell does not tell a cmdlet of a second Ctrl-C: it waits for the first to have its effect.
        using var interrupts = mustSettle ? LeaveAtSecondInterrupt() : null;
        using var ends = mustSettle ? new EndSignals(StopOrLeave) : null;
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
            // Stopped while the last was written.
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
            // What nobody foresaw: PowerShell would show its text raw.
            TellAll();
            throw shown;
        }
        catch
        {
            // A command downstream had enough (Select-Object -First), or an action asked for a stop (-ErrorAction Stop).
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

    /// <summary>Hears the work to its end, and tells all that it did.</summary>
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
    /// Says in one warning, and on the information stream, what became of everything: also of what was written before the end,
    /// for a variable that was to take it has nothing.
    /// </summary>
    private void TellAll()
    {
        if (_told.Count == 0) return;
        var text = $"The command was stopped. What it did:\n{string.Join('\n', _told.Select(line => $"  {ShownText.Of(line)}"))}";
        _told.Clear();
        Try(() => base.WriteInformation(text, OurTag));
        if (Try(() => base.WriteWarning(text))) return;
        // A host may be none, and say so by throwing: then the process's own errors are the last that reaches a log.
        try
        {
            Host.UI.WriteWarningLine(text);
        }
        catch (Exception)
        {
            Console.Error.WriteLine(text);
        }
    }

    /// <summary>Hands a result on; after a stop, to the information stream. The warning that ends a stopped command tells it.</summary>
    /// <param name="result">The result.</param>
    /// <param name="line">What it is in a line.</param>
    private protected void WriteResult(object result, string line)
    {
        _told.Add(line);
        if (IsStopping) Try(() => base.WriteInformation(result, OurTag));
        else WriteObject(result);
    }

    /// <summary>Says a problem without ending the command; after a stop, if errors are not taken any more, in its last warning.</summary>
    private protected void WriteProblem(Problem problem)
    {
        if (!IsStopping) WriteError(ErrorRecords.Of(problem));
        else if (!Try(() => WriteError(ErrorRecords.Of(problem)))) _told.Add(problem.Message);
    }

    /// <summary>Warns; after a stop, if warnings are not taken any more, in the command's last.</summary>
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

    /// <summary>A line on the screen, if there is one, and on the information stream, as Write-Host writes it.</summary>
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

    /// <summary>Asks, or tells what would be done.</summary>
    /// <param name="description">What is done, in lines: no text of others can add one.</param>
    /// <param name="question">What -Confirm asks.</param>
    /// <param name="caption">The window's title.</param>
    /// <param name="reason">Why it is not to be done.</param>
    private protected bool ShouldProcess(
        IEnumerable<string> description, string question, string caption, out ShouldProcessReason reason) =>
        base.ShouldProcess(string.Join("\n  ", description.Select(ShownText.Of)), ShownText.Of(question), caption, out reason);

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        _leave.CancelAfter(LongGrace);
        _stop.Cancel();
    }

    /// <summary>False if the stream takes nothing any more.</summary>
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
