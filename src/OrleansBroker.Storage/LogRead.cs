using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Buffers;

namespace OrleansBroker.Storage;

/// <summary>
/// Whole batches read from a log, under a lease: the bytes are valid until <see cref="Dispose"/>, which must be
/// called once.
/// </summary>
public readonly struct LogRead : IDisposable
{
    private readonly SharedBuffer? _lease;

    internal LogRead(ErrorCode error, long nextOffset)
    {
        Error = error;
        NextOffset = nextOffset;
    }

    internal LogRead(SharedBuffer lease, ReadOnlyMemory<byte> bytes, long nextOffset)
    {
        _lease = lease;
        Bytes = bytes;
        NextOffset = nextOffset;
    }

    /// <summary>
    /// None; OFFSET_OUT_OF_RANGE; CORRUPT_MESSAGE where the offset lies in damaged bytes; KAFKA_STORAGE_ERROR when the
    /// disk refused or the log is closed.
    /// </summary>
    public ErrorCode Error { get; }

    /// <summary>
    /// The batches, none when there is nothing to read below the bound. The first one may begin before the offset
    /// asked for. Fewer bytes than asked for do not mean the end: read on at <see cref="NextOffset"/>.
    /// </summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Offset after the last batch, or the offset asked for when there is none.</summary>
    public long NextOffset { get; }

    /// <summary>Ends the lease.</summary>
    public void Dispose() => _lease?.Release();
}
