using OrleansBroker.Coordination.Offsets;
using OrleansBroker.Protocol;

namespace OrleansBroker.Coordination.Shard;

/// <summary>
/// All that is kept of a group that nobody uses: where its records are, how far it has come, and what a list shows.
/// Some hundred bytes and 24 for each offset. Single-threaded.
/// </summary>
internal sealed class SleepingGroup(SleepingTopic[] topics, long[] otherPositions, string protocolType, GroupType type)
{
    public IReadOnlyList<SleepingTopic> Topics => topics;

    public string ProtocolType => protocolType;

    public GroupType Type => type;

    /// <summary>Whether the log has nothing of the group any more.</summary>
    public bool IsNothing => topics.Length == 0 && otherPositions.Length == 0;

    /// <summary>When it has to be woken because offsets may have expired.</summary>
    public required long ExpiryDeadline { get; set; }

    /// <summary>The last turn that wrote something of the group.</summary>
    public required long LastSequence { get; set; }

    /// <summary>Whether its records are being read: until they are there nothing is due.</summary>
    public bool IsWaking { get; set; }

    /// <summary>The offsets of the group's live records in the log, ascending.</summary>
    public long[] Positions()
    {
        var positions = topics.SelectMany(topic => topic.Marks).Select(mark => mark.Position)
            .Concat(otherPositions).ToArray();
        Array.Sort(positions);
        return positions;
    }

    /// <summary>Takes out the offsets of deleted topics.</summary>
    /// <returns>What was taken out.</returns>
    public List<SleepingTopic> Remove(IReadOnlyCollection<TopicId> deleted)
    {
        var gone = topics.Where(topic => deleted.Contains(topic.Id)).ToList();
        if (gone.Count > 0)
            topics = [.. topics.Except(gone)];
        return gone;
    }
}
