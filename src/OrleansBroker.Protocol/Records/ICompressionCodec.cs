using System.Buffers;
using OrleansBroker.Protocol.Buffers;

namespace OrleansBroker.Protocol.Records;

/// <summary>One way to compress the records of a batch. Implementations are thread-safe.</summary>
public interface ICompressionCodec
{
    /// <summary>The codec's number in a batch's attributes.</summary>
    CompressionType Type { get; }

    /// <summary>Decompresses all of <paramref name="data"/> into one pooled buffer.</summary>
    /// <param name="data">What stands behind the header of a batch.</param>
    /// <param name="maxLength">Most bytes that may come out: a few bytes can ask for gigabytes.</param>
    /// <param name="pool">Where the result is rented.</param>
    /// <returns>The bytes, whose only holder is the caller.</returns>
    /// <exception cref="RecordBatchException">Corrupt or truncated, or more than the limit comes out.</exception>
    /// <exception cref="CompressionUnavailableException">The machine lacks the codec's library.</exception>
    SharedBuffer Decompress(ReadOnlySpan<byte> data, int maxLength, SharedBufferPool pool);

    /// <summary>Compresses all of <paramref name="data"/>.</summary>
    /// <param name="data">The records.</param>
    /// <param name="output">Gets the compressed bytes.</param>
    /// <param name="level">Effort on the codec's own scale; null is its default. Codecs without levels pass over
    /// it.</param>
    /// <exception cref="CompressionUnavailableException">The machine lacks the codec's library.</exception>
    void Compress(ReadOnlySpan<byte> data, IBufferWriter<byte> output, int? level = null);
}
