using System.Buffers;
using System.IO.Compression;
using OrleansBroker.Protocol.Buffers;

namespace OrleansBroker.Protocol.Records.Codecs;

/// <summary>Gzip by the base library's zlib.</summary>
internal sealed class GzipCodec : ICompressionCodec
{
    /// <summary>zlib's word for its own default.</summary>
    private const int DefaultLevel = -1;

    public CompressionType Type => CompressionType.Gzip;

    public unsafe SharedBuffer Decompress(ReadOnlySpan<byte> data, int maxLength, SharedBufferPool pool)
    {
        // zlib writes nothing for nothing, and no stream can be laid over it.
        if (data.IsEmpty)
        {
            return pool.Rent(0);
        }

        using var output = Decompression.CreateOutput(pool, data.Length, maxLength);
        fixed (byte* start = data)
        {
            using var source = new UnmanagedMemoryStream(start, data.Length);
            using var gzip = new GZipStream(source, CompressionMode.Decompress);
            try
            {
                while (gzip.Read(output.GetSpan()) is var read and > 0)
                {
                    output.Advance(read);
                }
            }
            catch (InvalidDataException error)
            {
                throw Decompression.Corrupt(Type, error.Message, error);
            }
            catch (BufferLimitException)
            {
                throw Decompression.TooLong(maxLength);
            }
        }

        return output.Detach();
    }

    public void Compress(ReadOnlySpan<byte> data, IBufferWriter<byte> output, int? level = null)
    {
        var options = new ZLibCompressionOptions { CompressionLevel = level ?? DefaultLevel };
        using var gzip = new GZipStream(new BufferWriterStream(output), options);
        gzip.Write(data);
    }

    /// <summary>The write-only stream that the base library asks for. Owns nothing.</summary>
    private sealed class BufferWriterStream(IBufferWriter<byte> output) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(ReadOnlySpan<byte> buffer) => output.Write(buffer);

        public override void Write(byte[] buffer, int offset, int count) => output.Write(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
