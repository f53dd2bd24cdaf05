namespace OrleansBroker.Grains.Partitions;

/// <summary>Somebody who waits for a partition to move: a delayed fetch.</summary>
public interface IPartitionWatcher
{
    /// <summary>
    /// The high watermark, the last stable offset or the log start moved, or leadership ended. Called on an I/O thread
    /// of the partition's folder: must be quick, must not block and must not throw.
    /// </summary>
    void OnPartitionChanged(Partition partition);
}
