using OrleansBroker.Coordination.Shard;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.Protocol.Messages.CoordinatorRecords;
using OrleansBroker.Protocol.Wire;

namespace OrleansBroker.Coordination.Tests.Offsets;

/// <summary>Offsets as the log has them, in memory again.</summary>
public class ReplayTests
{
    private const long ProducerId = 7;

    private readonly CoordinatorShard _shard = new(new GroupOptions(), Guid.NewGuid);
    private long _lastTicket;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Every_version_is_read(short version)
    {
        var topicId = TopicId.Create(new Random(version));
        var value = new OffsetCommitValue
        {
            Offset = 42, Metadata = "n\u00f6te", CommitTimestamp = 5, TopicId = version < 4 ? TopicId.Zero : topicId,
            LeaderEpoch = version < 3 ? -1 : 9,
        };
        Assert.True(Replay(3, Bytes(value, version), position: 0));
        var fetched = Fetch(3);
        Assert.Equal((42L, "n\u00f6te", value.LeaderEpoch),
            (fetched.CommittedOffset, fetched.Metadata, fetched.CommittedLeaderEpoch));
        Assert.Equal(value.TopicId, _shard.Offsets.Single().TopicId);
    }

    [Fact]
    public void A_version_from_the_future_is_passed_over() => Assert.False(Replay(0, [0, 5, 0], position: 0));

    [Fact]
    public void A_value_that_is_cut_short_is_malformed()
    {
        var whole = Bytes(new OffsetCommitValue { Offset = 1, Metadata = "note" }, version: 4);
        for (var length = 0; length < whole.Length; length++)
        {
            var cut = whole[..length];
            Assert.Throws<WireFormatException>(() => Replay(0, cut, position: 0));
        }

        Assert.Empty(_shard.Offsets);
    }

    [Fact]
    public void The_last_record_counts_and_a_tombstone_takes_it_away()
    {
        Commit(0, offset: 1, position: 0);
        Commit(0, offset: 2, position: 1);
        Commit(1, offset: 3, position: 2);
        _shard.Replay(Key(1), null, position: 3);
        Assert.Equal([2L], _shard.Offsets.Select(offset => offset.Offset));
        _shard.CompleteLoad(0);
        Assert.Equal([1L], _shard.BeginWake(Requests.GroupId));
    }

    [Fact]
    public void Names_beyond_ascii_are_found_again()
    {
        foreach (var groupId in new[] { "gr\u00fcppe", "\ud83d\ude80", "plain" })
        {
            for (var position = 0; position < 3; position++)
            {
                var key = new RecordKey(RecordType.OffsetCommit, groupId, "t\u00e9", 0);
                var bytes = Bytes(new OffsetCommitValue { Offset = position }, version: 4);
                _shard.Replay(CoordinatorRecordCodec.EncodeKey(key), bytes, position);
            }
        }

        Assert.Equal(
            [("gr\u00fcppe", 2L), ("plain", 2L), ("\ud83d\ude80", 2L)],
            _shard.Offsets.Select(offset => (offset.GroupId, offset.Offset))
                .OrderBy(entry => entry.GroupId, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(true, 8)]
    [InlineData(false, 1)]
    public void What_a_transaction_has_committed_counts_when_it_is_committed(bool isCommitted, long expected)
    {
        Commit(0, offset: 1, position: 0);
        Commit(0, offset: 8, position: 1, ProducerId);
        Assert.Equal([1L], _shard.Offsets.Select(offset => offset.Offset));
        _shard.EndTransaction(ProducerId, isCommitted);
        Assert.Equal([expected], _shard.Offsets.Select(offset => offset.Offset));
        _shard.CompleteLoad(0);
        Assert.Equal([isCommitted ? 1L : 0L], _shard.BeginWake(Requests.GroupId));
    }

    [Fact]
    public void A_commit_after_that_of_a_transaction_is_newer_whenever_it_ends()
    {
        Commit(0, offset: 8, position: 0, ProducerId);
        Commit(0, offset: 9, position: 1);
        _shard.EndTransaction(ProducerId, isCommitted: true);
        Assert.Equal([9L], _shard.Offsets.Select(offset => offset.Offset));
    }

    [Fact]
    public void A_group_with_an_open_transaction_does_not_sleep()
    {
        Commit(0, offset: 8, position: 0, ProducerId);
        _shard.CompleteLoad(0);
        Assert.Equal((1, 0), (_shard.AwakeCount, _shard.AsleepCount));
        _shard.EndTransaction(ProducerId, isCommitted: true);
        Assert.Equal(8, Fetch(0).CommittedOffset);
    }

    [Fact]
    public void An_offset_that_a_transaction_may_still_change_does_not_expire()
    {
        Commit(0, offset: 8, position: 0);
        Commit(1, offset: 8, position: 1);
        Commit(0, offset: 9, position: 2, ProducerId);
        _shard.CompleteLoad(0);
        var afterRetention = (long)TimeSpan.FromDays(8).TotalMilliseconds;
        Assert.True(_shard.TryGetDue(afterRetention, out var group));
        _shard.OnDeadline(group, afterRetention);
        Assert.Equal([0], _shard.Offsets.Select(offset => offset.Partition.Partition));
    }

    private static byte[] Key(int partition) =>
        CoordinatorRecordCodec.EncodeKey(new RecordKey(RecordType.OffsetCommit, Requests.GroupId, "t", partition));

    private static byte[] Bytes(OffsetCommitValue value, short version)
    {
        using var writer = new WireWriter();
        writer.WriteInt16(version);
        value.Write(writer, version);
        return writer.ToArray();
    }

    private void Commit(int partition, long offset, long position, long producerId = -1)
    {
        var value = Bytes(new OffsetCommitValue { Offset = offset }, version: 3);
        Assert.True(_shard.Replay(Key(partition), value, position, producerId));
    }

    private bool Replay(int partition, byte[] value, long position) => _shard.Replay(Key(partition), value, position);

    private OffsetFetchResponse.OffsetFetchResponsePartitions Fetch(int partition)
    {
        var request = new OffsetFetchRequest.OffsetFetchRequestGroup
        {
            GroupId = Requests.GroupId,
            Topics = [new() { Name = "t", PartitionIndexes = [partition] }],
        };
        var result = _shard.OffsetFetch(
            new RequestContext(new Ticket(++_lastTicket), 9, "", ""), request, requireStable: false, nowMs: 0);
        var response = Assert.IsType<OffsetFetchResponse>(Assert.Single(result.Answers).Response);
        return response.Groups[0].Topics[0].Partitions[0];
    }
}
