using System.Buffers.Binary;
using OrleansBroker.Protocol.Buffers;
using OrleansBroker.Protocol.Records;

namespace OrleansBroker.Benchmarks.Kit;

/// <summary>The batches that are measured with: contents do not compress and are the same in every run.</summary>
internal static class Batches
{
    public const int Size = 16 << 10;

    private const int HeaderOfRecord = 9;
    private const int Seed = 1;

    /// <summary>A batch of <see cref="Size"/> bytes, give or take a few, of records of about this size.</summary>
    public static byte[] Of(int recordBytes)
    {
        var value = new byte[recordBytes - HeaderOfRecord];
        new Random(Seed).NextBytes(value);
        using var builder = new RecordBatchBuilder();
        while (builder.UncompressedSize + recordBytes <= Size)
        {
            builder.Append(Timestamp, key: null, value);
        }

        return Take(builder);
    }

    /// <summary>A batch of records of consecutive keys of eight bytes.</summary>
    public static byte[] Keyed(int firstKey, int count, byte[] value)
    {
        using var builder = KeyedBuilder(firstKey, count, value);
        return Take(builder);
    }

    /// <summary>The same, in a pooled buffer that the caller releases.</summary>
    public static SharedBuffer KeyedPooled(int firstKey, int count, byte[] value)
    {
        using var builder = KeyedBuilder(firstKey, count, value);
        return builder.Build();
    }

    /// <summary>Of the records: the clock's, so that no segment is rolled by its age.</summary>
    public static long Timestamp { get; } = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    private static RecordBatchBuilder KeyedBuilder(int firstKey, int count, byte[] value)
    {
        var builder = new RecordBatchBuilder();
        var key = new byte[sizeof(long)];
        for (var index = 0; index < count; index++)
        {
            BinaryPrimitives.WriteInt64BigEndian(key, firstKey + index);
            builder.Append(Timestamp, key, value);
        }

        return builder;
    }

    private static byte[] Take(RecordBatchBuilder builder)
    {
        SharedBuffer batch = builder.Build();
        var bytes = batch.Memory.ToArray();
        batch.Release();
        return bytes;
    }
}
