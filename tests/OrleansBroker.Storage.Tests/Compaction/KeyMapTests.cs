using System.Text;
using OrleansBroker.Storage.Compaction;

namespace OrleansBroker.Storage.Tests.Compaction;

public class KeyMapTests
{
    private static readonly KeyHash Hash = new(0x0706050403020100, 0x0f0e0d0c0b0a0908);

    /// <summary>Vectors of the algorithm's authors: the key is the bytes 0, 1, 2, ...</summary>
    [Theory]
    [InlineData(0, "A3817F04BA25A8E66DF67214C7550293")]
    [InlineData(1, "DA87C1D86B99AF44347659119B22FC45")]
    [InlineData(8, "3B62A9BA6258F5610F83E264F31497B4")]
    public void The_hash_is_SipHash_of_128_bits(int length, string expected)
    {
        var hashed = Hash.Of(Enumerable.Range(0, length).Select(index => (byte)index).ToArray());

        var bytes = (byte[])[.. BitConverter.GetBytes(hashed.Low), .. BitConverter.GetBytes(hashed.High)];
        Assert.StartsWith(expected, Convert.ToHexString(bytes), StringComparison.Ordinal);
    }

    [Fact]
    public void The_map_agrees_with_a_dictionary()
    {
        var random = new Random(1);
        using var map = new KeyMap(5_000, 1 << 20, 1_000, Hash);
        var expected = new Dictionary<string, long>();
        for (var offset = 1_000; offset < 6_000; offset++)
        {
            var key = $"key-{random.Next(3_000)}";
            Assert.True(map.TryPut(Of(key), offset));
            expected[key] = offset;
        }

        Assert.Equal(expected.Count, map.Count);
        Assert.All(expected, pair => Assert.Equal(pair.Value, map.LastOffset(Of(pair.Key))));
        Assert.Equal(-1, map.LastOffset(Of("absent")));
    }

    [Fact]
    public void A_full_map_takes_known_keys_only()
    {
        using var map = new KeyMap(1_000, 10 * KeyMap.BytesPerSlot, 0, Hash);
        for (byte key = 0; key < 9; key++)
        {
            Assert.True(map.TryPut(Hash.Of([key]), key));
        }

        Assert.False(map.TryPut(Hash.Of([9]), 9));
        Assert.True(map.TryPut(Hash.Of([0]), 10));
        Assert.Equal((9, 9, 10), (map.Count, map.Capacity, map.LastOffset(Hash.Of([0]))));
    }

    [Theory]
    [InlineData(KeyMap.OffsetsMax - 1, true)]
    [InlineData(KeyMap.OffsetsMax, false)]
    public void Offsets_are_held_relative_to_the_base(long relativeOffset, bool fits)
    {
        using var map = new KeyMap(10, 1 << 10, 1L << 40, Hash);

        Assert.Equal(fits, map.TryPut(Of("k"), (1L << 40) + relativeOffset));
        Assert.Equal(fits ? (1L << 40) + relativeOffset : -1, map.LastOffset(Of("k")));
    }

    private static HashedKey Of(string key) => Hash.Of(Encoding.UTF8.GetBytes(key));
}
