namespace OrleansBroker.Protocol;

/// <summary>A partition by the name of its topic.</summary>
public readonly record struct TopicPartition(string Topic, int Partition)
{
    public override string ToString() => $"{Topic}-{Partition}";
}
