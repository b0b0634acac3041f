namespace LambdaRoleAudit.Tests.Support;

/// <summary>
/// A call that a <see cref="CallProxy"/> holds back. It is delivered when it is released, though its caller may have given up
/// meanwhile: as on a network.
/// </summary>
public sealed class HeldCall
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the call has come to the proxy and waits there.</summary>
    public Task Reached => _reached.Task.WaitAsync(CallProxy.Patience);

    /// <summary>Ends when AWS has answered the call.</summary>
    public Task Answered => _answered.Task.WaitAsync(CallProxy.Patience);

    /// <summary>Lets the call go on, now or when it comes.</summary>
    public void Release() => _released.TrySetResult();

    internal async Task<ProxiedAnswer?> PassAsync(Func<Task<ProxiedAnswer?>> send, CancellationToken cancellationToken)
    {
        _reached.TrySetResult();
        await _released.Task.WaitAsync(cancellationToken);
        var answer = await send();
        _answered.TrySetResult();
        return answer;
    }
}
