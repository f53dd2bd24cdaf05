using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Coordination.Shard;

/// <summary>The answer to the request of a ticket, of the response type that belongs to the request.</summary>
public readonly record struct Answer(Ticket Ticket, IMessage Response);
