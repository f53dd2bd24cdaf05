namespace OrleansBroker.Gateway.Connections;

/// <summary>The client sent what no answer exists for; its connection is closed with this message in the log.</summary>
internal sealed class BadFrameException(string message) : Exception(message);
