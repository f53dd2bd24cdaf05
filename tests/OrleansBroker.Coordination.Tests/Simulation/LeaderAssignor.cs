using OrleansBroker.Coordination.Assignors;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.Protocol.Wire;

namespace OrleansBroker.Coordination.Tests.Simulation;

/// <summary>What the leader of a classic group does: assigns, and as a cooperative one leaves out at first what
/// another still owns.</summary>
internal static class LeaderAssignor
{
    private const short Version = 3;

    public static List<SyncGroupRequest.SyncGroupRequestAssignment> Assign(
        Coordinator coordinator, JoinGroupResponse joined, bool isCooperative)
    {
        var wishes = joined.Members.ToDictionary(member => member.MemberId, member => Read(member.Metadata));
        var owners = isCooperative ? Owners(coordinator, wishes) : [];
        var members = wishes.Select(member => new AssignorMember(
            member.Key,
            null,
            null,
            member.Value.Topics.Select(topic => coordinator.Get(topic).Id).ToHashSet(),
            PartitionSet.Of(owners.Where(owner => owner.Value == member.Key).Select(owner => owner.Key)))).ToList();
        var topics = wishes.Values.SelectMany(wish => wish.Topics).Distinct().Select(coordinator.Get).ToList();
        var assigned = new UniformAssignor().Assign(members, topics);
        return
        [
            .. assigned.Select(share => new SyncGroupRequest.SyncGroupRequestAssignment
            {
                MemberId = share.Key,
                Assignment = Write(coordinator, share.Value.Where(partition =>
                    !owners.TryGetValue(partition, out var owner) || owner == share.Key)),
            }),
        ];
    }

    /// <summary>Of several who claim a partition, the one from the latest generation is right.</summary>
    private static Dictionary<TopicIdPartition, string> Owners(
        Coordinator coordinator, Dictionary<string, ConsumerProtocolSubscription> wishes)
    {
        var owners = new Dictionary<TopicIdPartition, string>();
        foreach (var (memberId, wish) in wishes.OrderBy(wish => wish.Value.GenerationId))
        {
            foreach (var topic in wish.OwnedPartitions)
            {
                foreach (var partition in topic.Partitions)
                    owners[new TopicIdPartition(coordinator.Get(topic.Topic).Id, partition)] = memberId;
            }
        }

        return owners;
    }

    private static ConsumerProtocolSubscription Read(byte[] metadata)
    {
        var reader = new WireReader(metadata.AsMemory(sizeof(short)));
        return ConsumerProtocolSubscription.Read(ref reader, Version);
    }

    private static byte[] Write(Coordinator coordinator, PartitionSet partitions)
    {
        using var writer = new WireWriter();
        writer.WriteInt16(Version);
        var assignment = new ConsumerProtocolAssignment();
        foreach (var (id, numbers) in partitions.Topics)
        {
            coordinator.Topics.TryGet(id, out var topic);
            assignment.AssignedPartitions.Add(new() { Topic = topic!.Name, Partitions = [.. numbers] });
        }

        assignment.Write(writer, Version);
        return writer.ToArray();
    }
}
