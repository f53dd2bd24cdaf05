namespace OrleansBroker.Protocol.Messages;

/// <summary>The answer to a request of the same key and version.</summary>
public interface IResponse<TSelf> : IMessage<TSelf>
    where TSelf : IResponse<TSelf>
{
    static abstract ApiKey ApiKey { get; }
}
