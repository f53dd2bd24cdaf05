using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages.CoordinatorRecords;
using OrleansBroker.Protocol.Wire;

namespace OrleansBroker.Coordination.Offsets;

/// <summary>
/// The value of an offset's record, read without an object or a string: a log holds millions of them, and most are
/// superseded or asleep before anybody asks for them.
/// </summary>
internal static class OffsetRecord
{
    private const short ExpiryVersion = 1;
    private const short LeaderEpochSince = 3;
    private const short FlexibleSince = 4;
    private const int TopicIdTag = 0;

    /// <summary>Reads a value; false when a newer broker wrote it.</summary>
    /// <exception cref="WireFormatException">It is malformed.</exception>
    public static bool TryRead(ReadOnlyMemory<byte> value, out CommittedOffset offset)
    {
        offset = default;
        var reader = new WireReader(value);
        var version = reader.ReadInt16();
        if (version < OffsetCommitValue.LowestVersion || version > OffsetCommitValue.HighestVersion)
            return false;
        var isFlexible = version >= FlexibleSince;
        var committed = reader.ReadInt64();
        var leaderEpoch = version >= LeaderEpochSince ? reader.ReadInt32() : -1;
        var metadata = reader.ReadString(isFlexible);
        var committedAt = reader.ReadInt64();
        var expiresAt = version == ExpiryVersion ? reader.ReadInt64() : -1;
        var topicId = isFlexible ? ReadTopicId(ref reader) : TopicId.Zero;
        offset = new CommittedOffset(committed, leaderEpoch, metadata, committedAt, expiresAt, topicId);
        return true;
    }

    private static TopicId ReadTopicId(ref WireReader reader)
    {
        var topicId = TopicId.Zero;
        List<UnknownTaggedField>? others = null;
        for (var left = reader.ReadTaggedFieldCount(); left > 0; left--)
        {
            var tag = reader.ReadUnsignedVarint();
            var size = reader.ReadTaggedFieldSize();
            if (tag != TopicIdTag)
            {
                reader.KeepUnknownTaggedField(tag, size, ref others);
                continue;
            }

            var end = reader.Position + size;
            topicId = new TopicId(reader.ReadUuid());
            reader.EndTaggedField(end);
        }

        return topicId;
    }
}
