namespace OrleansBroker.Protocol.Records;

/// <summary>What a control record says; the transaction markers are the ones that partitions hold.</summary>
public enum ControlRecordType : short
{
    /// <summary>The producer's open transaction is aborted.</summary>
    Abort = 0,

    /// <summary>The producer's open transaction is committed.</summary>
    Commit = 1,
}
