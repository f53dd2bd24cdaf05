using System.Buffers.Binary;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.Protocol.Wire;

namespace OrleansBroker.Coordination.Classic;

/// <summary>
/// The embedded protocol of consumers: what members tell the leader and the leader tells them. Brokers pass it on
/// unread, but for the topics of a group and for members that change from the classic to the consumer protocol.
/// </summary>
internal static class Subscriptions
{
    private const int VersionBytes = sizeof(short);

    /// <summary>Reads what a member says of itself; false when it is malformed. Versions beyond ours are read as ours,
    /// because newer ones only append.</summary>
    public static bool TryRead(byte[] bytes, out ConsumerProtocolSubscription subscription, out short version)
    {
        subscription = new ConsumerProtocolSubscription();
        return TryReadVersion(bytes, ConsumerProtocolSubscription.HighestVersion, out version)
            && TryRead(bytes, version, ref subscription);
    }

    /// <summary>Reads an assignment; nothing at all stands for an empty one.</summary>
    public static bool TryReadAssignment(byte[] bytes, out ConsumerProtocolAssignment assignment)
    {
        assignment = new ConsumerProtocolAssignment();
        return bytes.Length == 0
            || (TryReadVersion(bytes, ConsumerProtocolAssignment.HighestVersion, out var version)
                && TryRead(bytes, version, ref assignment));
    }

    public static byte[] WriteAssignment(ConsumerProtocolAssignment assignment, short version)
    {
        using var writer = new WireWriter();
        writer.WriteInt16(version);
        assignment.Write(writer, version);
        return writer.ToArray();
    }

    /// <summary>
    /// The topics to which the group's members are subscribed under its protocol; null when not known.
    /// </summary>
    public static IReadOnlySet<string>? TopicsOf(ClassicGroup group)
    {
        if (!group.IsOfConsumers || group.Protocol is null)
            return null;
        var topics = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in group.Members)
        {
            if (!TryRead(member.MetadataFor(group.Protocol) ?? [], out var subscription, out _))
                return null;
            topics.UnionWith(subscription.Topics);
        }

        return topics;
    }

    private static bool TryReadVersion(byte[] bytes, short highest, out short version)
    {
        version = bytes.Length < VersionBytes ? (short)-1 : BinaryPrimitives.ReadInt16BigEndian(bytes);
        var known = version >= 0;
        version = Math.Min(version, highest);
        return known;
    }

    private static bool TryRead<T>(byte[] bytes, short version, ref T message)
        where T : IMessage<T>
    {
        try
        {
            var reader = new WireReader(bytes.AsMemory(VersionBytes));
            message = T.Read(ref reader, version);
            return true;
        }
        catch (WireFormatException)
        {
            return false;
        }
    }
}
