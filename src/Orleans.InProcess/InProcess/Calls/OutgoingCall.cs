using Orleans.Runtime;

namespace Orleans.InProcess.Calls;

/// <summary>
/// A call as its caller knows it: a node in the list of pending calls, with a deadline. The fields of the list belong
/// to
/// <see cref="PendingCalls"/> and its lock; the rest is thread-safe.
/// </summary>
internal abstract class OutgoingCall : Call
{
    private CancellationTokenRegistration _cancellation;

    protected OutgoingCall(CallRouter router, GrainId target, GrainMethod method, Arguments arguments)
        : base(target, method, arguments) => Router = router;

    public CallRouter Router { get; }

    public override OutgoingCall Caller => this;

    /// <summary>In milliseconds of the router's clock.</summary>
    public long Deadline { get; set; }

    /// <summary>The silo that it was sent to last; when that dies, the call fails.</summary>
    public SiloAddress? SentTo { get; set; }

    public OutgoingCall? Previous { get; set; }

    public OutgoingCall? Next { get; set; }

    public abstract bool IsCompleted { get; }

    /// <summary>
    /// The caller's token has been cancelled; a callee that is running learns it through its own token.
    /// </summary>
    public CancellationTokenSource? CalleeCancellation { get; private set; }

    /// <summary>Gives the callee a token of its own, in place of the caller's.</summary>
    public void LinkCancellation()
    {
        var token = Arguments.Cancellation;
        if (!token.CanBeCanceled)
        {
            return;
        }

        CalleeCancellation = new CancellationTokenSource();
        Arguments = Arguments.WithCancellation(CalleeCancellation.Token);
        _cancellation = token.UnsafeRegister(
            static (state, token) => ((OutgoingCall)state!).Cancel(token), this);
    }

    /// <summary>Ends waiting because time is up. The callee goes on.</summary>
    public void TimeOut(TimeSpan waited) => Fail(new TimeoutException(
        $"Response did not arrive on time in {waited} for the call {Method} of {Target}."));

    protected abstract void Cancel(CancellationToken token);

    protected void Leave()
    {
        _cancellation.Dispose();
        Router.Pending.Remove(this);
    }
}
