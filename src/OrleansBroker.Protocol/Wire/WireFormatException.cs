namespace OrleansBroker.Protocol.Wire;

/// <summary>The bytes are not a message of the version asked for: the connection they came by cannot be trusted.</summary>
public sealed class WireFormatException(string message) : Exception(message);
