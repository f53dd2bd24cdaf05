namespace OrleansBroker.Grains.Brokers;

/// <summary>The controller refused this broker; the message is one sentence that says what to do.</summary>
public sealed class BrokerRefusedException(string message) : Exception(message);
