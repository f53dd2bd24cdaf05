namespace OrleansBroker.Protocol.Records;

/// <summary>Who set the timestamps of a batch.</summary>
public enum TimestampType
{
    /// <summary>The producer, record by record.</summary>
    CreateTime = 0,

    /// <summary>The broker on append; the batch's max timestamp is the one of all its records.</summary>
    LogAppendTime = 1,
}
