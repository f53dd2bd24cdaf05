using Orleans.Contracts.Tests.Support;

namespace Orleans.Contracts.Tests.Calls;

/// <summary>On one silo arguments and results are copied, unless they are immutable.</summary>
public sealed class CopyTests(Cluster cluster) : IClassFixture<Cluster>
{
    [Fact]
    public async Task A_mutable_argument_and_result_are_copied()
    {
        var grain = cluster.Local<IEcho>();
        var sent = new Mutable { Numbers = [1] };
        var received = await grain.ChangeAndKeep(sent);
        Assert.Equal([1], sent.Numbers);
        Assert.Equal([1, -1], received.Numbers);
        received.Numbers.Clear();
        Assert.Equal([1, -1], (await grain.Kept()).Numbers);
    }

    [Fact]
    public async Task The_copy_is_made_when_the_call_is_made()
    {
        var sent = new Mutable { Numbers = [1] };
        var call = cluster.Remote<IEcho>().ChangeAndKeep(sent);
        sent.Numbers.Clear();
        Assert.Equal([1, -1], (await call).Numbers);
    }

    [Fact]
    public async Task A_circle_is_copied_as_a_circle()
    {
        var sent = new Mutable();
        sent.Self = sent;
        var received = await cluster.Local<IEcho>().ChangeAndKeep(sent);
        Assert.Same(received, received.Self);
        Assert.NotSame(sent, received);
    }

    [Fact]
    public async Task Members_without_an_id_are_not_copied() =>
        Assert.Equal("initial", (await cluster.Local<IEcho>().ChangeAndKeep(new Mutable { NotSent = "x" })).NotSent);

    [Fact]
    public async Task Arrays_and_memory_are_copied()
    {
        var grain = cluster.Local<IEcho>();
        byte[] sent = [1, 2];
        Assert.Equal(new byte[] { 2, 2 }, await grain.Bytes(sent));
        Assert.Equal(new byte[] { 1, 2 }, sent);
        var memory = await grain.Memory(sent.AsMemory(1));
        sent[1] = 9;
        Assert.Equal(new byte[] { 2 }, memory.ToArray());
    }

    [Fact]
    public async Task What_is_marked_immutable_is_passed_as_it_is()
    {
        var grain = cluster.Local<IEcho>();
        byte[] bytes = [1];
        EchoGrain.Remember(bytes);
        Assert.True(await grain.IsSame(new Frozen(bytes)));
        Assert.True(await grain.IsSameArray(bytes));
        Assert.Same(bytes, (await grain.Give()).Bytes);
    }

    [Fact]
    public async Task Immutable_or_not_another_silo_gets_its_own()
    {
        var grain = cluster.Remote<IEcho>();
        byte[] bytes = [1];
        EchoGrain.Remember(bytes);
        Assert.False(await grain.IsSame(new Frozen(bytes)));
        Assert.False(await grain.IsSameArray(bytes));
        var given = (await grain.Give()).Bytes;
        Assert.Equal(bytes, given);
        Assert.NotSame(bytes, given);
    }
}
