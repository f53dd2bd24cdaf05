using System.Buffers.Binary;

namespace OrleansBroker.Protocol;

/// <summary>The murmur2 hash as Kafka's default partitioner seeds it: equal keys meet in one partition.</summary>
public static class Murmur2
{
    private const uint Seed = 0x9747b28c;
    private const uint Multiplier = 0x5bd1e995;
    private const int Rotation = 24;

    public static int Hash(ReadOnlySpan<byte> data)
    {
        var hash = Seed ^ (uint)data.Length;
        for (; data.Length >= sizeof(uint); data = data[sizeof(uint)..])
        {
            var word = BinaryPrimitives.ReadUInt32LittleEndian(data) * Multiplier;
            word = (word ^ (word >> Rotation)) * Multiplier;
            hash = (hash * Multiplier) ^ word;
        }

        if (!data.IsEmpty)
            hash = (hash ^ Tail(data)) * Multiplier;
        hash = (hash ^ (hash >> 13)) * Multiplier;
        return (int)(hash ^ (hash >> 15));
    }

    /// <summary>The partition that Kafka's default partitioner picks for a key.</summary>
    public static int PartitionFor(ReadOnlySpan<byte> key, int partitionCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(partitionCount);
        return (Hash(key) & int.MaxValue) % partitionCount;
    }

    private static uint Tail(ReadOnlySpan<byte> rest)
    {
        uint word = 0;
        for (var i = rest.Length - 1; i >= 0; i--)
            word = (word << 8) | rest[i];
        return word;
    }
}
