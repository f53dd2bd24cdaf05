using OrleansBroker.Protocol.Records;
using OrleansBroker.TestKit;

namespace OrleansBroker.LoadTest.Load;

/// <summary>
/// The batches of a run: as many records of one size as fit the batch size, as Kafka's own producer fills it.
/// </summary>
/// <param name="RecordSize">Bytes of each record's value; there is no key.</param>
/// <param name="BatchBytes">Size of a batch before compression; at least one record goes in.</param>
/// <param name="Compression">The codec.</param>
internal sealed record BatchShape(int RecordSize, int BatchBytes, CompressionType Compression)
{
    // Length, attributes, timestamp and offset delta, key and value length, header count: 5 to 12 bytes as varints.
    private const int RecordOverheadBytes = 10;

    // Batches are built once and sent for as long as the run lasts, so any time near its start will do.
    private static readonly long TimestampMs = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    private static readonly byte[] Letters = [.. "ABCDEFGHIJKLMNOPQRSTUVWXYZ"u8];

    public int RecordCount { get; } =
        Math.Max(1, (BatchBytes - RecordBatchView.HeaderSize) / (RecordSize + RecordOverheadBytes));

    public long RecordBytes => (long)RecordCount * RecordSize;

    /// <summary>A new batch of random capital letters, which is what Kafka's perf test sends too.</summary>
    public byte[] Build(Random random)
    {
        var values = Enumerable.Range(0, RecordCount).Select(_ => random.GetItems(Letters, RecordSize));
        return TestBatch.OfValues(values, TimestampMs, new RecordBatchOptions { Compression = Compression });
    }
}
