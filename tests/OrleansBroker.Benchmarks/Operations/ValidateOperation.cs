using OrleansBroker.Benchmarks.Kit;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Records;

namespace OrleansBroker.Benchmarks.Operations;

/// <summary>Decides whether a produced batch may be appended.</summary>
internal sealed class ValidateOperation(int recordBytes) : IOperation
{
    private readonly byte[] _batch = Batches.Of(recordBytes);
    private readonly BatchLimits _limits = new() { MaxBatchBytes = 1 << 20, NowMs = Batches.Timestamp };

    public void Run()
    {
        if (RecordBatchValidator.Validate(_batch, _limits, out _, out var message) != ErrorCode.None)
        {
            throw new IOException(message);
        }
    }

    public ValueTask DisposeAsync() => default;
}
