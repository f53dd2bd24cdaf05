using System.Runtime.InteropServices;
using Confluent.Kafka;
using OrleansBroker.Interop.Tests.Clients;

namespace OrleansBroker.Interop.Tests.Groups;

/// <summary>
/// Confluent.Kafka as a member of a group in a process of its own, so that it can be killed: this assembly started
/// again, which then prints as a <see cref="ScriptedMember"/> does, until SIGTERM.
/// </summary>
internal sealed class ConfluentMember(string address, string topic, string group, string strategy) : IDisposable
{
    /// <summary>The first argument of such a process.</summary>
    public const string Verb = "confluent-member";

    private readonly CancellationTokenSource _stop = new();
    private readonly SortedSet<int> _share = [];

    public static ScriptedMember Start(
        string address, string topic, string group, PartitionAssignmentStrategy strategy) =>
        new(RunningClient.Start(
            "dotnet", typeof(ConfluentMember).Assembly.Location, Verb, address, topic, group, $"{strategy}"));

    /// <summary>The process's work.</summary>
    public void Run()
    {
        SystemLibrdkafka.RequireIt();
        using var signal = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            _stop.Cancel();
        });
        using var consumer = Build();
        consumer.Subscribe(topic);
        try
        {
            while (true)
            {
                var record = consumer.Consume(_stop.Token);
                Console.WriteLine($"read {record.Partition.Value} {record.Offset.Value}");
                consumer.StoreOffset(record);
            }
        }
        catch (OperationCanceledException)
        {
            consumer.Close();
        }
    }

    public void Dispose() => _stop.Dispose();

    private IConsumer<Ignore, Ignore> Build() =>
        new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig
        {
            BootstrapServers = address,
            GroupId = group,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            AutoCommitIntervalMs = 500,

            // What was not printed yet must not be committed: the test counts what was printed.
            EnableAutoOffsetStore = false,
            PartitionAssignmentStrategy = Enum.Parse<PartitionAssignmentStrategy>(strategy),
            SessionTimeoutMs = 6_000,
            HeartbeatIntervalMs = 500,
        })
        .SetPartitionsAssignedHandler((_, assigned) => Tell(() => _share.UnionWith(Numbers(assigned))))
        .SetPartitionsRevokedHandler((_, revoked) => Tell(() => _share.ExceptWith(
            Numbers(revoked.Select(partition => partition.TopicPartition)))))
        .Build();

    private static IEnumerable<int> Numbers(IEnumerable<TopicPartition> partitions) =>
        partitions.Select(partition => partition.Partition.Value);

    private void Tell(Action change)
    {
        change();
        Console.WriteLine($"has {string.Join(' ', _share)}");
    }
}
