namespace LambdaRoleAudit.Usage;

/// <summary>
/// Limits the bytes that are in memory at one time. Requests are granted in their order. A request that is larger than the limit is granted
/// if nothing else is in memory.
/// </summary>
/// <param name="limit">The limit, in bytes.</param>
internal sealed class ByteBudget(long limit)
{
    private readonly Queue<(long Bytes, TaskCompletionSource Granted)> _waiting = new();
    private long _used;

    /// <summary>Waits until the bytes fit.</summary>
    public async ValueTask AcquireAsync(long bytes, CancellationToken cancellationToken)
    {
        TaskCompletionSource granted;
        lock (_waiting)
        {
            if (_waiting.Count == 0 && Fits(bytes))
            {
                _used += bytes;
                return;
            }

            granted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue((bytes, granted));
        }

        using var registration = cancellationToken.Register(() => granted.TrySetCanceled(cancellationToken));
        await granted.Task.ConfigureAwait(false);
    }

    /// <summary>Returns bytes.</summary>
    public void Release(long bytes)
    {
        lock (_waiting)
        {
            _used -= bytes;
            while (_waiting.TryPeek(out var next))
            {
                if (next.Granted.Task.IsCanceled)
                {
                    _waiting.Dequeue();
                    continue;
                }

                if (!Fits(next.Bytes)) return;
                _waiting.Dequeue();
                if (next.Granted.TrySetResult()) _used += next.Bytes;
            }
        }
    }

    private bool Fits(long bytes) => _used == 0 || _used + bytes <= limit;
}
