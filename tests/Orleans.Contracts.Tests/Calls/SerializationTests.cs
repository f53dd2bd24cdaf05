using System.Net;
using Orleans.Contracts.Tests.Support;
using Orleans.Serialization;

namespace Orleans.Contracts.Tests.Calls;

public sealed class SerializationTests(Cluster cluster) : IClassFixture<Cluster>
{
    [Fact]
    public async Task Values_of_marked_and_plain_types_arrive_unchanged()
    {
        var sent = new Everything
        {
            Numbers = [1, int.MaxValue],
            Points = new() { ["p"] = new Point { X = 1, Y = -2 } },
            Polymorphic = new Derived("d", 4) { More = "m" },
            Time = DateTimeOffset.UnixEpoch,
            Id = Guid.NewGuid(),
            Color = Color.Blue,
            Tuples = [("t", long.MinValue)],
            Strings = new List<string> { "a", "" },
            Memory = new byte[] { 7, 8 },
            Frozen = [5, 6],
            EndPoint = new IPEndPoint(IPAddress.Loopback, 9092),
            Set = [Guid.Empty],
            Span = TimeSpan.FromTicks(3),
            MaybePoint = new Point { X = 3 },
        };

        foreach (var grain in new[] { cluster.Local<IEcho>(), cluster.Remote<IEcho>() })
        {
            Equal(sent, await grain.All(sent));
        }
    }

    [Fact]
    public async Task Absent_values_stay_absent()
    {
        foreach (var grain in new[] { cluster.Local<IEcho>(), cluster.Remote<IEcho>() })
        {
            var received = await grain.All(new Everything());
            Assert.Null(received.Numbers);
            Assert.Null(received.Polymorphic);
            Assert.Null(received.Time);
            Assert.Null(received.MaybePoint);
            Assert.True(received.Frozen.IsDefault);
            Assert.Null(await grain.Any(null));
        }
    }

    [Fact]
    public async Task The_type_of_an_object_travels_with_it()
    {
        foreach (var grain in new[] { cluster.Local<IEcho>(), cluster.Remote<IEcho>() })
        {
            Assert.Equal(5, await grain.Any(5));
            Assert.Equal(new Derived("d", 1), await grain.Any(new Derived("d", 1)));
            Assert.Equal(new[] { "a" }, await grain.Any(new[] { "a" }));
        }
    }

    [Fact]
    public async Task A_type_that_is_not_marked_is_refused_even_on_one_silo()
    {
        foreach (var grain in new[] { cluster.Local<IEcho>(), cluster.Remote<IEcho>() })
        {
            await Assert.ThrowsAsync<CodecNotFoundException>(() => grain.Any(new Unmarked()));
        }
    }

    private static void Equal(Everything sent, Everything received)
    {
        Assert.Equal(sent.Numbers, received.Numbers);
        Assert.Equal(sent.Points, received.Points);
        Assert.Equal(sent.Polymorphic, received.Polymorphic);
        Assert.Equal(sent.Time, received.Time);
        Assert.Equal(sent.Id, received.Id);
        Assert.Equal(sent.Color, received.Color);
        Assert.Equal(sent.Tuples, received.Tuples);
        Assert.Equal(sent.Strings, received.Strings);
        Assert.Equal(sent.Memory.ToArray(), received.Memory.ToArray());
        Assert.Equal(sent.Frozen, received.Frozen);
        Assert.Equal(sent.EndPoint, received.EndPoint);
        Assert.Equal(sent.Set, received.Set);
        Assert.Equal(sent.Span, received.Span);
        Assert.Equal(sent.MaybePoint, received.MaybePoint);
    }
}
