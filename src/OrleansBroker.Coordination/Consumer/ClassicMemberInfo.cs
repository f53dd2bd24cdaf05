using OrleansBroker.Coordination.Classic;

namespace OrleansBroker.Coordination.Consumer;

/// <summary>What is known besides of a member that speaks the classic protocol in a consumer group.</summary>
internal sealed record ClassicMemberInfo(int SessionTimeoutMs, IReadOnlyList<ClassicProtocol> Protocols)
{
    public bool IsSame(ClassicMemberInfo? other) =>
        other is not null && SessionTimeoutMs == other.SessionTimeoutMs && Protocols.SequenceEqual(other.Protocols);
}
