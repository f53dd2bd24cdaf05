using System.Threading.Tasks.Sources;
using OrleansBroker.Grains.Timing;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Buffers;
using OrleansBroker.Storage;

namespace OrleansBroker.Grains.Partitions;

/// <summary>
/// One batch on its way: queued, written, perhaps waiting for its acks, answered. It is the append's only
/// allocation: the result, the queue's link and the wheel's links are all in it.
/// </summary>
/// <remarks>
/// Holds one count on the frame's buffer until the batch is written or refused, whatever becomes of the caller.
/// Answered exactly once, by whichever comes first of ack, failure and timeout; continuations run on the thread pool.
/// </remarks>
internal sealed class PendingAppend : DelayedOperation, IValueTaskSource<AppendResult>
{
    private SharedBuffer? _frame;
    private ManualResetValueTaskSourceCore<AppendResult> _source;
    private int _isAnswered;

    public PendingAppend(SharedBuffer frame, ReadOnlyMemory<byte> batch, short acks, TimeSpan timeout)
    {
        _frame = frame.Retain();
        _source.RunContinuationsAsynchronously = true;
        Batch = batch;
        WaitsForReplicas = acks == AllReplicas;
        Timeout = timeout;
    }

    /// <summary>The value of acks that asks for all in-sync replicas.</summary>
    public const short AllReplicas = -1;

    /// <summary>The batch, valid until <see cref="ReleaseFrame"/>.</summary>
    public ReadOnlyMemory<byte> Batch { get; private set; }

    public bool WaitsForReplicas { get; }

    public TimeSpan Timeout { get; }

    public int SizeInBytes => Batch.Length;

    public bool IsAnswered => Volatile.Read(ref _isAnswered) != 0;

    /// <summary>The next one in the append queue, or null.</summary>
    public PendingAppend? NextInQueue { get; set; }

    /// <summary>What the log said; set when the batch is written.</summary>
    public AppendResult Written { get; set; }

    public ValueTask<AppendResult> AsTask() => new(this, _source.Version);

    public void ReleaseFrame()
    {
        Batch = default;
        Interlocked.Exchange(ref _frame, null)?.Release();
    }

    public void Answer(in AppendResult result)
    {
        if (Interlocked.Exchange(ref _isAnswered, 1) == 0)
        {
            _source.SetResult(result);
        }
    }

    AppendResult IValueTaskSource<AppendResult>.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<AppendResult>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<AppendResult>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    // The batch is in the leader's log and may yet reach the others: the client learns only that it was not in time.
    protected internal override void OnExpired() =>
        Answer(new AppendResult(ErrorCode.RequestTimedOut, -1, -1, -1, Written.LogStartOffset, false));
}
