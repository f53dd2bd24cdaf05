namespace OrleansBroker.Protocol.Records;

/// <summary>The batch is in order, but this machine lacks the library that its compression needs.</summary>
/// <param name="message">Which library, and the Debian package that brings it.</param>
public sealed class CompressionUnavailableException(string message) : Exception(message);
