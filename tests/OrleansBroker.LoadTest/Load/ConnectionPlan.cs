namespace OrleansBroker.LoadTest.Load;

/// <summary>Which connection works on which partitions, all led by the broker that it goes to.</summary>
internal sealed record ConnectionPlan(BrokerAddress Broker, int[] Partitions)
{
    /// <summary>
    /// Spreads the connections over the leaders in proportion to what they lead, at least one each. With more
    /// connections than partitions, several work on the same one.
    /// </summary>
    public static List<ConnectionPlan> Spread(IReadOnlyList<BrokerAddress> leaders, int connections)
    {
        var plans = new List<ConnectionPlan>();
        foreach (var led in Enumerable.Range(0, leaders.Count).GroupBy(partition => leaders[partition]))
        {
            var partitions = led.ToArray();
            var share = Math.Max(1, connections * partitions.Length / leaders.Count);
            plans.AddRange(Enumerable.Range(0, share).Select(index =>
                new ConnectionPlan(led.Key, Slice(partitions, index, share))));
        }

        return plans;
    }

    private static int[] Slice(int[] partitions, int index, int share) =>
        share >= partitions.Length
            ? [partitions[index % partitions.Length]]
            : [.. partitions.Where((_, position) => position % share == index)];
}
