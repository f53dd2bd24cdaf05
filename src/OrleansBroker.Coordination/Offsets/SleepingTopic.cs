using OrleansBroker.Protocol;

namespace OrleansBroker.Coordination.Offsets;

/// <summary>The offsets of a sleeping group in one topic. Immutable.</summary>
/// <param name="Name">The topic's name, shared by all groups of a shard.</param>
/// <param name="Id">The id of the topic for which they were committed; zero when not known.</param>
/// <param name="Marks">The offsets, in no order.</param>
internal sealed record SleepingTopic(string Name, TopicId Id, OffsetMark[] Marks);
