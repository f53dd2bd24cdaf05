using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages.CoordinatorRecords;

/// <summary>Key of a transaction: its transactional id.</summary>
[DataMessage(Versions = "0", RecordType = 0)]
public sealed partial class TransactionLogKey
{
    [Field("0")] public string TransactionalId { get; set; } = "";
}

/// <summary>A transaction: its producer, state and partitions.</summary>
[DataMessage(Versions = "0-1", Flexible = "1+", RecordType = 0)]
public sealed partial class TransactionLogValue
{
    [Field("0+")] public long ProducerId { get; set; }
    [Field("1+", Tag = 0)] public long PreviousProducerId { get; set; } = -1;
    [Field("1+", Tag = 1)] public long NextProducerId { get; set; } = -1;
    [Field("0+")] public short ProducerEpoch { get; set; }
    [Field("1+", Tag = 3)] public short NextProducerEpoch { get; set; } = -1;
    [Field("0+")] public int TransactionTimeoutMs { get; set; }
    [Field("0+")] public sbyte TransactionStatus { get; set; }
    [Field("0+", Nullable = "0+")] public List<PartitionsSchema>? TransactionPartitions { get; set; } = [];
    [Field("0+")] public long TransactionLastUpdateTimestampMs { get; set; }
    [Field("0+")] public long TransactionStartTimestampMs { get; set; }
    [Field("1+", Tag = 2)] public short ClientTransactionVersion { get; set; }

    public sealed partial class PartitionsSchema
    {
        [Field("0+")] public string Topic { get; set; } = "";
        [Field("0+")] public List<int> PartitionIds { get; set; } = [];
    }
}
