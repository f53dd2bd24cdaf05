using System.Text.Json;
using OrleansBroker.Coordination.Shard;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages.CoordinatorRecords;

namespace OrleansBroker.Coordination.Tests.Shard;

public class CoordinatorRecordCodecTests
{
    [Fact]
    public void Keys_that_Kafka_wrote_come_out_as_they_went_in()
    {
        foreach (var (type, key, _) in Vectors())
        {
            if (!CoordinatorRecordCodec.TryDecode(key, null, out var record))
                continue;
            var expected = type == RecordType.LegacyOffsetCommit ? WithType(key, RecordType.OffsetCommit) : key;
            Assert.Equal(expected, CoordinatorRecordCodec.EncodeKey(record.Key));
        }
    }

    [Fact]
    public void Values_that_Kafka_wrote_are_read()
    {
        var read = 0;
        foreach (var (type, key, value) in Vectors().Where(vector => Enum.IsDefined(vector.Type)))
        {
            Assert.True(CoordinatorRecordCodec.TryDecode(key, value, out var record), $"{type}");
            Assert.NotNull(record.Value);
            read++;
        }

        Assert.True(read > 40);
    }

    [Fact]
    public void Records_of_other_coordinators_are_passed_over() =>
        Assert.False(CoordinatorRecordCodec.TryDecode(new byte[] { 0, 10, 0, 1, 97, 0, 1, 98 }, null, out _));

    [Fact]
    public void A_value_of_a_version_from_the_future_is_passed_over()
    {
        var key = CoordinatorRecordCodec.EncodeKey(new RecordKey(RecordType.OffsetCommit, "g", "t", 1));
        Assert.False(CoordinatorRecordCodec.TryDecode(key, new byte[] { 0, 99, 0 }, out _));
    }

    [Theory]
    [InlineData(false, -1, 3)]
    [InlineData(true, -1, 4)]
    [InlineData(false, 5, 1)]
    public void An_offset_is_written_in_the_lowest_version_that_can_tell_it(bool withId, long expires, short version)
    {
        var value = new OffsetCommitValue
        {
            Offset = 7, ExpireTimestamp = expires, TopicId = withId ? TopicId.Create(new Random(1)) : TopicId.Zero,
        };
        var bytes = CoordinatorRecordCodec.EncodeValue(
            new CoordinatorRecord(new RecordKey(RecordType.OffsetCommit, "g", "t", 1), value))!;
        Assert.Equal(version, bytes[1]);
    }

    private static byte[] WithType(byte[] key, RecordType type) => [0, (byte)type, .. key[2..]];

    private static IEnumerable<(RecordType Type, byte[] Key, byte[] Value)> Vectors()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(VectorFile()));
        foreach (var kind in file.RootElement.EnumerateObject())
        {
            if (!kind.Name.StartsWith("group ", StringComparison.Ordinal))
                continue;
            var type = (RecordType)kind.Value.GetProperty("id").GetInt16();
            var keys = Bytes(kind.Value, "keys").ToArray();
            var index = 0;
            foreach (var value in Bytes(kind.Value, "values"))
                yield return (type, keys[index++ % keys.Length], value);
        }
    }

    private static IEnumerable<byte[]> Bytes(JsonElement kind, string name) => kind.GetProperty(name)
        .EnumerateArray()
        .Select(vector => Convert.FromHexString(vector.GetProperty("hex").GetString()!))
        .ToArray();

    private static string VectorFile()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "..", "shared", "vectors", "coordinator-records.json");
            if (File.Exists(Path.Combine(folder.FullName, "OrleansBroker.sln")) && File.Exists(path))
                return path;
        }

        Assert.Skip("The vectors are not beside the repository.");
        return "";
    }
}
