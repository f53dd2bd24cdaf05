using OrleansBroker.Protocol;

namespace OrleansBroker.Grains.Coordinators;

/// <summary>A coordinator's log did not take or give records: what the shard has in memory is in doubt.</summary>
internal sealed class CoordinatorLogException(ErrorCode error, TopicPartition partition)
    : Exception($"The log of {partition} answered {error.Name()}.")
{
    public ErrorCode Error => error;

    public static void ThrowIf(ErrorCode error, TopicPartition partition)
    {
        if (error != ErrorCode.None)
        {
            throw new CoordinatorLogException(error, partition);
        }
    }
}
