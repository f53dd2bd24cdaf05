namespace OrleansBroker.Protocol.Messages;

/// <summary>A request that a client sends.</summary>
public interface IRequest<TSelf> : IMessage<TSelf>
    where TSelf : IRequest<TSelf>
{
    static abstract ApiKey ApiKey { get; }
}
