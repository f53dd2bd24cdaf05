namespace OrleansBroker.Protocol;

/// <summary>A partition by the id of its topic: a topic created again under the same name is another one.</summary>
public readonly record struct TopicIdPartition(TopicId TopicId, int Partition)
{
    public override string ToString() => $"{TopicId}-{Partition}";
}
