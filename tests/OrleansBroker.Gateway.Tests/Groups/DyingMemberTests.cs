using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using OrleansBroker.Gateway.Tests.Brokers;
using OrleansBroker.Grains.Coordinators;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.Protocol.Wire;
using OrleansBroker.TestKit;

namespace OrleansBroker.Gateway.Tests.Groups;

/// <summary>A member that joins and dies, a thousand times over, leaves no trace.</summary>
public sealed class DyingMemberTests : IDisposable
{
    private const int Deaths = 1_000;
    private const int SessionMs = 1_000;
    private const short ListVersion = 4;
    private static readonly TopicPartition OffsetsLog = new("__consumer_offsets", 0);

    private readonly string _folder = Directory.CreateTempSubdirectory("orleansbroker-").FullName;

    /// <summary>
    /// Half of them in one group, which never comes to rest meanwhile; the others each in a group of their own. The
    /// older join makes a member at once, the newer one gives it an id to come back with, which it never does.
    /// </summary>
    [Theory]
    [InlineData(3)]
    [InlineData(9)]
    public async Task A_thousand_members_that_die_leave_no_trace(short version)
    {
        await using var broker = await RunningBroker.StartAsync(
            _folder, null, ("group.initial.rebalance.delay.ms", "0"), ("group.min.session.timeout.ms", $"{SessionMs}"),
            ("offsets.topic.num.partitions", "1"), ("offsets.retention.check.interval.ms", "500"));
        await using var client = await broker.ConnectAsync();
        await client.Connection.SendAsync<FindCoordinatorRequest, FindCoordinatorResponse>(
            new FindCoordinatorRequest { Key = "any" }, 3, TestContext.Current.CancellationToken);
        await WaitUntilNoGroupAsync(broker, client);

        var address = IPEndPoint.Parse(broker.Address);
        for (var death = 0; death < Deaths; death++)
        {
            if (death % 2 == 0)
            {
                JoinAndDie(address, "crowded", version, hearsFirst: false);
            }
            else
            {
                JoinAndDie(address, $"lonely-{death}", version, hearsFirst: true);
            }
        }

        await WaitUntilNoGroupAsync(broker, client);
        var described = await client.Connection.SendAsync<DescribeGroupsRequest, DescribeGroupsResponse>(
            new DescribeGroupsRequest { Groups = ["crowded", "lonely-1"] }, 5, TestContext.Current.CancellationToken);
        Assert.All(described.Groups, group => Assert.Equal(("Dead", 0), (group.GroupState, group.Members.Count)));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Sends a join and resets the connection, either when its answer comes or at once.</summary>
    private static void JoinAndDie(IPEndPoint address, string group, short version, bool hearsFirst)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            LingerState = new LingerOption(enable: true, seconds: 0),
        };
        socket.Connect(address);
        using var writer = new WireWriter();
        RequestFrame.Write(writer, Join(group), version, correlationId: 1, clientId: "mortal");
        foreach (var segment in writer.Segments)
        {
            socket.Send(segment.Span);
        }

        if (hearsFirst)
        {
            Assert.Equal(1, socket.Receive(new byte[1]));
        }
    }

    private static JoinGroupRequest Join(string group) => new()
    {
        GroupId = group,
        SessionTimeoutMs = SessionMs,
        RebalanceTimeoutMs = SessionMs,
        ProtocolType = "consumer",
        Protocols = [new() { Name = "range" }],
    };

    /// <summary>
    /// None is listed, and none is in memory either. A group that goes writes so: each look but the first waits for
    /// the next such record.
    /// </summary>
    private static async Task WaitUntilNoGroupAsync(RunningBroker broker, KafkaClient client)
    {
        var lag = broker.Services.GetRequiredService<GroupLag>();
        while (true)
        {
            var end = await client.EndOffsetAsync(OffsetsLog);
            var listed = await client.Connection.SendAsync<ListGroupsRequest, ListGroupsResponse>(
                new ListGroupsRequest(), ListVersion, TestContext.Current.CancellationToken);
            await lag.RefreshAsync(TestContext.Current.CancellationToken);
            if (listed is { ErrorCode: ErrorCode.None, Groups: [] } && lag.Count is { Awake: 0, Asleep: 0 })
            {
                return;
            }

            await client.FetchAsync(OffsetsLog, end);
        }
    }
}
