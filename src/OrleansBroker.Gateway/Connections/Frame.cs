using OrleansBroker.Protocol.Buffers;

namespace OrleansBroker.Gateway.Connections;

/// <summary>
/// One request as it came off the wire, without its length prefix. Whoever has the frame holds one count of its buffer
/// and the reservation of its bytes, and ends both with <see cref="Release"/>, once. The default value is the end of
/// the stream.
/// </summary>
internal readonly struct Frame(SharedBuffer buffer, int length, long reservedBytes, MemoryBudget budget)
{
    public bool IsEnd => Buffer is null;

    public SharedBuffer Buffer { get; } = buffer;

    public Memory<byte> Memory => Buffer.Memory[..Length];

    public int Length { get; } = length;

    public void Release()
    {
        Buffer.Release();
        budget.Release(reservedBytes);
    }
}
