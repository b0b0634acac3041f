using System.Diagnostics;

namespace LambdaRoleAudit.Policies;

/// <summary>
/// The budget of one proof. The work is counted, so that the same proof ends in the same way on every machine. The time limit is a
/// safeguard against work that is counted wrongly, and says so if it is reached.
/// </summary>
internal sealed class ProofBudget
{
    /// <summary>A step is about one comparison of two characters, sets or values. This number of steps takes less than a second.</summary>
    public const long Whole = 1_500_000;

    /// <summary>Ten times the time that the entire work takes.</summary>
    public static readonly TimeSpan Fuse = TimeSpan.FromSeconds(8);

    /// <summary>The amount of work between two checks of the clock and the token.</summary>
    private const long Stretch = 20_000;

    private readonly CancellationToken _cancellation;
    private readonly TimeSpan _fuse;
    private readonly long _started = Stopwatch.GetTimestamp();
    private long _left;
    private long _nextLook;
    private long _shareEnd = long.MinValue;

    public ProofBudget(CancellationToken cancellation = default, long work = Whole, TimeSpan? fuse = null)
    {
        _cancellation = cancellation;
        _fuse = fuse ?? Fuse;
        _left = work;
        _nextLook = work;
    }

    /// <summary>The work that is left.</summary>
    public long Left => _left;

    /// <summary>Limits the work to the given amount until the result is disposed.</summary>
    public Share AtMost(long work)
    {
        var share = new Share(this, _shareEnd);
        _shareEnd = Math.Max(_shareEnd, _left - work);
        return share;
    }

    /// <summary>Records work that is about to be done.</summary>
    /// <exception cref="ProofShareException">The share of the work is used up.</exception>
    /// <exception cref="ProofBudgetException">The budget of work or time is used up.</exception>
    /// <exception cref="OperationCanceledException">The operation was canceled.</exception>
    public void Spend(long work)
    {
        _left -= work;
        if (_left < _shareEnd) throw new ProofShareException();
        if (_left >= _nextLook) return;
        _nextLook = _left - Stretch;
        _cancellation.ThrowIfCancellationRequested();
        if (_left < 0) throw new ProofBudgetException("The policies are too complex to compare: the work limit of one proof is reached.");
        if (Stopwatch.GetElapsedTime(_started) > _fuse)
            throw new ProofBudgetException("The comparison was stopped because it took too long on this computer.");
    }

    /// <summary>A share of the work.</summary>
    internal readonly struct Share(ProofBudget budget, long before) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => budget._shareEnd = before;
    }
}
