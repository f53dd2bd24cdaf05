using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace OrleansBroker.Protocol.Wire;

/// <summary>
/// Writes the protocol's primitives into pooled chunks and offers the result as segments for one gathered send.
/// Records of <see cref="LinkThresholdBytes"/> or more are linked, not copied: they must stay unchanged, and their
/// buffer held, until the segments have been sent. <see cref="Reset"/> makes the writer ready for the next message,
/// <see cref="Dispose"/> gives its memory back. Single-threaded.
/// </summary>
/// <remarks>`flexible` chooses compact lengths, as in <see cref="WireReader"/>.</remarks>
public sealed class WireWriter : IDisposable
{
    /// <summary>From here on an own segment costs less than a copy.</summary>
    public const int LinkThresholdBytes = 1024;

    // Holds any usual response without records in one piece; a connection's writer keeps one chunk between messages.
    private const int ChunkBytes = 2048;
    private const int MaxVarintBytes = 5;
    private const int UuidBytes = 16;

    private readonly List<byte[]> _chunks = [];
    private readonly List<ReadOnlyMemory<byte>> _segments = [];
    private byte[] _chunk = [];
    private int _segmentStart;
    private int _position;
    private long _closedBytes;
    private WireWriter? _taggedField;

    private byte[] _frameChunk = [];
    private int _framePosition;
    private long _frameStart;

    /// <summary>Bytes written since the last reset.</summary>
    public long Length => _closedBytes + (_position - _segmentStart);

    /// <summary>All bytes written, in order; valid until the next write, reset or dispose.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Segments
    {
        get
        {
            CloseSegment();
            return _segments;
        }
    }

    /// <summary>Reserves the 4 bytes that carry the length of a frame. Frames may follow one another.</summary>
    public void BeginFrame()
    {
        Reserve(sizeof(int));
        _frameChunk = _chunk;
        _framePosition = _position;
        _position += sizeof(int);
        _frameStart = Length;
    }

    /// <summary>Fills in the length of the frame begun last.</summary>
    public void EndFrame()
    {
        var length = checked((int)(Length - _frameStart));
        BinaryPrimitives.WriteInt32BigEndian(_frameChunk.AsSpan(_framePosition), length);
    }

    /// <summary>Forgets what was written; links are dropped and all chunks but one returned.</summary>
    public void Reset()
    {
        _segments.Clear();
        _frameChunk = [];
        _closedBytes = _segmentStart = _position = 0;
        for (var i = _chunks.Count - 1; i > 0; i--)
            ArrayPool<byte>.Shared.Return(_chunks[i]);
        if (_chunks.Count > 1)
            _chunks.RemoveRange(1, _chunks.Count - 1);
        _chunk = _chunks.Count > 0 ? _chunks[0] : [];
    }

    public void Dispose()
    {
        Reset();
        _taggedField?.Dispose();
        _taggedField = null;
        if (_chunks.Count > 0)
            ArrayPool<byte>.Shared.Return(_chunks[0]);
        _chunks.Clear();
        _chunk = [];
    }

    /// <summary>A copy of everything written.</summary>
    public byte[] ToArray()
    {
        var all = new byte[Length];
        var position = 0;
        foreach (var segment in Segments)
        {
            segment.Span.CopyTo(all.AsSpan(position));
            position += segment.Length;
        }

        return all;
    }

    public void WriteInt8(sbyte value)
    {
        Reserve(sizeof(sbyte))[0] = (byte)value;
        _position += sizeof(sbyte);
    }

    public void WriteBoolean(bool value) => WriteInt8(value ? (sbyte)1 : (sbyte)0);

    public void WriteInt16(short value)
    {
        BinaryPrimitives.WriteInt16BigEndian(Reserve(sizeof(short)), value);
        _position += sizeof(short);
    }

    public void WriteUInt16(ushort value) => WriteInt16((short)value);

    public void WriteInt32(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(Reserve(sizeof(int)), value);
        _position += sizeof(int);
    }

    public void WriteInt64(long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(Reserve(sizeof(long)), value);
        _position += sizeof(long);
    }

    public void WriteDouble(double value) => WriteInt64(BitConverter.DoubleToInt64Bits(value));

    public void WriteUuid(Guid value)
    {
        value.TryWriteBytes(Reserve(UuidBytes), bigEndian: true, out _);
        _position += UuidBytes;
    }

    public void WriteUnsignedVarint(int value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        var target = Reserve(MaxVarintBytes);
        var count = 0;
        for (; value >= 0x80; value >>= 7)
            target[count++] = (byte)(value | 0x80);
        target[count++] = (byte)value;
        _position += count;
    }

    /// <summary>At most 32,767 bytes of UTF-8, whatever the version.</summary>
    public void WriteString(string value, bool flexible)
    {
        ArgumentNullException.ThrowIfNull(value);
        var length = Encoding.UTF8.GetByteCount(value);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, short.MaxValue, nameof(value));
        if (flexible)
            WriteUnsignedVarint(length + 1);
        else
            WriteInt16((short)length);
        Encoding.UTF8.GetBytes(value, Reserve(length));
        _position += length;
    }

    public void WriteNullableString(string? value, bool flexible)
    {
        if (value is not null)
            WriteString(value, flexible);
        else if (flexible)
            WriteUnsignedVarint(0);
        else
            WriteInt16(-1);
    }

    public void WriteBytes(byte[] value, bool flexible)
    {
        ArgumentNullException.ThrowIfNull(value);
        WriteLength(value.Length, flexible);
        WriteRaw(value);
    }

    public void WriteNullableBytes(byte[]? value, bool flexible)
    {
        if (value is null)
            WriteLength(-1, flexible);
        else
            WriteBytes(value, flexible);
    }

    /// <summary>Links records that are large enough, and copies others.</summary>
    public void WriteRecords(ReadOnlyMemory<byte> value, bool flexible)
    {
        WriteLength(value.Length, flexible);
        if (value.Length >= LinkThresholdBytes)
            Link(value);
        else
            WriteRaw(value.Span);
    }

    public void WriteNullableRecords(ReadOnlyMemory<byte>? value, bool flexible)
    {
        if (value is { } records)
            WriteRecords(records, flexible);
        else
            WriteLength(-1, flexible);
    }

    /// <summary>The length of an array or of bytes; -1 stands for null.</summary>
    public void WriteLength(int length, bool flexible)
    {
        if (flexible)
            WriteUnsignedVarint(length + 1);
        else
            WriteInt32(length);
    }

    /// <summary>Copies bytes as they are.</summary>
    public void WriteRaw(ReadOnlySpan<byte> value)
    {
        while (!value.IsEmpty)
        {
            Reserve(1);
            var count = Math.Min(value.Length, _chunk.Length - _position);
            value[..count].CopyTo(_chunk.AsSpan(_position));
            _position += count;
            value = value[count..];
        }
    }

    /// <summary>Where to write the content of a tagged field, whose size has to precede it.</summary>
    public WireWriter BeginTaggedField()
    {
        _taggedField ??= new WireWriter();
        _taggedField.Reset();
        return _taggedField;
    }

    /// <summary>Appends the tagged field whose content was just written.</summary>
    public void EndTaggedField(int tag)
    {
        var content = _taggedField ?? throw new InvalidOperationException("No tagged field was begun.");
        WriteUnsignedVarint(tag);
        WriteUnsignedVarint(checked((int)content.Length));
        foreach (var segment in content.Segments)
            WriteRaw(segment.Span);
        content.Reset();
    }

    /// <summary>The tagged fields of a structure that knows none itself.</summary>
    public void WriteUnknownTaggedFields(List<UnknownTaggedField>? fields)
    {
        WriteUnsignedVarint(fields?.Count ?? 0);
        WriteUnknownTaggedFields(fields, 0, int.MaxValue);
    }

    /// <summary>
    /// Unknown fields from an index on up to a tag that follows them: tags ascend. Returns the index to go on from.
    /// </summary>
    public int WriteUnknownTaggedFields(List<UnknownTaggedField>? fields, int index, int belowTag)
    {
        for (; fields is not null && index < fields.Count; index++)
        {
            var field = fields[index];
            if (field.Tag >= belowTag && belowTag != int.MaxValue)
                break;
            WriteUnsignedVarint(field.Tag);
            WriteUnsignedVarint(field.Data.Length);
            WriteRaw(field.Data);
        }

        return index;
    }

    private void Link(ReadOnlyMemory<byte> value)
    {
        CloseSegment();
        _segments.Add(value);
        _closedBytes += value.Length;
    }

    private Span<byte> Reserve(int length)
    {
        if (_chunk.Length - _position < length)
            NextChunk(length);
        return _chunk.AsSpan(_position);
    }

    private void NextChunk(int length)
    {
        CloseSegment();
        _chunk = ArrayPool<byte>.Shared.Rent(Math.Max(length, ChunkBytes));
        _chunks.Add(_chunk);
        _segmentStart = _position = 0;
    }

    private void CloseSegment()
    {
        if (_position == _segmentStart)
            return;
        _segments.Add(_chunk.AsMemory(_segmentStart, _position - _segmentStart));
        _closedBytes += _position - _segmentStart;
        _segmentStart = _position;
    }
}
