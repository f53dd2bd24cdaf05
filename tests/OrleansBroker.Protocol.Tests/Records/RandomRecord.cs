using OrleansBroker.Protocol.Records;

namespace OrleansBroker.Protocol.Tests.Records;

/// <summary>A record with any mix of null, empty, short and long parts.</summary>
internal sealed record RandomRecord(
    long TimestampMs, ReadOnlyMemory<byte>? Key, ReadOnlyMemory<byte>? Value, RecordHeader[] Headers)
{
    public static RandomRecord Create(Random random) => new(
        random.Next(10) == 0 ? RecordBatchBuilder.NoTimestamp : 1_700_000_000_000 + random.Next(-100_000, 100_000),
        Bytes(random),
        Bytes(random),
        [.. Enumerable.Range(0, Math.Max(0, random.Next(-3, 4)))
            .Select(_ => new RecordHeader(new string('é', random.Next(5)), Bytes(random)))]);

    public void AssertSame(in OrleansBroker.Protocol.Records.Record read, string where)
    {
        AssertSame(Key, read.Key, where);
        AssertSame(Value, read.Value, where);
        var headers = read.Headers.ToArray();
        Assert.Equal(Headers.Select(header => header.Key), headers.Select(header => header.Key));
        for (var index = 0; index < headers.Length; index++)
        {
            AssertSame(Headers[index].Value, headers[index].Value, where);
        }
    }

    private static void AssertSame(ReadOnlyMemory<byte>? expected, ReadOnlyMemory<byte>? actual, string where)
    {
        Assert.True(expected.HasValue == actual.HasValue, where);
        Assert.True(expected.GetValueOrDefault().Span.SequenceEqual(actual.GetValueOrDefault().Span), where);
    }

    private static ReadOnlyMemory<byte>? Bytes(Random random)
    {
        var length = random.Next(6) switch { 0 => -1, 1 => 0, 2 => random.Next(5_000), _ => random.Next(100) };
        if (length < 0)
        {
            return default;
        }

        var bytes = new byte[length];
        for (var index = 0; index < length; index++)
        {
            bytes[index] = (byte)('a' + random.Next(8));
        }

        return bytes;
    }
}
