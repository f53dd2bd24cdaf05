using System.Diagnostics.Metrics;

namespace OrleansBroker.Storage.Tests.Kit;

/// <summary>
/// Listens to one instrument of the storage. Other tests of the process count into it too: a test looks for its own
/// condition each time that it moves. Thread-safe.
/// </summary>
internal sealed class CounterProbe : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly SemaphoreSlim _moved = new(0);
    private long _total;

    public CounterProbe(string instrument)
    {
        _listener.InstrumentPublished = (published, listener) =>
        {
            if (published.Name == instrument)
            {
                HelpText = published.Description;
                listener.EnableMeasurementEvents(published);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, value, _, _) =>
        {
            Interlocked.Add(ref _total, value);
            _moved.Release();
        });
        _listener.Start();
    }

    /// <summary>What /metrics shows as HELP.</summary>
    public string? HelpText { get; private set; }

    public long Total => Interlocked.Read(ref _total);

    /// <summary>Returns when the condition holds, which is looked at whenever the instrument moves.</summary>
    public async Task WaitUntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await _moved.WaitAsync(TestContext.Current.CancellationToken);
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        _moved.Dispose();
    }
}
