using System.Text.Json.Nodes;
using OrleansBroker.Interop.Tests.Brokers;
using OrleansBroker.Interop.Tests.Clients;

namespace OrleansBroker.Interop.Tests.Groups;

/// <summary>Kafka's own verifiable consumer as a member of a group: tells what it was assigned, read and committed.
/// </summary>
internal sealed class VerifiableConsumer(RunningClient client) : IGroupMember
{
    public RunningClient Client => client;

    /// <summary>Partitions that it has now.</summary>
    public int[] Assigned => [.. Events("partitions_assigned", "partitions_revoked").Aggregate(
        Enumerable.Empty<int>(), Follow).Order()];

    /// <summary>Every record that it read.</summary>
    public IEnumerable<(int Partition, long Offset)> Consumed =>
        from read in Events("records_consumed")
        from range in read["partitions"]!.AsArray()
        from offset in Range((long)range!["minOffset"]!, (long)range["maxOffset"]!)
        select ((int)range["partition"]!, offset);

    /// <summary>When it had which partition, from the callback that gave it to the one that took it.</summary>
    public IEnumerable<Ownership> Ownerships
    {
        get
        {
            var since = new Dictionary<int, long>();
            foreach (var change in Events("partitions_assigned", "partitions_revoked"))
            {
                var timeMs = (long)change["timestamp"]!;
                foreach (var partition in PartitionsOf(change))
                {
                    if ((string)change["name"]! == "partitions_assigned")
                    {
                        since[partition] = timeMs;
                    }
                    else if (since.Remove(partition, out var fromMs))
                    {
                        yield return new Ownership(partition, fromMs, timeMs);
                    }
                }
            }

            foreach (var (partition, fromMs) in since)
            {
                yield return new Ownership(partition, fromMs, long.MaxValue);
            }
        }
    }

    public static VerifiableConsumer Start(string address, string topic, string group, string protocol)
    {
        string[] session = protocol == "classic" ? ["--session-timeout", "6000"] : [];
        return new VerifiableConsumer(RunningClient.Start(
            Checkout.KafkaTools,
            [
                "verifiable-consumer", "--bootstrap-server", address, "--topic", topic, "--group-id", group,
                "--reset-policy", "earliest", "--group-protocol", protocol, .. session,
            ]));
    }

    public ValueTask DisposeAsync() => client.DisposeAsync();

    private static IEnumerable<int> Follow(IEnumerable<int> before, JsonNode change)
    {
        var partitions = PartitionsOf(change);
        return (string)change["name"]! == "partitions_assigned" ? before.Union(partitions) : before.Except(partitions);
    }

    private static IEnumerable<int> PartitionsOf(JsonNode change) =>
        change["partitions"]!.AsArray().Select(partition => (int)partition!["partition"]!);

    private static IEnumerable<long> Range(long first, long last)
    {
        for (var offset = first; offset <= last; offset++)
        {
            yield return offset;
        }
    }

    private IEnumerable<JsonNode> Events(params string[] names) =>
        from line in client.Lines
        where line.StartsWith('{')
        let node = JsonNode.Parse(line)!
        where names.Contains((string)node["name"]!)
        select node;
}
