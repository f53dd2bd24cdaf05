namespace OrleansBroker.Coordination.Consumer;

/// <summary>What a member of a consumer group has told of itself. Immutable.</summary>
internal sealed record MemberSubscription(
    string? InstanceId,
    string? RackId,
    string ClientId,
    string ClientHost,
    int RebalanceTimeoutMs,
    IReadOnlyList<string> TopicNames,
    string? TopicRegex,
    string? ServerAssignor,
    ClassicMemberInfo? Classic)
{
    /// <summary>What a member is before it has told anything.</summary>
    public static readonly MemberSubscription None = new(null, null, "", "", -1, [], null, null, null);

    /// <summary>Whether the two ask for the same topics.</summary>
    public bool AsksForSame(MemberSubscription other) =>
        TopicRegex == other.TopicRegex && TopicNames.SequenceEqual(other.TopicNames, StringComparer.Ordinal);

    public bool IsSame(MemberSubscription other) =>
        AsksForSame(other)
        && InstanceId == other.InstanceId
        && RackId == other.RackId
        && ClientId == other.ClientId
        && ClientHost == other.ClientHost
        && RebalanceTimeoutMs == other.RebalanceTimeoutMs
        && ServerAssignor == other.ServerAssignor
        && (Classic is null ? other.Classic is null : Classic.IsSame(other.Classic));
}
