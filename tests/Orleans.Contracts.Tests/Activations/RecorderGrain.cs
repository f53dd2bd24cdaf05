using Orleans.Contracts.Tests.Support;

namespace Orleans.Contracts.Tests.Activations;

public interface IRecorder : IGrainWithStringKey
{
    Task Record(int number);

    /// <summary>What was recorded since the last time, in order of arrival.</summary>
    Task<List<int>> Take();
}

[Pinned, KeepAlive]
public sealed class RecorderGrain : Grain, IRecorder
{
    private List<int> _seen = [];

    public Task Record(int number)
    {
        _seen.Add(number);
        return Task.CompletedTask;
    }

    public Task<List<int>> Take()
    {
        var seen = _seen;
        _seen = [];
        return Task.FromResult(seen);
    }
}
