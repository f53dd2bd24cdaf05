using OrleansBroker.LoadTest.Load;

namespace OrleansBroker.LoadTest.Tests;

public class ConnectionPlanTests
{
    private static readonly BrokerAddress A = new("a", 1);
    private static readonly BrokerAddress B = new("b", 2);

    [Fact]
    public void One_connection_works_on_all_partitions_of_one_leader()
    {
        var plan = Assert.Single(ConnectionPlan.Spread([A, A, A], connections: 1));

        Assert.Equal([0, 1, 2], plan.Partitions);
    }

    [Fact]
    public void Connections_share_the_partitions_and_more_connections_share_one()
    {
        Assert.Equal(
            [[0, 2], [1]], ConnectionPlan.Spread([A, A, A], connections: 2).Select(plan => plan.Partitions));
        Assert.Equal(
            [[0], [1], [0], [1]], ConnectionPlan.Spread([A, A], connections: 4).Select(plan => plan.Partitions));
    }

    [Fact]
    public void Each_leader_has_a_connection_to_itself()
    {
        var plans = ConnectionPlan.Spread([A, B, A, B], connections: 1);

        Assert.Equal([(A, "0,2"), (B, "1,3")], plans.Select(plan => (plan.Broker, string.Join(',', plan.Partitions))));
    }
}
