using System.Buffers.Binary;
using OrleansBroker.Benchmarks.Kit;
using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage;
using OrleansBroker.Storage.Compaction;
using OrleansBroker.Storage.Files;
using OrleansBroker.Storage.Segments;

namespace OrleansBroker.Benchmarks.Operations;

/// <summary>Drops every second record of a batch, whose key came again later, and writes the rest.</summary>
internal sealed class CompactBatchOperation : IOperation
{
    private const int Keys = 1000;
    private const int ValueBytes = 100;
    private const long TargetBytesMax = 64 << 20;
    private const long LaterOffset = 1L << 30;

    private readonly ScratchFolder _scratch = new();
    private readonly byte[] _batch = Batches.Keyed(0, Keys, new byte[ValueBytes]);
    private readonly KeyMap _map;
    private readonly BatchCleaner _cleaner;
    private readonly LogSegment _first;
    private CleanedSegment _target;
    private long _offset;

    public CompactBatchOperation()
    {
        _map = new KeyMap(Keys, long.MaxValue, 0, new KeyHash(1, 2));
        var key = new byte[sizeof(long)];
        for (var odd = 1; odd < Keys; odd += 2)
        {
            BinaryPrimitives.WriteInt64BigEndian(key, odd);
            _map.TryPut(_map.Hash.Of(key), LaterOffset);
        }

        _cleaner = new BatchCleaner(
            new CleaningRound(_map, LaterOffset + 1, 0, 0), new TransactionWalk([]), new LastBatches([]));
        _first = new LogSegment(new LocalFileSystem(), _scratch.Path, 0, default, 0);
        _target = NewTarget();
    }

    public void Run()
    {
        if (_target.SizeInBytes > TargetBytesMax)
        {
            _target.Dispose();
            _target = NewTarget();
            _offset = 0;
        }

        RecordBatchHeader.SetBaseOffset(_batch, _offset);
        _cleaner.Clean(_batch, BatchInfo.Of(new RecordBatchView(_batch)), keepsOffset: false, _target);
        _offset += Keys;
    }

    public ValueTask DisposeAsync()
    {
        _target.Dispose();
        _map.Dispose();
        return _scratch.DisposeAsync();
    }

    private CleanedSegment NewTarget() =>
        new(new LocalFileSystem(), _first, LogConfig.Default.IndexIntervalBytes, new CleanerOptions().IoBufferBytes);
}
