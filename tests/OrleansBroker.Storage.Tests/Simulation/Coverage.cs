namespace OrleansBroker.Storage.Tests.Simulation;

/// <summary>Counts what has happened, so that a test can say that all of it did. Not thread-safe.</summary>
internal sealed class Coverage<TEvent>
    where TEvent : struct, Enum
{
    private readonly Dictionary<TEvent, long> _counts = Enum.GetValues<TEvent>().ToDictionary(one => one, _ => 0L);

    /// <summary>What never happened.</summary>
    public IEnumerable<TEvent> Missing => _counts.Where(pair => pair.Value == 0).Select(pair => pair.Key);

    public void Add(TEvent one) => _counts[one]++;

    public void Add(Coverage<TEvent> other)
    {
        foreach (var (one, count) in other._counts)
        {
            _counts[one] += count;
        }
    }

    public override string ToString() => string.Join(", ", _counts.Select(pair => $"{pair.Key} {pair.Value}"));
}
