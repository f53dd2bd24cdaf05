using System.Collections.Concurrent;
using Orleans.InProcess.Calls;

namespace Orleans.InProcess.Cluster;

/// <summary>The links that start at one silo or client. Thread-safe.</summary>
internal sealed class LinkTable
{
    private readonly ConcurrentDictionary<CallRouter, Link> _links = new(ReferenceEqualityComparer.Instance);
    private volatile bool _closed;

    public Link To(CallRouter other)
    {
        var link = _links.GetOrAdd(other, static other => new Link(other));
        if (_closed)
        {
            link.Close();
        }

        return link;
    }

    public void Close(CallRouter other)
    {
        if (_links.TryRemove(other, out var link))
        {
            link.Close();
        }
    }

    /// <summary>Closes all, those to come too.</summary>
    public void CloseAll()
    {
        _closed = true;
        foreach (var link in _links.Values)
        {
            link.Close();
        }
    }
}
