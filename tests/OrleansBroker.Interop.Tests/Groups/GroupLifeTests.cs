using OrleansBroker.Interop.Tests.Clients;

namespace OrleansBroker.Interop.Tests.Groups;

/// <summary>
/// The life of a group with every client that we know: three members share the work, one is killed, one joins, the
/// broker restarts; every record is read, none is skipped, and what was committed is where the next one goes on.
/// </summary>
public class GroupLifeTests
{
    private const int RecordsPerPartition = 100;
    private const int Records = RecordsPerPartition * GroupBroker.Partitions;

    [Theory]
    [InlineData("kcat eager")]
    [InlineData("kcat cooperative")]
    [InlineData("Confluent eager")]
    [InlineData("Confluent cooperative")]
    [InlineData("kafka-python")]
    [InlineData("kafkajs")]
    [InlineData("platformatic classic")]
    [InlineData("platformatic consumer")]
    [InlineData("Java classic")]
    [InlineData("Java consumer")]
    public async Task Members_come_and_go_and_every_record_is_read(string client)
    {
        await GroupClients.RequireAsync(client);
        await using var broker = await GroupBroker.StartAsync();
        await using var group = new GroupOfClients(client, broker.Address);
        await broker.ProduceAsync(RecordsPerPartition);
        group.Join(members: 3);
        await group.ExpectSharedAsync();
        await group.ExpectReadAsync(Records);

        await broker.ProduceAsync(RecordsPerPartition);
        await group.KillOneAsync();
        group.Join(members: 1);
        await group.ExpectSharedAsync();
        await group.ExpectReadAsync(2 * Records);

        // Before they leave: what a client commits while the others rebalance may be refused, and it then gives up.
        await broker.WaitUntilCommittedAsync(2 * RecordsPerPartition);
        await group.LeaveAsync();

        await broker.RestartAsync();
        await broker.ProduceAsync(RecordsPerPartition);
        await using var later = new GroupOfClients(client, broker.Address);
        later.Join(members: 1);
        await later.ExpectReadAsync(Records);
        Assert.All(later.Read, record => Assert.InRange(
            record.Offset, 2 * RecordsPerPartition, (3 * RecordsPerPartition) - 1));
    }
}
