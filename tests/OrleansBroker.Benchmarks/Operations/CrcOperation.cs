using OrleansBroker.Protocol.Records;

namespace OrleansBroker.Benchmarks.Operations;

/// <summary>Sums bytes.</summary>
internal sealed class CrcOperation : IOperation
{
    private readonly byte[] _bytes;
    private uint _sum;

    public CrcOperation(int length)
    {
        _bytes = new byte[length];
        new Random(length).NextBytes(_bytes);
    }

    /// <summary>Each sum goes into the next, so that none can be left out.</summary>
    public void Run() => _sum = Crc32C.Append(_sum, _bytes);

    public ValueTask DisposeAsync() => default;
}
