using OrleansBroker.Coordination.Classic;
using OrleansBroker.Coordination.Shard;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Coordination.Offsets;

/// <summary>OffsetDelete: only for topics that nobody in the group reads.</summary>
internal static class OffsetDelete
{
    public static OffsetDeleteResponse Run(GroupTurn turn, OffsetDeleteRequest request)
    {
        // Of members that are no consumers nobody knows what they read.
        if (turn.Group.Classic is { IsOfConsumers: false } classic && classic.State != ClassicState.Empty)
            return new OffsetDeleteResponse { ErrorCode = ErrorCode.NonEmptyGroup };
        return new OffsetDeleteResponse { Topics = [.. request.Topics.Select(topic => Delete(turn, topic))] };
    }

    private static OffsetDeleteResponse.OffsetDeleteResponseTopic Delete(
        GroupTurn turn, OffsetDeleteRequest.OffsetDeleteRequestTopic topic)
    {
        var error = turn.Group.IsSubscribedTo(topic.Name) ? ErrorCode.GroupSubscribedToTopic : ErrorCode.None;
        foreach (var partition in topic.Partitions.Where(_ => error == ErrorCode.None))
        {
            if (turn.Group.Offsets.TryGet(topic.Name, partition.PartitionIndex, out _))
                turn.Write(RecordType.OffsetCommit, null, topic.Name, partition.PartitionIndex);
        }

        return new OffsetDeleteResponse.OffsetDeleteResponseTopic
        {
            Name = topic.Name,
            Partitions =
            [
                .. topic.Partitions.Select(partition => new OffsetDeleteResponse.OffsetDeleteResponsePartition
                {
                    PartitionIndex = partition.PartitionIndex,
                    ErrorCode = error,
                }),
            ],
        };
    }
}
