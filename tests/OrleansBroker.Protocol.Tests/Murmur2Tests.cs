namespace OrleansBroker.Protocol.Tests;

public sealed class Murmur2Tests
{
    [Fact]
    public void Keys_hash_and_partition_as_with_Kafkas_default_partitioner()
    {
        foreach (var vector in Vectors.Read("murmur2.json").AsArray())
        {
            var key = Convert.FromHexString((string)vector!["key"]!);
            Assert.Equal((int)vector["murmur2"]!, Murmur2.Hash(key));
            Assert.Equal((int)vector["partitionOf12"]!, Murmur2.PartitionFor(key, 12));
        }
    }
}
