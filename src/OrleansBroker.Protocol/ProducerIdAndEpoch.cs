namespace OrleansBroker.Protocol;

/// <summary>Who wrote an idempotent batch; a higher epoch fences the lower ones of the same id.</summary>
public readonly record struct ProducerIdAndEpoch(long ProducerId, short Epoch)
{
    /// <summary>A batch of a producer that is not idempotent.</summary>
    public static readonly ProducerIdAndEpoch None = new(-1, -1);
}
