using Microsoft.Extensions.Logging;
using OrleansBroker.Gateway.Tests.Connections;

namespace OrleansBroker.Gateway.Tests.Brokers;

/// <summary>Keeps what a broker logs at warning and above. Thread-safe.</summary>
internal sealed class CollectedLog : ILoggerProvider
{
    private readonly ListLogger _logger = new();

    public IReadOnlyCollection<string> Lines => _logger.Lines;

    public ILogger CreateLogger(string categoryName) => _logger;

    public void Dispose()
    {
    }
}
