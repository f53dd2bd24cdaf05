using System.Text.Json;
using OrleansBroker.Protocol.Records;

namespace OrleansBroker.Protocol.Tests.Records;

/// <summary>Bytes that Kafka 4.3.1 wrote, and what it reads in them.</summary>
public sealed record RecordBatchVector(string What, string Hex, RecordBatchVector.Batch[] Batches)
{
    private static readonly Lazy<RecordBatchVector[]> Vectors = new(Load);

    public static IReadOnlyList<RecordBatchVector> All => Vectors.Value;

    public byte[] Bytes => Convert.FromHexString(Hex);

    public static TheoryData<int, string> Named(Func<RecordBatchVector, bool> condition)
    {
        var data = new TheoryData<int, string>();
        for (var index = 0; index < All.Count; index++)
        {
            if (condition(All[index]))
            {
                data.Add(index, All[index].What);
            }
        }

        return data;
    }

    private static RecordBatchVector[] Load()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Vectors", "record-batches.json");
        using var file = File.OpenRead(path);
        return JsonSerializer.Deserialize<RecordBatchVector[]>(file, JsonSerializerOptions.Web)!;
    }

    public sealed record Header(string Key, string? Value);

    public sealed record ExpectedRecord(long Offset, long Timestamp, string? Key, string? Value, Header[] Headers);

    public sealed record Batch(
        int Magic,
        long BaseOffset,
        long LastOffset,
        string Compression,
        string TimestampType,
        long MaxTimestamp,
        int PartitionLeaderEpoch,
        long ProducerId,
        short ProducerEpoch,
        int BaseSequence,
        int LastSequence,
        bool IsTransactional,
        bool IsControlBatch,
        int SizeInBytes,
        uint Crc,
        long DeleteHorizonMs,
        ExpectedRecord[] Records)
    {
        public CompressionType Codec => Enum.Parse<CompressionType>(Compression, ignoreCase: true);
    }
}
