namespace OrleansBroker.Protocol.Records;

/// <summary>A record for which a batch is refused (KIP-467).</summary>
/// <param name="Index">Its place in the batch, from 0.</param>
/// <param name="Message">What is wrong with it.</param>
public readonly record struct RecordFault(int Index, string Message)
{
    /// <summary>Most of them that are told of one batch: a batch of a million tiny records must not cost a response of
    /// a hundred megabytes.</summary>
    public const int CountMax = 1_000;
}
