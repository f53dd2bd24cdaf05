using System.Buffers;
using OrleansBroker.Protocol.Buffers;

namespace OrleansBroker.Protocol.Records.Codecs;

/// <summary>Stands in for a codec whose native library is missing, and says which package brings it.</summary>
internal sealed class UnavailableCodec(CompressionType type, string library, string package) : ICompressionCodec
{
    public CompressionType Type => type;

    public SharedBuffer Decompress(ReadOnlySpan<byte> data, int maxLength, SharedBufferPool pool) => throw Missing();

    public void Compress(ReadOnlySpan<byte> data, IBufferWriter<byte> output, int? level = null) =>
        throw Missing();

    private CompressionUnavailableException Missing() =>
        new($"{type} compression needs {library}, which is missing here: install the Debian package {package}.");
}
