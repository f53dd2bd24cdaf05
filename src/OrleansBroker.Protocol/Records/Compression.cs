using System.Runtime.InteropServices;
using OrleansBroker.Protocol.Records.Codecs;

namespace OrleansBroker.Protocol.Records;

/// <summary>The codecs by their number.</summary>
public static class Compression
{
    private static readonly ICompressionCodec[] Codecs =
    [
        new NoCompressionCodec(),
        new GzipCodec(),
        new SnappyCodec(),
        IfPresent(Lz4Native.Library, "liblz4-1", CompressionType.Lz4, () => new Lz4Codec()),
        IfPresent(ZstdNative.Library, "libzstd1", CompressionType.Zstd, () => new ZstdCodec()),
    ];

    /// <summary>Whether a codec of this number exists at all.</summary>
    public static bool IsKnown(CompressionType type) => (uint)type < (uint)Codecs.Length;

    /// <summary>
    /// The codec; one that only throws <see cref="CompressionUnavailableException"/> where its library lacks.
    /// </summary>
    /// <exception cref="RecordBatchException">No codec has this number.</exception>
    public static ICompressionCodec For(CompressionType type) =>
        IsKnown(type)
            ? Codecs[(int)type]
            : throw new RecordBatchException($"There is no compression type {(int)type}.");

    /// <summary>
    /// Asked once and by loading: a broker on a machine without the library must serve every other codec, and say for
    /// this one what to install.
    /// </summary>
    private static ICompressionCodec IfPresent(
        string library, string package, CompressionType type, Func<ICompressionCodec> create) =>
        NativeLibrary.TryLoad(library, typeof(Compression).Assembly, null, out _)
            ? create()
            : new UnavailableCodec(type, library, package);
}
