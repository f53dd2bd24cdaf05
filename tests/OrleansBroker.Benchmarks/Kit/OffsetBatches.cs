using OrleansBroker.Coordination.Shard;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages.CoordinatorRecords;
using OrleansBroker.Protocol.Records;

namespace OrleansBroker.Benchmarks.Kit;

/// <summary>Batches of committed offsets, as a coordinator writes them. Stateless.</summary>
internal static class OffsetBatches
{
    /// <summary>One offset for each partition of one topic of each group; the groups take turns.</summary>
    public static IEnumerable<byte[]> Of(int groups, int partitions, int recordsOfBatch)
    {
        var topicId = TopicId.Create(new Random(1));
        for (var first = 0; first < partitions; first += recordsOfBatch)
        {
            for (var group = 0; group < groups; group++)
            {
                yield return Build($"group-of-consumers-{group}", topicId, first, recordsOfBatch);
            }
        }
    }

    private static byte[] Build(string groupId, TopicId topicId, int first, int count)
    {
        using var builder = new RecordBatchBuilder();
        for (var partition = first; partition < first + count; partition++)
        {
            var key = new RecordKey(RecordType.OffsetCommit, groupId, "topic-of-records", partition);
            var value = new OffsetCommitValue { Offset = 1_000_000, CommitTimestamp = 1, TopicId = topicId };
            builder.Append(1, CoordinatorRecordCodec.EncodeKey(key),
                CoordinatorRecordCodec.EncodeValue(new CoordinatorRecord(key, value)));
        }

        var batch = builder.Build();
        var bytes = batch.Memory.ToArray();
        batch.Release();
        return bytes;
    }
}
