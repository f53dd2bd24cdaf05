namespace OrleansBroker.Protocol.Wire;

/// <summary>The bytes are no message of the version asked for: their connection has to be closed.</summary>
public sealed class WireFormatException(string message) : Exception(message);
