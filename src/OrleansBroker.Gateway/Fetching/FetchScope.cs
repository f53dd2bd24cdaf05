using OrleansBroker.Protocol;

namespace OrleansBroker.Gateway.Fetching;

/// <summary>
/// What one fetch request is about: its partitions in order, and the session that it belongs to, if any.
/// </summary>
/// <param name="Error">Why the request cannot be served at all, or None.</param>
/// <param name="Session">The session, or null for a request that stands alone.</param>
/// <param name="IsIncremental">Whether the answer leaves out partitions that have no news.</param>
/// <param name="Partitions">The partitions to read, in the order in which they may fill the answer.</param>
internal sealed record FetchScope(
    ErrorCode Error, FetchSession? Session, bool IsIncremental, FetchedPartition[] Partitions)
{
    /// <summary>The session id of the answer; 0 means none.</summary>
    public int SessionId => Session?.Id ?? 0;

    public static FetchScope Failed(ErrorCode error) => new(error, null, false, []);
}
