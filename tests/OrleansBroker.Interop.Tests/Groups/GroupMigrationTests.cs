using OrleansBroker.Interop.Tests.Clients;

namespace OrleansBroker.Interop.Tests.Groups;

/// <summary>
/// Applications that go over from the classic protocol to the newer one and back, member by member, while they read.
/// </summary>
public class GroupMigrationTests
{
    private const int RecordsPerPartition = 50;
    private const int Records = RecordsPerPartition * GroupBroker.Partitions;

    [Theory]
    [InlineData("Java classic", "Java consumer", "Consumer")]
    [InlineData("Java consumer", "Java classic", "Classic")]
    public async Task Members_change_the_protocol_one_by_one(string before, string after, string type)
    {
        KafkaTools.RequireThem();
        await using var broker = await GroupBroker.StartAsync();
        await using var group = new GroupOfClients(before, broker.Address);
        group.Join(members: 3);
        await group.ExpectSharedAsync();

        for (var step = 1; step <= 3; step++)
        {
            // The old one leaves and the new one comes in the midst of the records.
            await broker.ProduceAsync(RecordsPerPartition);
            await group.LeaveOneAsync();
            group.Join(members: 1, otherClient: after);
            await group.ExpectSharedAsync();
            await group.ExpectReadAsync(step * Records);
        }

        var listed = await KafkaTools.AskAsync(broker.Address, "consumer-groups", "--list", "--type");
        await group.LeaveAsync();

        Assert.Matches($@"readers\s+{type}\s", listed);
        Assert.All(await broker.CommittedAsync(), offset => Assert.Equal(3 * RecordsPerPartition, offset));
        Assert.Empty(TwiceOwned(group.Members.Cast<VerifiableConsumer>()));
    }

    /// <summary>Pairs of spans of time in which two members had the same partition.</summary>
    private static IEnumerable<string> TwiceOwned(IEnumerable<VerifiableConsumer> members) =>
        from partition in members.SelectMany(member => member.Ownerships).GroupBy(span => span.Partition)
        let spans = partition.OrderBy(span => span.FromMs).ToList()
        from pair in spans.Zip(spans.Skip(1))
        where pair.Second.FromMs < pair.First.ToMs
        select $"{pair.First} and {pair.Second}";
}
