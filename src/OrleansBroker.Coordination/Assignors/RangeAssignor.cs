using OrleansBroker.Coordination.Topics;
using OrleansBroker.Protocol;

namespace OrleansBroker.Coordination.Assignors;

/// <summary>
/// Gives each member a run of partition numbers, the same numbers in every topic that has as many partitions and the
/// same subscribers, so that a join of such topics stays within a member.
/// </summary>
/// <remarks>
/// Topics t and u with 5 partitions, members A and B: A gets t and u 0-2, B gets t and u 3-4. What a member has it
/// keeps up to its share, even where runs are torn by it; C joining gets 2 from A's end (2) and B keeps its own.
/// </remarks>
public sealed class RangeAssignor : IPartitionAssignor
{
    public string Name => "range";

    public IReadOnlyDictionary<string, PartitionSet> Assign(
        IReadOnlyList<AssignorMember> members, IReadOnlyList<TopicInfo> topics)
    {
        var sorted = MemberOrder.Sort(members);
        var assigned = sorted.ToDictionary(member => member.MemberId, _ => new List<TopicIdPartition>());
        foreach (var bundle in Bundles(sorted, topics))
        {
            foreach (var slot in ShareOut(bundle.Members, bundle.Topics))
            {
                foreach (var topic in bundle.Topics)
                    assigned[bundle.Members[slot.Owner].MemberId].Add(new TopicIdPartition(topic.Id, slot.Number));
            }
        }

        return assigned.ToDictionary(entry => entry.Key, entry => PartitionSet.Of(entry.Value));
    }

    private static IEnumerable<(AssignorMember[] Members, TopicInfo[] Topics)> Bundles(
        AssignorMember[] members, IReadOnlyList<TopicInfo> topics) =>
        from topic in topics
        let subscribers = members.Where(member => member.Topics.Contains(topic.Id)).ToArray()
        where subscribers.Length > 0
        group topic by (topic.PartitionCount, Key: string.Join('\0', subscribers.Select(member => member.MemberId)))
        into bundle
        let sorted = bundle.OrderBy(topic => topic.Name, StringComparer.Ordinal).ToArray()
        select (members.Where(member => member.Topics.Contains(sorted[0].Id)).ToArray(), sorted);

    private static Slot[] ShareOut(AssignorMember[] members, TopicInfo[] topics)
    {
        var slots = new Slot[topics[0].PartitionCount];
        for (var number = 0; number < slots.Length; number++)
            slots[number] = new Slot(0, number, CommonRacks(topics, number), Holder(members, topics, number));
        var quotas = Quotas(slots, members.Length);
        GiveBackWhatExceeds(slots, quotas);
        Fill(slots, quotas, (slot, member) => slot.IsNear(members[member].RackId));
        Fill(slots, quotas, (_, _) => true);
        return slots;
    }

    /// <summary>The first member that has the number in one of the topics; a new topic follows the others.</summary>
    private static int Holder(AssignorMember[] members, TopicInfo[] topics, int number)
    {
        foreach (var topic in topics)
        {
            var partition = new TopicIdPartition(topic.Id, number);
            var holder = Array.FindIndex(members, member => member.Current.Contains(partition));
            if (holder >= 0)
                return holder;
        }

        return Slot.Nobody;
    }

    private static IReadOnlyCollection<string> CommonRacks(TopicInfo[] topics, int number) =>
        topics.Length == 1
            ? topics[0].RacksOf(number)
            : [.. topics.Select(topic => topic.RacksOf(number).AsEnumerable()).Aggregate(Enumerable.Intersect)];

    /// <summary>Shares differ by one at most; the larger ones go to members that have as much already.</summary>
    private static int[] Quotas(Slot[] slots, int memberCount)
    {
        var (share, larger) = Math.DivRem(slots.Length, memberCount);
        var held = new int[memberCount];
        foreach (var slot in slots.Where(slot => slot.Owner != Slot.Nobody))
            held[slot.Owner]++;
        var quotas = Enumerable.Repeat(share, memberCount).ToArray();
        foreach (var member in Enumerable.Range(0, memberCount).OrderByDescending(m => held[m] > share).Take(larger))
            quotas[member]++;
        return quotas;
    }

    /// <summary>Kept are the lowest numbers, since a run that is cut at its end stays a run.</summary>
    private static void GiveBackWhatExceeds(Slot[] slots, int[] quotas)
    {
        foreach (var slot in slots.Where(slot => slot.Owner != Slot.Nobody))
        {
            if (quotas[slot.Owner] > 0)
                quotas[slot.Owner]--;
            else
                slot.Owner = Slot.Nobody;
        }
    }

    private static void Fill(Slot[] slots, int[] quotas, Func<Slot, int, bool> suits)
    {
        foreach (var slot in slots.Where(slot => slot.Owner == Slot.Nobody))
        {
            var member = Enumerable.Range(0, quotas.Length)
                .FirstOrDefault(index => quotas[index] > 0 && suits(slot, index), Slot.Nobody);
            if (member == Slot.Nobody)
                continue;
            slot.Owner = member;
            quotas[member]--;
        }
    }
}
