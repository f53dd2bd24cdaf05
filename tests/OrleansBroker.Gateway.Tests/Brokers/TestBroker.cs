using OrleansBroker.TestKit;

namespace OrleansBroker.Gateway.Tests.Brokers;

/// <summary>
/// The whole broker in this process, on a free port with a folder of its own; a class of tests shares one, and each
/// test takes topics of its own.
/// </summary>
public sealed class TestBroker : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("orleansbroker-").FullName;
    private RunningBroker? _run;

    public string Address => _run!.Address;

    /// <summary>Full path of its one data folder.</summary>
    public string DataFolder => _folder;

    /// <summary>A connection that is nobody else's.</summary>
    public Task<KafkaClient> ConnectAsync() => _run!.ConnectAsync();

    public async ValueTask InitializeAsync() => _run = await RunningBroker.StartAsync(_folder);

    public async ValueTask DisposeAsync()
    {
        if (_run is not null)
        {
            await _run.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }
}
