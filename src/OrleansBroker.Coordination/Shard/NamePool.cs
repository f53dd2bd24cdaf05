namespace OrleansBroker.Coordination.Shard;

/// <summary>
/// One string for each name, however many groups and records have it; found by its bytes in the log without making
/// another. Never shrinks: there are as many names as topics were ever committed for. Single-threaded.
/// </summary>
internal sealed class NamePool
{
    private readonly Dictionary<string, string> _names;
    private readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<byte>> _byBytes;

    public NamePool()
    {
        _names = new Dictionary<string, string>(Utf8Comparer.Instance);
        _byBytes = _names.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public string Share(string name)
    {
        if (_names.TryGetValue(name, out var shared))
            return shared;
        _names.Add(name, name);
        return name;
    }

    public string Share(ReadOnlySpan<byte> utf8) =>
        _byBytes.TryGetValue(utf8, out var shared) ? shared : Share(Utf8Comparer.Instance.Create(utf8));
}
