using OrleansBroker.Protocol.Buffers;

namespace OrleansBroker.Protocol.Records.Codecs;

/// <summary>What the codecs share: the first guess of a length, and the words for what went wrong.</summary>
internal static class Decompression
{
    /// <summary>Records often compress to a quarter; a wrong guess costs a copy or some idle room.</summary>
    private const int GuessedRatio = 4;

    /// <summary>A writer for what <paramref name="compressedLength"/> bytes may become.</summary>
    public static PooledBufferWriter CreateOutput(SharedBufferPool pool, int compressedLength, int maxLength) =>
        new(pool, (int)Math.Min((long)compressedLength * GuessedRatio, maxLength), maxLength);

    public static RecordBatchException TooLong(int maxLength) =>
        new($"The records decompress to more than {maxLength} bytes.");

    public static RecordBatchException Corrupt(CompressionType type, string? detail = null, Exception? inner = null) =>
        new($"The {type} data of the batch is corrupt{(detail is null ? "." : $": {detail}.")}", inner);
}
