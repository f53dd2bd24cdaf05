using System.Text;

namespace OrleansBroker.Protocol.Records;

/// <summary>A header of a record. Read from a batch it borrows the reader's bytes.</summary>
/// <param name="KeyUtf8">The key in UTF-8.</param>
/// <param name="Value">The value, which may be null.</param>
public readonly record struct RecordHeader(ReadOnlyMemory<byte> KeyUtf8, ReadOnlyMemory<byte>? Value)
{
    /// <summary>Makes a header from text.</summary>
    public RecordHeader(string key, ReadOnlyMemory<byte>? value)
        : this(Encoding.UTF8.GetBytes(key), value)
    {
    }

    /// <summary>The key as text, decoded at every call.</summary>
    public string Key => Encoding.UTF8.GetString(KeyUtf8.Span);
}
