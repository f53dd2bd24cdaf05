using OrleansBroker.Protocol.Records;

namespace OrleansBroker.TestKit;

/// <summary>A record with buffers of its own, as tests write and compare it.</summary>
/// <param name="Offset">Its offset in the partition; when writing, ignored.</param>
/// <param name="TimestampMs">Milliseconds since 1970.</param>
/// <param name="Key">The key or null.</param>
/// <param name="Value">The value or null.</param>
/// <param name="Headers">The headers, in order.</param>
public sealed record TestRecord(
    long Offset, long TimestampMs, byte[]? Key, byte[]? Value, IReadOnlyList<KeyValuePair<string, byte[]?>> Headers)
{
    public string? KeyText => Key is null ? null : System.Text.Encoding.UTF8.GetString(Key);

    public string? ValueText => Value is null ? null : System.Text.Encoding.UTF8.GetString(Value);

    internal static TestRecord Copy(in Record record) =>
        new(
            record.Offset,
            record.TimestampMs,
            record.Key?.ToArray(),
            record.Value?.ToArray(),
            [.. record.Headers.ToArray().Select(header => KeyValuePair.Create(header.Key, header.Value?.ToArray()))]);
}
