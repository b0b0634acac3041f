using System.Diagnostics;

namespace LambdaRoleAudit.Policies;

/// <summary>
/// What one proof may cost. The work is counted, so that the same proof ends the same way on every machine; the time is a fuse
/// for what was counted wrongly, and says so where it blows.
/// </summary>
internal sealed class ProofBudget
{
    /// <summary>A step is about a comparison of two characters, sets or values: this many take less than a second.</summary>
    public const long Whole = 1_500_000;

    /// <summary>Ten times what the whole work takes.</summary>
    public static readonly TimeSpan Fuse = TimeSpan.FromSeconds(8);

    /// <summary>How much work lies between two looks at the clock and the token.</summary>
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

    /// <summary>What is left.</summary>
    public long Left => _left;

    /// <summary>Until that is disposed of, no more than so much work.</summary>
    public Share AtMost(long work)
    {
        var share = new Share(this, _shareEnd);
        _shareEnd = Math.Max(_shareEnd, _left - work);
        return share;
    }

    /// <summary>Work is about to be done.</summary>
    /// <exception cref="ProofShareException">The share of it is used up.</exception>
    /// <exception cref="ProofBudgetException">There is no more of it, or of time.</exception>
    /// <exception cref="OperationCanceledException">The token says so.</exception>
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

    /// <summary>A part of the work.</summary>
    internal readonly struct Share(ProofBudget budget, long before) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => budget._shareEnd = before;
    }
}
