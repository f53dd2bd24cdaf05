using OrleansBroker.Coordination.Shard;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Coordination.Tests.Shard;

/// <summary>Members that come a thousand times, and die or leave: nothing of them is left beside the one that stays.
/// </summary>
public class NoTraceTests
{
    private const int Times = 1_000;

    private readonly Coordinator _coordinator = new();

    public NoTraceTests() => _coordinator.Topic("t", 4);

    [Fact]
    public void Of_members_that_were_promised_an_id()
    {
        var (stays, _) = Settle(Joined(_coordinator.Join(version: 3)));
        var before = (_coordinator.Log.Count, Keys());
        for (var i = 0; i < Times; i++)
        {
            Assert.Equal(ErrorCode.MemberIdRequired, Joined(_coordinator.Join()).ErrorCode);
            Beat(stays, 1);
        }

        _coordinator.Pass(9_000);
        Beat(stays, 1);
        _coordinator.Pass(9_000);
        Beat(stays, 1);
        Assert.Equal(before, (_coordinator.Log.Count, Keys()));
        ExpectAlone("Stable");
    }

    [Fact]
    public void Of_classic_members_that_die()
    {
        var (stays, generation) = Settle(Joined(_coordinator.Join(version: 3)));
        for (var i = 0; i < Times; i++)
        {
            var newcomer = _coordinator.Join(version: 3);
            var joined = Joined(_coordinator.Join(stays, version: 3));
            Assert.Equal(2, joined.Members.Count);
            Joined(newcomer);
            _coordinator.Answer<SyncGroupResponse>(_coordinator.Sync(stays, joined.GenerationId));
            _coordinator.Pass(9_000);
            _coordinator.Heartbeat(stays, joined.GenerationId);
            _coordinator.Pass(2_000);
            (_, generation) = Settle(Joined(_coordinator.Join(stays, version: 3)));
        }

        Assert.Equal(1 + (2 * Times), generation);
        ExpectAlone("Stable");
        Assert.Equal(1, Keys());
    }

    [Fact]
    public void Of_members_of_the_consumer_protocol_that_die()
    {
        var epoch = _coordinator.Beat("stays", 0).MemberEpoch;
        var before = Keys();
        for (var i = 0; i < Times; i++)
        {
            _coordinator.Beat($"dies-{i}", 0, instanceId: i % 2 == 0 ? $"i-{i}" : null);
            for (var beats = 0; beats < 6; beats++)
            {
                _coordinator.Pass(8_000);
                var answer = _coordinator.Beat("stays", epoch, owned: PartitionSet.Empty);
                Assert.Equal(ErrorCode.None, answer.ErrorCode);
                epoch = answer.MemberEpoch;
            }
        }

        var group = _coordinator.Ask<ConsumerGroupDescribeResponse>(
            1, (shard, context) => shard.ConsumerGroupDescribe(context, Requests.GroupId)).Groups[0];
        Assert.Equal(("Stable", "stays"), (group.GroupState, Assert.Single(group.Members).MemberId));
        Assert.Equal(before, Keys());
        Assert.InRange(_coordinator.Shard.DeadlineCount, 1, 1_100);
    }

    [Fact]
    public void Of_groups_that_come_and_go()
    {
        for (var i = 0; i < Times; i++)
        {
            _coordinator.Beat("a", 0);
            _coordinator.Beat("a", -1);
            _coordinator.Pass(60_000);
        }

        _coordinator.Pass((long)TimeSpan.FromHours(1).TotalMilliseconds);
        Assert.Equal((0, 0, 0), (_coordinator.Shard.AwakeCount, _coordinator.Shard.AsleepCount, Keys()));
        Assert.Equal(long.MaxValue, _coordinator.Shard.NextDeadline);
    }

    private int Keys() => _coordinator.LiveKeys().Count;

    private void Beat(string member, int generation) =>
        Assert.Equal(ErrorCode.None, _coordinator.Heartbeat(member, generation));

    private (string MemberId, int Generation) Settle(JoinGroupResponse joined)
    {
        Assert.Equal(ErrorCode.None, joined.ErrorCode);
        var sync = _coordinator.Sync(joined.MemberId, joined.GenerationId, null, (joined.MemberId, [1]));
        Assert.Equal(ErrorCode.None, _coordinator.Answer<SyncGroupResponse>(sync).ErrorCode);
        return (joined.MemberId, joined.GenerationId);
    }

    private void ExpectAlone(string state)
    {
        var group = _coordinator.Ask<DescribeGroupsResponse>(
            6, (shard, context) => shard.DescribeGroup(context, Requests.GroupId)).Groups[0];
        Assert.Equal((state, 1), (group.GroupState, group.Members.Count));
        Assert.InRange(_coordinator.Shard.DeadlineCount, 1, 1_100);
    }

    private JoinGroupResponse Joined(Ticket ticket) => _coordinator.Answer<JoinGroupResponse>(ticket);
}
