using OrleansBroker.Protocol;

namespace OrleansBroker.Gateway.Fetching;

/// <summary>A partition as a fetch request names it: by topic name up to version 12, by topic id from 13 on.</summary>
internal readonly record struct FetchKey(string Topic, TopicId TopicId, int Partition);
