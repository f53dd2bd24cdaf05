using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Coordination.Tests.Simulation;

/// <summary>What was acknowledged, and what the coordinator says: neither may go back.</summary>
internal sealed class CommitLedger
{
    public const long Unknown = -2;

    private readonly Dictionary<TopicPartition, long> _acknowledged = [];
    private readonly Dictionary<TopicPartition, long> _seen = [];
    private int _term;

    public void Acknowledge(OffsetCommitRequest request)
    {
        foreach (var topic in request.Topics)
        {
            foreach (var partition in topic.Partitions)
            {
                var key = new TopicPartition(topic.Name, partition.PartitionIndex);
                _acknowledged[key] = Math.Max(_acknowledged.GetValueOrDefault(key), partition.CommittedOffset);
            }
        }
    }

    /// <summary>Compares with what the coordinator has now. A move takes back what was never acknowledged.</summary>
    public void Check(Coordinator coordinator)
    {
        var offsets = coordinator.Shard.Offsets.ToDictionary(entry => entry.Partition, entry => entry.Offset);
        if (offsets.Count == 0)
            return;
        if (_term != coordinator.Moves)
            _seen.Clear();
        _term = coordinator.Moves;
        foreach (var (partition, acknowledged) in _acknowledged)
            Assert.True(offsets.GetValueOrDefault(partition, -1) >= acknowledged, $"{partition}: a commit was lost");
        foreach (var (partition, offset) in offsets)
        {
            Assert.True(_seen.GetValueOrDefault(partition) <= offset, $"{partition}: went back to {offset}");
            _seen[partition] = offset;
        }
    }
}
