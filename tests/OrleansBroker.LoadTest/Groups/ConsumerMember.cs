using OrleansBroker.Protocol.Messages;
using OrleansBroker.TestKit;

namespace OrleansBroker.LoadTest.Groups;

/// <summary>
/// A member of the consumer protocol as a client would be one, without reading: each heartbeat tells what it owns, and
/// takes over what it is told to have. Used by one task at a time.
/// </summary>
internal sealed class ConsumerMember(KafkaClient client, string group, string topic)
{
    private const short Version = 1;
    private const int RebalanceMs = 300_000;
    private const int LeaveEpoch = -1;

    private readonly string _memberId = $"{Guid.NewGuid()}";
    private int _epoch;
    private List<ConsumerGroupHeartbeatResponse.TopicPartitions> _owned = [];

    /// <summary>Partitions that it has.</summary>
    public int Share => _owned.Sum(topic => topic.Partitions.Count);

    /// <summary>How many heartbeats it has sent.</summary>
    public int Heartbeats { get; private set; }

    /// <summary>One heartbeat; the first joins.</summary>
    public async Task HeartbeatAsync()
    {
        Heartbeats++;
        var response = await SendAsync(_epoch, topics: _epoch == 0 ? [topic] : null);
        KafkaErrorException.ThrowIfFailed(response.ErrorCode, response.ErrorMessage);
        _epoch = response.MemberEpoch;
        _owned = response.Assignment?.TopicPartitions ?? _owned;
    }

    public Task LeaveAsync() => SendAsync(LeaveEpoch, null);

    private Task<ConsumerGroupHeartbeatResponse> SendAsync(int epoch, List<string>? topics) =>
        client.Connection.SendAsync<ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse>(
            new ConsumerGroupHeartbeatRequest
            {
                GroupId = group,
                MemberId = _memberId,
                MemberEpoch = epoch,
                RebalanceTimeoutMs = RebalanceMs,
                SubscribedTopicNames = topics,
                TopicPartitions = [.. _owned.Select(topic => new ConsumerGroupHeartbeatRequest.TopicPartitionsData
                {
                    TopicId = topic.TopicId,
                    Partitions = topic.Partitions,
                })],
            },
            Version);
}
