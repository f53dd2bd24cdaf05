using OrleansBroker.Protocol;

namespace OrleansBroker.Grains.Coordinators;

/// <summary>A coordinator's log did not take or give records: what the shard has in memory is in doubt.</summary>
internal sealed class CoordinatorLogException(ErrorCode error, TopicPartition partition)
    : Exception($"The log of {partition} answered {error.Name()}.")
{
    /// <summary>What whoever waits is told: to ask again here when the replicas are back, or to look for another
    /// coordinator.</summary>
    public ErrorCode ForClients => error switch
    {
        ErrorCode.NotEnoughReplicas or ErrorCode.NotEnoughReplicasAfterAppend or ErrorCode.RequestTimedOut
            or ErrorCode.UnknownTopicOrPartition => ErrorCode.CoordinatorNotAvailable,
        _ => ErrorCode.NotCoordinator,
    };

    public static void ThrowIf(ErrorCode error, TopicPartition partition)
    {
        if (error != ErrorCode.None)
        {
            throw new CoordinatorLogException(error, partition);
        }
    }
}
