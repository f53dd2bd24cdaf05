namespace OrleansBroker.Server.Hosting;

/// <summary>The broker cannot start; the message is one sentence that says what to do about it.</summary>
internal sealed class StartException(string message) : Exception(message);
