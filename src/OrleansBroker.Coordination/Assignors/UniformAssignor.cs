using OrleansBroker.Coordination.Topics;
using OrleansBroker.Protocol;

namespace OrleansBroker.Coordination.Assignors;

/// <summary>
/// Levels the number of partitions per member over all topics; within that, moves as few partitions as it can and gives
/// free ones to members on a rack of a replica.
/// </summary>
/// <remarks>
/// Two members A (0, 1, 2, 3) and B (4, 5, 6, 7), and C joins: each gives up what is above its share, so C gets 3 and 7
/// and nothing else moves.
/// </remarks>
public sealed class UniformAssignor : IPartitionAssignor
{
    public string Name => "uniform";

    public IReadOnlyDictionary<string, PartitionSet> Assign(
        IReadOnlyList<AssignorMember> members, IReadOnlyList<TopicInfo> topics)
    {
        ArgumentNullException.ThrowIfNull(topics);
        var sorted = MemberOrder.Sort(members);
        var holders = Holders(sorted);
        var slots = new List<Slot>();
        for (var kind = 0; kind < topics.Count; kind++)
        {
            for (var number = 0; number < topics[kind].PartitionCount; number++)
            {
                var holder = holders.GetValueOrDefault(new TopicIdPartition(topics[kind].Id, number), Slot.Nobody);
                slots.Add(new Slot(kind, number, topics[kind].RacksOf(number), holder));
            }
        }

        new Levelling(slots, EligibleMembers(sorted, topics), [.. sorted.Select(member => member.RackId)]).Run();
        return Result(sorted, topics, slots);
    }

    private static Dictionary<TopicIdPartition, int> Holders(AssignorMember[] members)
    {
        var holders = new Dictionary<TopicIdPartition, int>();
        for (var i = 0; i < members.Length; i++)
        {
            foreach (var partition in members[i].Current.Where(p => members[i].Topics.Contains(p.TopicId)))
                holders.TryAdd(partition, i);
        }

        return holders;
    }

    private static int[][] EligibleMembers(AssignorMember[] members, IReadOnlyList<TopicInfo> topics) =>
    [
        .. topics.Select(topic =>
            Enumerable.Range(0, members.Length).Where(i => members[i].Topics.Contains(topic.Id)).ToArray()),
    ];

    private static Dictionary<string, PartitionSet> Result(
        AssignorMember[] members, IReadOnlyList<TopicInfo> topics, List<Slot> slots)
    {
        var owned = slots.ToLookup(slot => slot.Owner, slot => new TopicIdPartition(topics[slot.Kind].Id, slot.Number));
        return Enumerable.Range(0, members.Length)
            .ToDictionary(i => members[i].MemberId, i => PartitionSet.Of(owned[i]));
    }
}
