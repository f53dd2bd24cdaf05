using System.Buffers.Binary;
using OrleansBroker.Storage.Compaction;

namespace OrleansBroker.Benchmarks.Operations;

/// <summary>Notes one of a million keys, at random, in the cleaner's map.</summary>
internal sealed class KeyMapOperation : IOperation
{
    private const int Keys = 1_000_000;

    private readonly KeyMap _map = new(Keys, long.MaxValue, 0, new KeyHash(1, 2));
    private readonly byte[] _key = new byte[sizeof(long)];
    private readonly Random _random = new(Keys);
    private long _offset;

    public void Run()
    {
        BinaryPrimitives.WriteInt64BigEndian(_key, _random.Next(Keys));
        if (!_map.TryPut(_map.Hash.Of(_key), _offset++ % KeyMap.OffsetsMax))
        {
            throw new IOException("A key map of a million keys did not take one of them.");
        }
    }

    public ValueTask DisposeAsync()
    {
        _map.Dispose();
        return default;
    }
}
