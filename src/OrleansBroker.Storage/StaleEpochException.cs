namespace OrleansBroker.Storage;

/// <summary>Somebody asked to write under a leader epoch that is lower than one the log has seen.</summary>
public sealed class StaleEpochException : Exception
{
    internal StaleEpochException(PartitionLog log, int asked, int seen)
        : base($"Leader epoch {asked} may not write {log.TopicPartition}: epoch {seen} has the right to.")
    {
    }
}
