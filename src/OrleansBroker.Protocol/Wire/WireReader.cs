using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace OrleansBroker.Protocol.Wire;

/// <summary>
/// Reads the protocol's primitives from one frame. Every length is checked against what is left before anything is
/// allocated, and nothing but <see cref="WireFormatException"/> is thrown. Records are slices of the frame: they live
/// as long as its buffer; everything else is copied. Single-threaded.
/// </summary>
/// <remarks>
/// `flexible` chooses the compact lengths of flexible versions (KIP-482): a varint of length + 1, where 0 means null.
/// Text that is not UTF-8 reads as replacement characters, as in Kafka.
/// </remarks>
/// <param name="frame">The bytes to read.</param>
/// <param name="maxElements">Most elements of all arrays together, and tagged fields: an element may be a single byte
/// of the frame and a hundred in memory.</param>
public ref struct WireReader(ReadOnlyMemory<byte> frame, int maxElements = int.MaxValue)
{
    private const int Null = -1;
    private const int MaxVarintBytes = 5;
    private const int MinTaggedFieldBytes = 2;

    private readonly ReadOnlyMemory<byte> _frame = frame;
    private readonly ReadOnlySpan<byte> _bytes = frame.Span;
    private int _position;
    private int _elementsLeft = maxElements;

    /// <summary>Bytes read so far.</summary>
    public readonly int Position => _position;

    /// <summary>Bytes not read yet.</summary>
    public readonly int Remaining => _bytes.Length - _position;

    public sbyte ReadInt8() => (sbyte)Take(sizeof(sbyte))[0];

    public bool ReadBoolean() => Take(sizeof(byte))[0] != 0;

    public short ReadInt16() => BinaryPrimitives.ReadInt16BigEndian(Take(sizeof(short)));

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16BigEndian(Take(sizeof(ushort)));

    public int ReadInt32() => BinaryPrimitives.ReadInt32BigEndian(Take(sizeof(int)));

    public long ReadInt64() => BinaryPrimitives.ReadInt64BigEndian(Take(sizeof(long)));

    public double ReadDouble() => BinaryPrimitives.ReadDoubleBigEndian(Take(sizeof(double)));

    public Guid ReadUuid() => new(Take(16), bigEndian: true);

    /// <summary>An unsigned varint that fits an <see cref="int"/>.</summary>
    public int ReadUnsignedVarint()
    {
        ulong value = 0;
        for (var i = 0; i < MaxVarintBytes; i++)
        {
            var next = Take(sizeof(byte))[0];
            value |= (ulong)(next & 0x7F) << (7 * i);
            if (next < 0x80)
                return value <= int.MaxValue ? (int)value : throw Fault($"a varint of {value} is out of range");
        }

        throw Fault("a varint has more than 5 bytes");
    }

    public string ReadString(bool flexible) => Text(NotNull(ReadShortLength(flexible)));

    /// <summary>A string's bytes, a slice of the frame: for whoever looks a name up before making a string.</summary>
    public ReadOnlySpan<byte> ReadUtf8(bool flexible) => Take(NotNull(ReadShortLength(flexible)));

    public string? ReadNullableString(bool flexible)
    {
        var length = ReadShortLength(flexible);
        return length == Null ? null : Text(length);
    }

    /// <summary>A copy of the bytes.</summary>
    public byte[] ReadBytes(bool flexible) => Take(NotNull(ReadLength(flexible))).ToArray();

    /// <summary>A copy of the bytes.</summary>
    public byte[]? ReadNullableBytes(bool flexible)
    {
        var length = ReadLength(flexible);
        return length == Null ? null : Take(length).ToArray();
    }

    /// <summary>A slice of the frame.</summary>
    public ReadOnlyMemory<byte> ReadRecords(bool flexible) => Slice(NotNull(ReadLength(flexible)));

    /// <summary>A slice of the frame.</summary>
    public ReadOnlyMemory<byte>? ReadNullableRecords(bool flexible)
    {
        var length = ReadLength(flexible);

        // Not `null`, which the compiler would turn into an empty memory by way of a null array.
        return length == Null ? default(ReadOnlyMemory<byte>?) : Slice(length);
    }

    /// <summary>The element count of an array of which each element takes at least the given bytes.</summary>
    public int ReadArrayLength(bool flexible, int minElementBytes) =>
        NotNull(ReadNullableArrayLength(flexible, minElementBytes));

    /// <summary>The same, or -1 for null.</summary>
    public int ReadNullableArrayLength(bool flexible, int minElementBytes)
    {
        var count = flexible ? ReadUnsignedVarint() - 1 : ReadInt32();
        if (count < Null || count > Remaining / minElementBytes)
            throw Fault($"an array of {count} elements does not fit the {Remaining} bytes left");
        CountElements(Math.Max(count, 0));
        return count;
    }

    /// <summary>The size in bytes of the tagged field that follows.</summary>
    public int ReadTaggedFieldSize()
    {
        var size = ReadUnsignedVarint();
        return size <= Remaining ? size : throw Fault($"a tagged field of {size} bytes exceeds the frame");
    }

    /// <summary>Checks that a tagged field was as long as it claimed to be.</summary>
    public readonly void EndTaggedField(int expectedPosition)
    {
        if (_position != expectedPosition)
            throw Fault($"a tagged field should have ended at {expectedPosition}");
    }

    /// <summary>Adds a field of unknown tag to what is kept for writing it again.</summary>
    public void KeepUnknownTaggedField(int tag, int size, ref List<UnknownTaggedField>? kept)
    {
        kept ??= [];
        kept.Add(new UnknownTaggedField(tag, Take(size).ToArray()));
    }

    /// <summary>The tagged fields of a structure that knows none itself.</summary>
    public List<UnknownTaggedField>? ReadUnknownTaggedFields()
    {
        List<UnknownTaggedField>? kept = null;
        for (var left = ReadTaggedFieldCount(); left > 0; left--)
            KeepUnknownTaggedField(ReadUnsignedVarint(), ReadTaggedFieldSize(), ref kept);
        return kept;
    }

    public int ReadTaggedFieldCount()
    {
        var count = ReadUnsignedVarint();
        if (count > Remaining / MinTaggedFieldBytes)
            throw Fault($"{count} tagged fields do not fit");
        CountElements(count);
        return count;
    }

    private void CountElements(int count)
    {
        _elementsLeft = count <= _elementsLeft ? _elementsLeft - count : throw Fault("it has too many elements");
    }

    private int ReadShortLength(bool flexible) => Checked(flexible ? ReadUnsignedVarint() - 1 : ReadInt16());

    private int ReadLength(bool flexible) => Checked(flexible ? ReadUnsignedVarint() - 1 : ReadInt32());

    private readonly int Checked(int length) =>
        length >= Null && length <= Remaining
            ? length
            : throw Fault($"a length of {length} does not fit the {Remaining} bytes left");

    private readonly int NotNull(int length) =>
        length != Null ? length : throw Fault("null stands where the version allows none");

    private string Text(int length) => length == 0 ? "" : Encoding.UTF8.GetString(Take(length));

    private ReadOnlyMemory<byte> Slice(int length)
    {
        var slice = _frame.Slice(_position, length);
        _position += length;
        return slice;
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > _bytes.Length - _position)
            ThrowTooShort(length);
        var taken = _bytes.Slice(_position, length);
        _position += length;
        return taken;
    }

    [DoesNotReturn]
    private readonly void ThrowTooShort(int length) =>
        throw Fault($"{length} bytes are needed where {Remaining} are left");

    private readonly WireFormatException Fault(string what) => new($"Malformed message at byte {_position}: {what}.");
}
