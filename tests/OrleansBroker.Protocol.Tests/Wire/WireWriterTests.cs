using OrleansBroker.Protocol.Messages;
using OrleansBroker.Protocol.Wire;

namespace OrleansBroker.Protocol.Tests.Wire;

public sealed class WireWriterTests
{
    [Fact]
    public void Large_records_are_linked_and_small_ones_copied()
    {
        var large = new byte[WireWriter.LinkThresholdBytes];
        var small = new byte[WireWriter.LinkThresholdBytes - 1];
        using var writer = new WireWriter();
        writer.WriteInt16(1);
        writer.WriteRecords(large, flexible: false);
        writer.WriteRecords(small, flexible: false);

        Assert.Equal([6, large.Length, 4 + small.Length], writer.Segments.Select(segment => segment.Length));
        Assert.Equal(writer.Segments.Sum(segment => segment.Length), writer.Length);
        large[0] = 0xCA;
        small[0] = 0xFE;
        Assert.Equal(0xCA, writer.Segments[1].Span[0]);
        Assert.Equal(0x00, writer.Segments[2].Span[4]);
    }

    [Fact]
    public void Frames_carry_their_length_in_front_and_may_follow_one_another()
    {
        using var writer = new WireWriter();
        writer.BeginFrame();
        writer.WriteInt32(7);
        writer.WriteRecords(new byte[5000], flexible: false);
        writer.EndFrame();
        writer.BeginFrame();
        writer.WriteInt8(9);
        writer.EndFrame();

        var bytes = writer.ToArray();
        Assert.Equal("0000139000000007", Convert.ToHexString(bytes.AsSpan(0, 8)));
        Assert.Equal("0000000109", Convert.ToHexString(bytes.AsSpan(5012)));
    }

    [Fact]
    public void Content_of_any_size_crosses_chunks_in_order()
    {
        var expected = new byte[100_000];
        new Random(5).NextBytes(expected);
        using var writer = new WireWriter();
        for (var (at, size) = (0, 1); at < expected.Length; at += size, size = Math.Min(size * 3, expected.Length - at))
            writer.WriteRaw(expected.AsSpan(at, size));

        Assert.Equal(expected, writer.ToArray());
    }

    [Fact]
    public void A_string_longer_than_a_chunk_is_written_whole()
    {
        var text = new string('x', short.MaxValue);
        using var writer = new WireWriter();
        writer.WriteString(text, flexible: true);
        Assert.Equal(text, new WireReader(writer.ToArray()).ReadString(flexible: true));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.WriteString(text + "x", flexible: true));
    }

    [Fact]
    public void A_writer_in_steady_use_allocates_nothing()
    {
        var response = new ProduceResponse { Responses = [new() { Name = "orders", PartitionResponses = [new()] }] };
        using var writer = new WireWriter();
        WriteOnce();
        WriteOnce();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            WriteOnce();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void WriteOnce()
        {
            writer.Reset();
            writer.BeginFrame();
            response.Write(writer, 9);
            writer.EndFrame();
        }
    }

    [Fact]
    public void A_value_that_the_version_lacks_is_refused_unless_it_may_be_dropped()
    {
        using var writer = new WireWriter();
        var ignorable = new ProduceResponse { ThrottleTimeMs = 5 };
        ignorable.Write(writer, 3);

        var needed = new FetchResponse { SessionId = 5 };
        var refusal = Assert.Throws<UnsupportedFieldException>(() => needed.Write(writer, 6));
        Assert.Equal("FetchResponse.SessionId holds a value, but version 6 has no such field.", refusal.Message);
    }

    [Fact]
    public void Null_is_refused_where_the_version_has_none()
    {
        using var writer = new WireWriter();
        var allTopics = new MetadataRequest { Topics = null };
        allTopics.Write(writer, 1);
        var refusal = Assert.Throws<UnsupportedFieldException>(() => allTopics.Write(writer, 0));
        Assert.Equal("MetadataRequest.Topics may not be null in version 0.", refusal.Message);
    }

    [Fact]
    public void Unknown_tagged_fields_keep_their_place_among_the_known_ones()
    {
        // No responses, no throttling, and the tags 0 (no endpoints) and 5.
        var reader = new WireReader(Convert.FromHexString("01" + "00000000" + "02" + "000101" + "050161"));
        var response = ProduceResponse.Read(ref reader, 10);
        response.NodeEndpoints = [new() { Host = "h" }];
        response.UnknownTaggedFields!.Insert(0, new UnknownTaggedField(1, [0x62]));

        using var writer = new WireWriter();
        response.Write(writer, 10);
        var endpoint = "02" + "00000000" + "0268" + "00000000" + "00" + "00";
        Assert.Equal("01" + "00000000" + "03" + "000D" + endpoint + "010162" + "050161", Hex(writer));
    }

    private static string Hex(WireWriter writer) => Convert.ToHexString(writer.ToArray());
}
