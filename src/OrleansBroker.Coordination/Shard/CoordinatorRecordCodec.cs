using System.Buffers.Binary;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.Protocol.Messages.CoordinatorRecords;
using OrleansBroker.Protocol.Wire;

namespace OrleansBroker.Coordination.Shard;

/// <summary>
/// Coordinator records as bytes, in Kafka's own formats: a key is its type, the group and what it is about; a value is
/// its version and its body. Stateless.
/// </summary>
public static class CoordinatorRecordCodec
{
    private const short ClassicGroupVersion = 3;
    private const short OffsetVersion = 3;
    private const short OffsetWithTopicIdVersion = 4;
    private const short OffsetWithExpiryVersion = 1;
    private const short OnlyVersion = 0;

    public static byte[] EncodeKey(in RecordKey key)
    {
        using var writer = new WireWriter();
        WriteKey(writer, key);
        return writer.ToArray();
    }

    /// <returns>The value's bytes; null for a tombstone.</returns>
    public static byte[]? EncodeValue(in CoordinatorRecord record)
    {
        if (record.Value is not { } value)
            return null;
        using var writer = new WireWriter();
        WriteValue(writer, value);
        return writer.ToArray();
    }

    /// <summary>Writes a record's key.</summary>
    public static void WriteKey(WireWriter writer, in RecordKey key)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteInt16((short)key.Type);
        writer.WriteString(key.GroupId, flexible: false);
        if (HasName(key.Type))
            writer.WriteString(key.Name, flexible: false);
        if (HasPartition(key.Type))
            writer.WriteInt32(key.Partition);
    }

    /// <summary>Writes a record's value, in the version that it needs.</summary>
    public static void WriteValue(WireWriter writer, IMessage value)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var version = VersionOf(value);
        writer.WriteInt16(version);
        value.Write(writer, version);
    }

    /// <summary>Reads a record.</summary>
    /// <param name="key">The record's key.</param>
    /// <param name="value">Its value; null for a tombstone (beware: a null array converts to an empty memory).</param>
    /// <param name="record">What was read.</param>
    /// <returns>False for a kind of record that is not the group coordinator's, or from a newer broker.</returns>
    /// <exception cref="WireFormatException">The record is of a known kind and malformed.</exception>
    public static bool TryDecode(
        ReadOnlyMemory<byte> key, ReadOnlyMemory<byte>? value, out CoordinatorRecord record)
    {
        record = default;
        var reader = new WireReader(key);
        var type = (RecordType)reader.ReadInt16();
        if (!Enum.IsDefined(type))
            return false;
        var groupId = reader.ReadString(flexible: false);
        var name = HasName(type) ? reader.ReadString(flexible: false) : "";
        var partition = HasPartition(type) ? reader.ReadInt32() : 0;

        // The first version of the key differs in its number only.
        var isLegacy = type == RecordType.LegacyOffsetCommit;
        var recordKey = new RecordKey(isLegacy ? RecordType.OffsetCommit : type, groupId, name, partition);
        IMessage? message = null;
        if (value is { } bytes && !TryDecodeValue(type, bytes, out message))
            return false;
        record = new CoordinatorRecord(recordKey, message);
        return true;
    }

    private static bool TryDecodeValue(RecordType type, ReadOnlyMemory<byte> value, out IMessage? message)
    {
        if (value.Length < sizeof(short))
            throw new WireFormatException("A coordinator record's value has no version.");
        var version = BinaryPrimitives.ReadInt16BigEndian(value.Span);
        var body = value[sizeof(short)..];
        message = type switch
        {
            RecordType.LegacyOffsetCommit or RecordType.OffsetCommit => Read<OffsetCommitValue>(body, version),
            RecordType.GroupMetadata => Read<GroupMetadataValue>(body, version),
            RecordType.ConsumerGroupMetadata => Read<ConsumerGroupMetadataValue>(body, version),
            RecordType.ConsumerGroupPartitionMetadata => Read<ConsumerGroupPartitionMetadataValue>(body, version),
            RecordType.ConsumerGroupMemberMetadata => Read<ConsumerGroupMemberMetadataValue>(body, version),
            RecordType.ConsumerGroupTargetAssignmentMetadata =>
                Read<ConsumerGroupTargetAssignmentMetadataValue>(body, version),
            RecordType.ConsumerGroupTargetAssignmentMember =>
                Read<ConsumerGroupTargetAssignmentMemberValue>(body, version),
            RecordType.ConsumerGroupCurrentMemberAssignment =>
                Read<ConsumerGroupCurrentMemberAssignmentValue>(body, version),
            _ => Read<ConsumerGroupRegularExpressionValue>(body, version),
        };
        return message is not null;
    }

    private static T? Read<T>(ReadOnlyMemory<byte> body, short version)
        where T : class, IMessage<T>
    {
        if (version < T.LowestVersion || version > T.HighestVersion)
            return null;
        var reader = new WireReader(body);
        return T.Read(ref reader, version);
    }

    /// <summary>The lowest version that can tell everything, so that older readers of the log understand it.</summary>
    private static short VersionOf(IMessage value) => value switch
    {
        GroupMetadataValue => ClassicGroupVersion,
        OffsetCommitValue { ExpireTimestamp: >= 0 } => OffsetWithExpiryVersion,
        OffsetCommitValue offset when offset.TopicId != Protocol.TopicId.Zero => OffsetWithTopicIdVersion,
        OffsetCommitValue => OffsetVersion,
        _ => OnlyVersion,
    };

    private static bool HasName(RecordType type) => HasPartition(type) || type is
        RecordType.ConsumerGroupMemberMetadata
        or RecordType.ConsumerGroupTargetAssignmentMember
        or RecordType.ConsumerGroupCurrentMemberAssignment
        or RecordType.ConsumerGroupRegularExpression;

    private static bool HasPartition(RecordType type) =>
        type is RecordType.OffsetCommit or RecordType.LegacyOffsetCommit;
}
