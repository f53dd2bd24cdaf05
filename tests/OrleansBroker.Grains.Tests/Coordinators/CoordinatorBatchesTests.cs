using OrleansBroker.Coordination.Shard;
using OrleansBroker.Grains.Coordinators;
using OrleansBroker.Protocol.Messages.CoordinatorRecords;
using OrleansBroker.Protocol.Records;

namespace OrleansBroker.Grains.Tests.Coordinators;

public class CoordinatorBatchesTests
{
    private const int MaxBytes = 100_000;

    [Fact]
    public void Many_tombstones_become_several_batches_in_their_order()
    {
        var records = Enumerable.Range(0, 10_000).Select(partition => Record(partition, null)).ToList();
        var batches = CoordinatorBatches.Build(records, 1, MaxBytes);

        Assert.True(batches.Count > 1);
        Assert.All(batches, batch => Assert.InRange(batch.Memory.Length, 1, MaxBytes));
        Assert.Equal(Enumerable.Range(0, 10_000), batches.SelectMany(batch => Partitions(batch.Memory)));
    }

    [Fact]
    public void An_operation_with_a_value_is_one_batch()
    {
        var value = new OffsetCommitValue { Offset = 1 };
        var records = Enumerable.Range(0, 10_000).Select(partition => Record(partition, partition == 9 ? value : null));
        Assert.Single(CoordinatorBatches.Build([.. records], 1, MaxBytes));
    }

    private static CoordinatorRecord Record(int partition, OffsetCommitValue? value) =>
        new(new RecordKey(RecordType.OffsetCommit, "group", "topic", partition), value);

    private static List<int> Partitions(ReadOnlyMemory<byte> batch)
    {
        var partitions = new List<int>();
        using var reader = new RecordBatchReader(batch);
        foreach (var record in reader)
        {
            Assert.True(CoordinatorRecordCodec.TryDecode(record.Key!.Value, record.Value, out var decoded));
            partitions.Add(decoded.Key.Partition);
        }

        return partitions;
    }
}
