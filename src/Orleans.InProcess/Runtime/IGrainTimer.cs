namespace Orleans.Runtime;

/// <summary>A timer whose callbacks are turns of its grain. Dispose to stop it; deactivation does so too.</summary>
public interface IGrainTimer : IDisposable
{
    /// <summary>
    /// Sets both spans anew. Inside a tick it takes effect when the tick ends. Infinite: no further tick.
    /// </summary>
    void Change(TimeSpan dueTime, TimeSpan period);
}
