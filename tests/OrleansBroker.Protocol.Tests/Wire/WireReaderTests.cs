using OrleansBroker.Protocol.Wire;

namespace OrleansBroker.Protocol.Tests.Wire;

public sealed class WireReaderTests
{
    [Theory]
    [InlineData("00", 0)]
    [InlineData("7F", 127)]
    [InlineData("8001", 128)]
    [InlineData("AC02", 300)]
    [InlineData("FFFFFFFF07", int.MaxValue)]
    public void Varints(string hex, int expected)
    {
        var reader = Reader(hex);
        Assert.Equal(expected, reader.ReadUnsignedVarint());
        Assert.Equal(0, reader.Remaining);
    }

    [Theory]
    [InlineData("8080808008")]
    [InlineData("FFFFFFFF0F")]
    [InlineData("808080808001")]
    [InlineData("80")]
    [InlineData("")]
    public void Varints_beyond_an_int_or_cut_short_are_refused(string hex) =>
        AssertRefused(hex, static (ref reader) => reader.ReadUnsignedVarint());

    [Theory]
    [InlineData("0003616263", false, "abc")]
    [InlineData("04616263", true, "abc")]
    [InlineData("0000", false, "")]
    [InlineData("01", true, "")]
    [InlineData("FFFF", false, null)]
    [InlineData("00", true, null)]
    public void Nullable_strings(string hex, bool flexible, string? expected) =>
        Assert.Equal(expected, Reader(hex).ReadNullableString(flexible));

    [Fact]
    public void Elements_of_all_arrays_and_tagged_fields_are_counted_together()
    {
        var lengths = new List<int>();
        Assert.Throws<WireFormatException>(() =>
        {
            var reader = new WireReader(Convert.FromHexString("03010103000000"), maxElements: 3);
            lengths.Add(reader.ReadArrayLength(flexible: true, 1));
            lengths.Add(reader.ReadArrayLength(flexible: true, 1));
            lengths.Add(reader.ReadTaggedFieldCount());
            lengths.Add(reader.ReadArrayLength(flexible: true, 1));
        });
        Assert.Equal([2, 0, 1], lengths);
    }

    [Theory]
    [InlineData("FFFF", false)]
    [InlineData("00", true)]
    [InlineData("FFFE61", false)]
    [InlineData("000461", false)]
    [InlineData("0561", true)]
    public void Strings_that_are_null_or_longer_than_the_frame_are_refused(string hex, bool flexible) =>
        AssertRefused(hex, (ref reader) => reader.ReadString(flexible));

    [Fact]
    public void Records_are_a_slice_of_the_frame_and_null_is_not_empty()
    {
        var frame = Convert.FromHexString("00000002CAFE" + "00000000" + "FFFFFFFF");
        var reader = new WireReader(frame);
        var records = reader.ReadNullableRecords(flexible: false);
        frame[4] = 0xBA;
        Assert.Equal([0xBA, 0xFE], records!.Value.ToArray());
        Assert.Equal(0, reader.ReadNullableRecords(flexible: false)!.Value.Length);
        Assert.Null(reader.ReadNullableRecords(flexible: false));
    }

    [Theory]
    [InlineData("00000003" + "0000000000000000", false, 4)]
    [InlineData("7FFFFFFF", false, 1)]
    [InlineData("FFFFFFFE", false, 1)]
    [InlineData("FFFFFFFF07", true, 1)]
    [InlineData("FFFFFFFF", false, 1)]
    public void Arrays_that_cannot_fit_the_frame_are_refused_before_they_are_allocated(
        string hex, bool flexible, int minElementBytes) =>
        AssertRefused(hex, (ref reader) => reader.ReadArrayLength(flexible, minElementBytes));

    private static WireReader Reader(string hex) => new(Convert.FromHexString(hex));

    private static void AssertRefused(string hex, Read read) => Assert.Throws<WireFormatException>(() =>
    {
        var reader = Reader(hex);
        read(ref reader);
    });

    private delegate object? Read(ref WireReader reader);
}
