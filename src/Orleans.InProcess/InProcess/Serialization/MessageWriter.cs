using System.Text;

namespace Orleans.InProcess.Serialization;

/// <summary>Writes one message. Single-threaded; the bytes belong to the caller of <see cref="ToArray"/>.</summary>
internal sealed class MessageWriter : BinaryWriter
{
    private readonly MemoryStream _stream;
    private readonly Dictionary<object, int> _written = new(ReferenceEqualityComparer.Instance);

    public MessageWriter()
        : this(new MemoryStream())
    {
    }

    private MessageWriter(MemoryStream stream)
        : base(stream, Encoding.UTF8) => _stream = stream;

    public byte[] ToArray() => _stream.ToArray();

    /// <summary>Notes an object; false, with its number, when it was written before.</summary>
    public bool TryAdd(object value, out int number)
    {
        if (_written.TryGetValue(value, out number))
        {
            return false;
        }

        _written.Add(value, _written.Count);
        return true;
    }
}
