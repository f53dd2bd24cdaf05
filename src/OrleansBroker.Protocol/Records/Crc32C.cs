namespace OrleansBroker.Protocol.Records;

/// <summary>
/// CRC-32C (Castagnoli), the checksum of record batches and of our own files: by the processor's instruction where
/// there is one (SSE 4.2, Arm), else by table.
/// </summary>
public static class Crc32C
{
    /// <summary>The CRC of <paramref name="data"/>; 0 for no bytes.</summary>
    public static uint Compute(ReadOnlySpan<byte> data) => Append(0, data);

    /// <summary>
    /// The CRC of the bytes that <paramref name="crc"/> stands for, followed by <paramref name="data"/>.
    /// </summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> data) =>
        Crc32CHardware.IsSupported ? Crc32CHardware.Append(crc, data) : Crc32CSoftware.Append(crc, data);
}
