namespace OrleansBroker.Coordination.Classic;

/// <summary>How the members of a classic group agree on the protocol by which the leader assigns.</summary>
internal static class Voting
{
    /// <summary>
    /// Whether somebody with these protocols can be a member. In a group of one type, at least one protocol must be
    /// known to everybody.
    /// </summary>
    public static bool CanTakePart(
        ClassicGroup group, string protocolType, IReadOnlyList<ClassicProtocol> protocols)
    {
        if (protocols.Count == 0 || protocolType.Length == 0)
            return false;
        if (group.State == ClassicState.Empty)
            return true;
        return group.ProtocolType == protocolType
            && protocols.Any(protocol => IsKnownToAll(group, protocol.Name));
    }

    /// <summary>The protocol for the next generation: every member votes for the first it knows of those that all know;
    /// among equals the one that the eldest member prefers.</summary>
    public static string Elect(ClassicGroup group)
    {
        var votes = new OrderedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var member in group.Members)
        {
            var choice = member.Protocols.First(protocol => IsKnownToAll(group, protocol.Name)).Name;
            votes[choice] = votes.GetValueOrDefault(choice) + 1;
        }

        return votes.MaxBy(vote => vote.Value).Key;
    }

    private static bool IsKnownToAll(ClassicGroup group, string protocol) =>
        group.Members.All(member => member.MetadataFor(protocol) is not null);
}
