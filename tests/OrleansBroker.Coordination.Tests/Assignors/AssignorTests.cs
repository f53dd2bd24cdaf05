using OrleansBroker.Coordination.Assignors;
using OrleansBroker.Coordination.Topics;
using OrleansBroker.Protocol;

namespace OrleansBroker.Coordination.Tests.Assignors;

public class AssignorTests
{
    private static readonly TopicInfo T = Topic("t", 8);
    private static readonly TopicInfo U = Topic("u", 8);

    [Fact]
    public void Uniform_levels_the_number_of_partitions()
    {
        var result = Assign(
            new UniformAssignor(), [T, U], Member("a", [T, U]), Member("b", [T, U]), Member("c", [T, U]));
        Assert.Equal([5, 5, 6], result.Values.Select(set => set.Count).Order());
    }

    [Fact]
    public void Uniform_gives_a_newcomer_its_share_and_moves_nothing_else()
    {
        var a = Set(T, 0, 1, 2, 3);
        var b = Set(T, 4, 5, 6, 7);
        var result = Assign(new UniformAssignor(), [T], Member("a", [T], a), Member("b", [T], b), Member("c", [T]));
        Assert.True(result["a"].IsSubsetOf(a));
        Assert.True(result["b"].IsSubsetOf(b));
        Assert.Equal(2, result["c"].Count);
    }

    [Fact]
    public void Uniform_shifts_along_a_chain_where_no_direct_move_helps()
    {
        var v = Topic("v", 1);
        var result = Assign(
            new UniformAssignor(), [T, U, v],
            Member("a", [T], Set(T, 0, 1, 2, 3, 4, 5, 6, 7)),
            Member("b", [T, U], Set(U, 0, 1, 2, 3, 4, 5, 6)),
            Member("c", [U, v], Set(v, 0).Union(Set(U, 7))));
        Assert.Equal([5, 6, 6], result.Values.Select(set => set.Count).Order());
    }

    [Fact]
    public void Uniform_prefers_members_on_a_rack_of_a_replica_where_balance_allows()
    {
        var near = new TopicInfo(T.Id, "t", 4, [["r1"], ["r2"], ["r1"], ["r2"]]);
        var result = Assign(
            new UniformAssignor(), [near], Member("a", [T], rack: "r2"), Member("b", [T], rack: "r1"));
        Assert.Equal(Set(T, 1, 3), result["a"]);
        Assert.Equal(Set(T, 0, 2), result["b"]);
    }

    [Fact]
    public void Range_gives_runs_and_the_same_numbers_in_topics_of_the_same_size()
    {
        var result = Assign(new RangeAssignor(), [T, U], Member("a", [T, U]), Member("b", [T, U]), Member("c", [T, U]));
        Assert.Equal(Set(T, 0, 1, 2).Union(Set(U, 0, 1, 2)), result["a"]);
        Assert.Equal(Set(T, 3, 4, 5).Union(Set(U, 3, 4, 5)), result["b"]);
        Assert.Equal(Set(T, 6, 7).Union(Set(U, 6, 7)), result["c"]);
    }

    [Fact]
    public void Range_keeps_what_members_have_and_lets_new_topics_follow()
    {
        var a = Set(T, 0, 1, 2, 3);
        var b = Set(T, 4, 5, 6, 7);
        var result = Assign(new RangeAssignor(), [T, U], Member("b", [T, U], b), Member("a", [T, U], a));
        Assert.Equal(a.Union(Set(U, 0, 1, 2, 3)), result["a"]);
        Assert.Equal(b.Union(Set(U, 4, 5, 6, 7)), result["b"]);
    }

    [Fact]
    public void A_member_gets_only_what_it_is_subscribed_to()
    {
        foreach (var assignor in new IPartitionAssignor[] { new UniformAssignor(), new RangeAssignor() })
        {
            var result = Assign(assignor, [T, U], Member("a", [T]), Member("b", [U]), Member("c", []));
            Assert.Equal(8, result["a"].Of(T.Id).Count);
            Assert.Equal(8, result["b"].Of(U.Id).Count);
            Assert.Empty(result["c"]);
        }
    }

    [Fact]
    public void A_static_member_that_comes_back_under_another_id_changes_nothing_for_others()
    {
        var a = Set(T, 0, 1, 2, 3);
        var b = Set(T, 4, 5, 6, 7);
        var result = Assign(
            new RangeAssignor(), [T], Member("z", [T], a, instance: "i1"), Member("a", [T], b, instance: "i2"));
        Assert.Equal(a, result["z"]);
        Assert.Equal(b, result["a"]);
    }

    /// <summary>For members that read the same: everything is owned once, shares differ by one, and as much stays in
    /// place as equal shares allow.</summary>
    [Fact]
    public void Any_equal_group_is_balanced_with_the_least_movement()
    {
        for (var seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            var topics = Topics(random, 3);
            var members = Enumerable.Range(0, random.Next(1, 6)).Select(i => Member($"m{i}", topics)).ToArray();
            var owners = Partitions(topics).Select(p => (p, Owner: random.Next(-1, members.Length))).ToArray();
            members = [.. members.Select((member, i) => member with
            {
                Current = PartitionSet.Of(owners.Where(entry => entry.Owner == i).Select(entry => entry.p)),
            })];
            var result = new UniformAssignor().Assign(members, topics);
            ExpectComplete(topics, result, seed);
            var counts = result.Values.Select(set => set.Count).ToArray();
            Assert.True(counts.Max() - counts.Min() <= 1, $"seed {seed}: {string.Join(',', counts)}");
            var kept = members.Sum(member => result[member.MemberId].Intersect(member.Current).Count);
            Assert.True(kept == MostThatCanStay(members, counts.Sum()), $"seed {seed}: {kept} stayed");
        }
    }

    [Fact]
    public void Any_mixed_group_is_complete_and_stays_as_it_is_when_assigned_again()
    {
        for (var seed = 0; seed < 1_000; seed++)
        {
            var random = new Random(seed);
            var topics = Topics(random, 4);
            var members = Enumerable.Range(0, random.Next(1, 6))
                .Select(i => Member($"m{i}", [.. topics.Where(_ => random.Next(3) > 0)])).ToArray();
            foreach (var assignor in new IPartitionAssignor[] { new UniformAssignor(), new RangeAssignor() })
            {
                var first = assignor.Assign(members, topics);
                ExpectComplete([.. topics.Where(t => members.Any(m => m.Topics.Contains(t.Id)))], first, seed);
                var again = assignor.Assign(
                    [.. members.Select(member => member with { Current = first[member.MemberId] })], topics);
                Assert.True(members.All(m => again[m.MemberId].Equals(first[m.MemberId])), $"seed {seed}");
            }
        }
    }

    private static int MostThatCanStay(AssignorMember[] members, int total)
    {
        var (share, larger) = Math.DivRem(total, members.Length);
        var held = members.Select(member => member.Current.Count).OrderDescending().ToArray();
        return held.Select((count, i) => Math.Min(count, i < larger ? share + 1 : share)).Sum();
    }

    private static void ExpectComplete(
        TopicInfo[] topics, IReadOnlyDictionary<string, PartitionSet> result, int seed)
    {
        var assigned = result.Values.SelectMany(set => set).ToArray();
        Assert.True(assigned.Length == assigned.Distinct().Count(), $"seed {seed}: a partition with two owners");
        var all = PartitionSet.Of(Partitions(topics));
        Assert.True(PartitionSet.Of(assigned).Equals(all), $"seed {seed}: not all owned");
    }

    private static IEnumerable<TopicIdPartition> Partitions(IEnumerable<TopicInfo> topics) =>
        topics.SelectMany(t => Enumerable.Range(0, t.PartitionCount).Select(p => new TopicIdPartition(t.Id, p)));

    private static IReadOnlyDictionary<string, PartitionSet> Assign(
        IPartitionAssignor assignor, TopicInfo[] topics, params AssignorMember[] members) =>
        assignor.Assign(members, topics);

    private static AssignorMember Member(
        string id, TopicInfo[] topics, PartitionSet? current = null, string? rack = null, string? instance = null) =>
        new(id, instance, rack, topics.Select(t => t.Id).ToHashSet(), current ?? PartitionSet.Empty);

    private static TopicInfo[] Topics(Random random, int most) =>
        [.. Enumerable.Range(0, random.Next(1, most + 1)).Select(i => Topic($"t{i}", random.Next(1, 12)))];

    private static TopicInfo Topic(string name, int partitions) =>
        new(TopicId.Create(new Random(name[^1])), name, partitions, []);

    private static PartitionSet Set(TopicInfo topic, params int[] partitions) =>
        PartitionSet.Of([(topic.Id, partitions.AsEnumerable())]);
}
