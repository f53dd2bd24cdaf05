namespace Orleans;

/// <summary>A record as storage sees it: the state, its version and whether it exists.</summary>
public interface IGrainState<T>
{
    T? State { get; set; }

    string? ETag { get; set; }

    bool RecordExists { get; set; }
}
