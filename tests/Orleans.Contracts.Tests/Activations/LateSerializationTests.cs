using Orleans.Concurrency;
using Orleans.Contracts.Tests.Support;

namespace Orleans.Contracts.Tests.Activations;

/// <summary>An immutable payload is serialized when its turn to be sent comes: until then it must not change.</summary>
public sealed class LateSerializationTests(Cluster cluster) : IClassFixture<Cluster>
{
    [Fact]
    public async Task What_is_changed_after_the_call_was_made_may_arrive_changed()
    {
        var grain = cluster.Remote<IReceiver>();
        await grain.First(new Immutable<byte[]>([0]));
        var arrivedChanged = false;
        for (var round = 0; round < 200 && !arrivedChanged; round++)
        {
            // Large ones first keep the connection busy while the last one waits.
            var calls =
                Enumerable.Range(0, 8).Select(_ => grain.First(new Immutable<byte[]>(new byte[1 << 20]))).ToList();
            byte[] payload = [1];
            var last = grain.First(new Immutable<byte[]>(payload));
            payload[0] = 2;
            arrivedChanged = await last == 2;
            await Task.WhenAll(calls);
        }

        Assert.True(arrivedChanged);
    }
}

public interface IReceiver : IGrainWithStringKey
{
    Task<byte> First(Immutable<byte[]> payload);
}

[Pinned, KeepAlive]
public sealed class ReceiverGrain : Grain, IReceiver
{
    public Task<byte> First(Immutable<byte[]> payload) => Task.FromResult(payload.Value[0]);
}
