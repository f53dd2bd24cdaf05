using Microsoft.Extensions.Logging;

namespace OrleansBroker.Storage.Tests.Simulation;

/// <summary>Puts what the log says of itself into a trace.</summary>
internal sealed class TraceLoggers(Action<string> note) : ILoggerFactory, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter) =>
        note($"  {formatter(state, exception)} {(exception is IOException ? exception.Message : exception)}");

    public void Dispose()
    {
        // There is nothing to let go of.
    }
}
