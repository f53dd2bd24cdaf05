using OrleansBroker.Gateway.Tests.Brokers;
using OrleansBroker.Gateway.Tests.Connections;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.Protocol.Tests.Messages;
using OrleansBroker.Protocol.Wire;

namespace OrleansBroker.Gateway.Tests.Handlers;

/// <summary>
/// Requests that can be read and make no sense: each is answered, or costs its own connection, and none is a bug of
/// ours. The seed makes them the same ones every time.
/// </summary>
public sealed class HostileRequestTests : IDisposable
{
    private const int RequestsPerVersion = 12;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("orleansbroker-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Each_is_answered_or_costs_its_connection_and_the_broker_goes_on()
    {
        using var log = new CollectedLog();
        await using var broker = await RunningBroker.StartAsync(_folder, log);
        await using var client = await broker.ConnectAsync();
        var served = await client.Connection.SendAsync<ApiVersionsRequest, ApiVersionsResponse>(
            new() { ClientSoftwareName = "test", ClientSoftwareVersion = "1.0" }, 3,
            TestContext.Current.CancellationToken);
        var messages = new RandomMessages(new HostileRandom(seed: 20_26));
        foreach (var api in served.ApiKeys)
        {
            // Produce tells older clients of versions that no message has any more.
            var lowest = Math.Max(api.MinVersion, MessageType.Named($"{api.ApiKey}Request").LowestVersion);
            var frames = Enumerable.Range(lowest, api.MaxVersion - lowest + 1)
                .SelectMany(version => Enumerable.Range(0, RequestsPerVersion)
                    .Select(_ => Frame(api.ApiKey, (short)version, messages)));
            foreach (var round in frames.Chunk(64))
            {
                await Task.WhenAll(round.Select(frame => AskAsync(broker.Address, frame)));
            }
        }

        Assert.DoesNotContain(log.Lines, line => line.Contains("a bug", StringComparison.Ordinal));
        await client.CreateTopicAsync("afterwards", 1);
    }

    private static async Task AskAsync(string address, byte[] frame)
    {
        using var client = await RawClient.ConnectAsync(System.Net.IPEndPoint.Parse(address));
        await client.SendAsync(frame);
        await client.ReadFrameAsync().WaitAsync(Limit);
    }

    private static byte[] Frame(ApiKey api, short version, RandomMessages messages)
    {
        var message = Answerable(messages.Next(MessageType.Named($"{api}Request"), version));
        using var writer = new WireWriter();
        writer.BeginFrame();
        var header = new RequestHeader { RequestApiKey = api, RequestApiVersion = version, ClientId = "hostile" };
        header.Write(writer, ApiDescriptions.Find(api)!.RequestHeaderVersion(version));
        message.Write(writer, version);
        writer.EndFrame();
        return writer.ToArray();
    }

    /// <summary>Without what makes the broker wait for long, or not answer at all.</summary>
    private static IMessage Answerable(IMessage message)
    {
        switch (message)
        {
            case FetchRequest fetch:
                fetch.MaxWaitMs = Math.Min(fetch.MaxWaitMs, 1);
                break;
            case ProduceRequest { Acks: 0 } produce:
                produce.Acks = 1;
                break;
        }

        return message;
    }

    /// <summary>Numbers at which comparisons and sums go wrong, more often than chance would bring them.</summary>
    private sealed class HostileRandom(int seed) : Random(seed)
    {
        private static readonly long[] Edges =
            [0, 0, 0, 1, 1, 2, -1, -1, -2, short.MaxValue, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue];

        public override long NextInt64(long minValue, long maxValue)
        {
            var choice = Next(Edges.Length + 3);
            return choice < Edges.Length ? Edges[choice] : base.NextInt64(minValue, maxValue);
        }
    }
}
