namespace LambdaRoleAudit.Tests.Support;

/// <summary>
/// A clock that goes on only if somebody waits: then it is at once the time that is waited for. Things can be set to happen at a time on
/// the way.
/// </summary>
public sealed class ManualClock(DateTimeOffset start) : TimeProvider
{
    private readonly object _gate = new();
    private readonly PriorityQueue<Action, DateTimeOffset> _due = new();
    private DateTimeOffset _now = start;

    /// <summary>Receives each new time.</summary>
    public Action<DateTimeOffset>? OnAdvance { get; set; }

    /// <summary>The time at which the clock started.</summary>
    public DateTimeOffset Start { get; } = start;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate) return _now;
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <summary>Does something when the clock gets to a time after its start.</summary>
    public void At(TimeSpan after, Action what)
    {
        lock (_gate) _due.Enqueue(what, Start + after);
    }

    /// <summary>Goes on.</summary>
    public void Advance(TimeSpan time)
    {
        var to = GetUtcNow() + time;
        while (true)
        {
            Action? what = null;
            lock (_gate)
            {
                if (_due.TryPeek(out what, out var at) && at <= to)
                {
                    _due.Dequeue();
                    _now = at > _now ? at : _now;
                }
                else
                {
                    what = null;
                    _now = to;
                }
            }

            OnAdvance?.Invoke(GetUtcNow());
            if (what is null) return;
            what();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime != Timeout.InfiniteTimeSpan)
        {
            ThreadPool.QueueUserWorkItem(_ =>
            {
                Advance(dueTime);
                callback(state);
            });
        }

        return new Fired();
    }

    private sealed class Fired : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
