using OrleansBroker.Coordination.Shard;

namespace OrleansBroker.Coordination.Tests.Shard;

public class GroupPartitionerTests
{
    // Values of Java's String.hashCode: "" 0, "a" 97, "ab" 3105, "polygenelubricants" the smallest integer.
    [Theory]
    [InlineData("", 50, 0)]
    [InlineData("a", 50, 47)]
    [InlineData("ab", 50, 5)]
    [InlineData("polygenelubricants", 50, 0)]
    public void The_partition_is_Javas_hash_without_its_sign(string groupId, int partitions, int expected) =>
        Assert.Equal(expected, GroupPartitioner.PartitionOf(groupId, partitions));
}
