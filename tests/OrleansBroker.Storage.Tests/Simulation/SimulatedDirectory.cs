namespace OrleansBroker.Storage.Tests.Simulation;

/// <summary>
/// The names in a folder: as programs see them, and as the disk would have them after a power cut. Changes of names
/// become durable in their order, at the latest by a sync of the folder.
/// </summary>
internal sealed class SimulatedDirectory(Coverage<DiskFault> faults)
{
    private readonly List<Action<SortedDictionary<string, object>>> _pending = [];
    private readonly SortedDictionary<string, object> _durable = new(StringComparer.Ordinal);

    /// <summary>Files and folders by name.</summary>
    public SortedDictionary<string, object> Seen { get; private set; } = new(StringComparer.Ordinal);

    /// <summary>Whether a power cut would leave the name for what it stands for.</summary>
    public bool IsDurable(string name) =>
        _durable.TryGetValue(name, out var entry) && Seen.TryGetValue(name, out var seen) && entry == seen;

    public void Change(Action<SortedDictionary<string, object>> change)
    {
        change(Seen);
        _pending.Add(change);
    }

    public void Sync()
    {
        foreach (var change in _pending)
        {
            change(_durable);
        }

        _pending.Clear();
    }

    /// <summary>A sync failed half way: file systems write names in order, by a journal that a later sync goes on
    /// with.</summary>
    public void SyncPartly(Random random)
    {
        var survive = random.Next(_pending.Count + 1);
        foreach (var change in _pending.Take(survive))
        {
            change(_durable);
        }

        _pending.RemoveRange(0, survive);
    }

    public void Cut(Random random)
    {
        SyncPartly(random);
        if (_pending.Count > 0)
        {
            faults.Add(DiskFault.LostName);
            _pending.Clear();
        }

        Seen = new(_durable, StringComparer.Ordinal);
        foreach (var entry in Seen.Values)
        {
            (entry as SimulatedFile)?.Cut(random);
            (entry as SimulatedDirectory)?.Cut(random);
        }
    }
}
