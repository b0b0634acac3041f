using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>
/// Disturbs calls by chance: holds them until others went by, delays, drops and repeats them. What becomes of a call follows from the
/// seed, the actor, the operation, the target, and how many such calls there were, not from how actors' calls interleave. Several
/// proxies may follow one schedule: then a call is held until calls of any actor went by.
/// </summary>
/// <param name="seed">The seed.</param>
/// <param name="chance">How many calls are disturbed, from 0 to 1.</param>
/// <param name="most">How many are at most.</param>
public sealed class RandomSchedule(int seed, double chance = 0.15, int most = 30)
{
    /// <summary>What is done to a call.</summary>
    public enum Disturbance
    {
        /// <summary>Held until others went by.</summary>
        Hold,

        /// <summary>Held for some milliseconds.</summary>
        Delay,

        /// <summary>The connection is cut, and nothing is done.</summary>
        DropBefore,

        /// <summary>It is done, and the connection is cut.</summary>
        DropAfter,

        /// <summary>It is done twice.</summary>
        Repeat,
    }

    private const int LongestHold = 250;
    private const int LongestDelay = 20;

    private readonly ConcurrentDictionary<(string Actor, string Operation, string Target), int> _counts = new();
    private readonly ConcurrentQueue<string> _done = new();
    private readonly Lock _lock = new();
    private readonly List<(int At, TaskCompletionSource Arrived)> _waiting = [];
    private int _arrived;
    private int _disturbed;

    /// <summary>What was done, one line a call.</summary>
    public IReadOnlyCollection<string> Done => _done;

    /// <summary>What becomes of a call by its number among those of its actor, operation and target; null if it is let through.</summary>
    public (Disturbance Disturbance, int Amount)? Of(ProxiedCall call, int number)
    {
        // Not string.GetHashCode: that differs from process to process.
        var text = FormattableString.Invariant($"{seed}/{call.Actor}/{call.Operation}/{call.Target}/{number}");
        var random = new Random(BitConverter.ToInt32(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
        if (random.NextDouble() >= chance) return null;
        var disturbance = (Disturbance)random.Next(Enum.GetValues<Disturbance>().Length);
        return (disturbance, disturbance == Disturbance.Hold ? random.Next(1, 10) : random.Next(1, LongestDelay));
    }

    internal async Task<ProxiedAnswer?> DisturbAsync(ProxiedCall call, Func<Task<ProxiedAnswer?>> send, CancellationToken cancellationToken)
    {
        Arrive();
        var number = _counts.AddOrUpdate((call.Actor, call.Operation, call.Target), 1, static (_, count) => count + 1);
        if (Of(call, number) is not var (disturbance, amount) || Interlocked.Increment(ref _disturbed) > most) return await send();
        _done.Enqueue(FormattableString.Invariant($"{call.Actor} {call.Operation} {call.Target} #{number}: {disturbance} {amount}"));
        switch (disturbance)
        {
            case Disturbance.Hold:
                await Others(amount, cancellationToken);
                return await send();
            case Disturbance.Delay:
                await Task.Delay(amount, cancellationToken);
                return await send();
            case Disturbance.DropBefore:
                return null;
            case Disturbance.DropAfter:
                await send();
                return null;
            default:
                await send();
                return await send();
        }
    }

    private void Arrive()
    {
        List<TaskCompletionSource> ready;
        lock (_lock)
        {
            _arrived++;
            ready = [.. _waiting.Where(waiting => waiting.At <= _arrived).Select(waiting => waiting.Arrived)];
            _waiting.RemoveAll(waiting => waiting.At <= _arrived);
        }

        foreach (var waiting in ready) waiting.TrySetResult();
    }

    /// <summary>Until so many further calls came, or none has for long.</summary>
    private async Task Others(int calls, CancellationToken cancellationToken)
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock) _waiting.Add((_arrived + calls, arrived));
        await Task.WhenAny(arrived.Task, Task.Delay(LongestHold, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
    }
}
