namespace OrleansBroker.Storage.Producers;

/// <summary>One appended batch of a producer.</summary>
internal readonly record struct ProducerBatch(int LastSequence, long LastOffset, int OffsetDelta, long TimestampMs)
{
    /// <summary>Sequences continue with 0 after 2^31 - 1, and one record has one sequence.</summary>
    public int FirstSequence => LastSequence < 0 ? -1 : (LastSequence - OffsetDelta) & int.MaxValue;

    public long FirstOffset => LastOffset - OffsetDelta;
}
