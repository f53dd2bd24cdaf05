using Orleans;
using OrleansBroker.Abstractions.Groups;

namespace OrleansBroker.Abstractions;

/// <summary>
/// The Orleans face of a consumer group; the key is the group's id. It lives on the silo that leads the group's
/// partition of <c>__consumer_offsets</c>, which has to exist.
/// </summary>
[Alias("OrleansBroker.IGroupGrain")]
public interface IGroupGrain : IGrainWithStringKey
{
    /// <summary>
    /// Runs one turn of the group: ConsumerGroupHeartbeat, OffsetCommit, OffsetFetch (from version 8 on) or
    /// OffsetDelete. JoinGroup and SyncGroup are not served, because their answers wait for other members; no call
    /// takes longer than 2 seconds.
    /// </summary>
    [Alias("Ask")]
    Task<GroupReply> Ask(GroupQuestion question);
}
