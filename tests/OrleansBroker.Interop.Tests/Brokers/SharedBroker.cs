using OrleansBroker.Interop.Tests.Brokers;

[assembly: AssemblyFixture(typeof(SharedBroker))]

namespace OrleansBroker.Interop.Tests.Brokers;

/// <summary>
/// One broker for every test that neither stops nor kills it; tests keep apart by topic. INTEROP_BROKER=host:port uses
/// a broker that runs already, such as Apache Kafka, to see whether a test is right.
/// </summary>
public sealed class SharedBroker : IAsyncLifetime
{
    private readonly TempFolder _data = new();
    private ServerProcess? _server;

    /// <summary>host:port.</summary>
    public string Address { get; private set; } = "";

    public string Port => Address[(Address.LastIndexOf(':') + 1)..];

    /// <summary>A topic name that no other test has.</summary>
    public static string NewTopic(string what) => $"{what}-{Guid.NewGuid():N}";

    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("INTEROP_BROKER") is { Length: > 0 } external)
        {
            Address = external;
            return;
        }

        _server = await ServerProcess.StartAsync(_data.Path);
        Address = _server.Address;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.StopAsync();
            await _server.DisposeAsync();
        }

        _data.Dispose();
    }
}
