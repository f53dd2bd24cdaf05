using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace OrleansBroker.Protocol;

/// <summary>
/// The id of a topic, which outlives its name. 16 big-endian bytes on the wire, url-safe base64 as text.
/// </summary>
public readonly record struct TopicId(Guid Value)
{
    private const int SizeInBytes = 16;

    /// <summary>Stands for "no id": a request that names its topic carries it.</summary>
    public static readonly TopicId Zero;

    /// <summary>A fresh id; its text never begins with a dash, which tools would take for an option.</summary>
    public static TopicId Create(Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        Span<byte> bytes = stackalloc byte[SizeInBytes];
        TopicId id;
        do
        {
            random.NextBytes(bytes);
            bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
            bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
            id = new TopicId(new Guid(bytes, bigEndian: true));
        }
        while (id.ToString()[0] == '-');
        return id;
    }

    /// <summary>Reads the text form.</summary>
    /// <exception cref="FormatException">The text is not 22 characters of url-safe base64.</exception>
    public static TopicId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not a topic id.");

    /// <summary>Reads the text form; false when it is none.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out TopicId id)
    {
        id = Zero;
        Span<byte> bytes = stackalloc byte[SizeInBytes];
        if (text is null || !Base64Url.IsValid(text, out var length) || length != SizeInBytes)
            return false;
        Base64Url.DecodeFromChars(text, bytes);
        id = new TopicId(new Guid(bytes, bigEndian: true));
        return true;
    }

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[SizeInBytes];
        Value.TryWriteBytes(bytes, bigEndian: true, out _);
        return Base64Url.EncodeToString(bytes);
    }
}
