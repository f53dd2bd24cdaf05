using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.Protocol.Messages.CoordinatorRecords;

namespace OrleansBroker.Coordination.Tests.Shard;

/// <summary>The time of day may jump; it counts for what is written down and for nothing else.</summary>
public class ClockTests
{
    private static readonly long Day = (long)TimeSpan.FromDays(1).TotalMilliseconds;

    private readonly Coordinator _coordinator = new();

    public ClockTests() => _coordinator.Topic("t", 1);

    [Theory]
    [InlineData(30)]
    [InlineData(-30)]
    public void No_session_ends_because_the_clock_was_set(int days)
    {
        var classic = _coordinator.Answer<JoinGroupResponse>(_coordinator.Join(version: 3));
        _coordinator.Answer<SyncGroupResponse>(_coordinator.Sync(classic.MemberId, 1));
        _coordinator.UnixTimeAtZeroMs += days * Day;
        _coordinator.Pass(9_000);
        Assert.Equal(ErrorCode.None, _coordinator.Heartbeat(classic.MemberId, 1));
        _coordinator.Pass(10_000);
        Assert.Equal(ErrorCode.UnknownMemberId, _coordinator.Heartbeat(classic.MemberId, 1));
    }

    [Fact]
    public void A_commit_is_stamped_with_the_time_of_day()
    {
        _coordinator.Commit(0, 1);
        var (key, value) = _coordinator.Log.Values.Single();
        Assert.True(Coordination.Shard.CoordinatorRecordCodec.TryDecode(key, value, out var record));
        Assert.Equal(_coordinator.UnixNowMs, Assert.IsType<OffsetCommitValue>(record.Value).CommitTimestamp);
    }

    [Fact]
    public void Offsets_age_by_the_time_of_day_also_over_a_move()
    {
        _coordinator.Commit(0, 1);
        _coordinator.UnixTimeAtZeroMs += 6 * Day;
        _coordinator.Move();
        _coordinator.Pass(Day / 2);
        Assert.Equal(1, _coordinator.Shard.AsleepCount);
        _coordinator.Pass(Day);
        Assert.Equal(-1, _coordinator.FetchOffset(0));
    }
}
