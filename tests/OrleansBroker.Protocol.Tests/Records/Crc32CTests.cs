using System.Text;
using OrleansBroker.Protocol.Records;

namespace OrleansBroker.Protocol.Tests.Records;

public sealed class Crc32CTests
{
    [Theory]
    [InlineData("", 0x00000000u)]
    [InlineData("a", 0xC1D04330u)]
    [InlineData("123456789", 0xE3069283u)]
    public void Known_text_has_its_known_sum(string text, uint expected)
    {
        var bytes = Encoding.ASCII.GetBytes(text);

        Assert.Equal(expected, Crc32C.Compute(bytes));
        Assert.Equal(expected, Crc32CSoftware.Append(0, bytes));
    }

    [Theory]
    [InlineData(0x00, 0x8A9136AAu)]
    [InlineData(0xFF, 0x62A8AB43u)]
    public void Runs_of_32_bytes_have_the_sums_of_RFC_3720(byte value, uint expected)
    {
        var bytes = new byte[32];
        bytes.AsSpan().Fill(value);

        Assert.Equal(expected, Crc32C.Compute(bytes));
    }

    [Fact]
    public void Instruction_and_tables_agree_at_every_length_and_alignment()
    {
        var bytes = new byte[20_000];
        new Random(1).NextBytes(bytes);
        var random = new Random(2);
        for (var round = 0; round < 4_000; round++)
        {
            var start = random.Next(64);
            var length = round < 2_000 ? round : random.Next(bytes.Length - start);
            var slice = bytes.AsSpan(start, length);

            Assert.Equal(Crc32CSoftware.Append(0, slice), Crc32C.Compute(slice));
        }
    }

    [Fact]
    public void Appending_in_pieces_gives_the_sum_of_the_whole()
    {
        var bytes = new byte[30_000];
        new Random(3).NextBytes(bytes);
        var random = new Random(4);
        var crc = 0u;
        for (var at = 0; at < bytes.Length;)
        {
            var piece = Math.Min(random.Next(1, 9_000), bytes.Length - at);
            crc = Crc32C.Append(crc, bytes.AsSpan(at, piece));
            at += piece;
        }

        Assert.Equal(Crc32C.Compute(bytes), crc);
    }
}
