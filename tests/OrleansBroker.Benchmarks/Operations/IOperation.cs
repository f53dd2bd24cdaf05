namespace OrleansBroker.Benchmarks.Operations;

/// <summary>
/// Something that a broker does all the time, made ready, to be done again and again on one thread. Owns its files
/// until it is disposed. Not thread-safe.
/// </summary>
internal interface IOperation : IAsyncDisposable
{
    /// <summary>Does it once.</summary>
    void Run();
}
