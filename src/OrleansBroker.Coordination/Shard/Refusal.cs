using OrleansBroker.Protocol;

namespace OrleansBroker.Coordination.Shard;

/// <summary>Why a request is refused: the code for the client, the sentence for its log.</summary>
internal sealed record Refusal(ErrorCode Error, string Message);
