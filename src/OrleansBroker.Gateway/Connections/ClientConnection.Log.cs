using System.Net;
using Microsoft.Extensions.Logging;

namespace OrleansBroker.Gateway.Connections;

internal sealed partial class ClientConnection
{
    [LoggerMessage(1, LogLevel.Warning, "Closed the connection of {Client}: {Reason}")]
    private static partial void LogClosed(ILogger logger, EndPoint? client, string reason);

    [LoggerMessage(2, LogLevel.Debug, "The connection of {Client} ended: {Reason}")]
    private static partial void LogReset(ILogger logger, EndPoint? client, string reason);

    [LoggerMessage(3, LogLevel.Error, "A request of {Client} failed and its connection was closed; this is a bug")]
    private static partial void LogFailed(ILogger logger, Exception exception, EndPoint? client);
}
