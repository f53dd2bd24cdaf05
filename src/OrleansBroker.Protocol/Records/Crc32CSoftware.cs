using System.Buffers.Binary;

namespace OrleansBroker.Protocol.Records;

/// <summary>CRC-32C by eight tables, one per byte of a 64-bit word: what runs where no instruction exists.</summary>
internal static class Crc32CSoftware
{
    /// <summary>The Castagnoli polynomial, bits reversed.</summary>
    internal const uint Polynomial = 0x82F63B78;

    private const int Slices = 8;
    private const int SliceLength = 256;

    private static readonly uint[] Tables = BuildTables();

    public static uint Append(uint crc, ReadOnlySpan<byte> data)
    {
        var tables = Tables;
        crc = ~crc;
        while (data.Length >= sizeof(ulong))
        {
            var word = BinaryPrimitives.ReadUInt64LittleEndian(data) ^ crc;
            crc = 0;
            for (var slice = Slices - 1; slice >= 0; slice--)
            {
                crc ^= tables[(slice * SliceLength) + (byte)word];
                word >>= 8;
            }

            data = data[sizeof(ulong)..];
        }

        foreach (var value in data)
        {
            crc = (crc >> 8) ^ tables[(byte)(crc ^ value)];
        }

        return ~crc;
    }

    /// <summary>Slice n answers what a byte becomes when n zero bytes follow it.</summary>
    private static uint[] BuildTables()
    {
        var tables = new uint[Slices * SliceLength];
        for (var value = 0u; value < SliceLength; value++)
        {
            var crc = value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * Polynomial);
            }

            tables[value] = crc;
        }

        for (var index = SliceLength; index < tables.Length; index++)
        {
            var shorter = tables[index - SliceLength];
            tables[index] = (shorter >> 8) ^ tables[(byte)shorter];
        }

        return tables;
    }
}
