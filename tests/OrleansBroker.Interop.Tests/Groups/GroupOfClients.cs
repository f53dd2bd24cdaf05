using OrleansBroker.Interop.Tests.Clients;

namespace OrleansBroker.Interop.Tests.Groups;

/// <summary>The members of one test's group, those that have ended included. Used by one test at a time.</summary>
internal sealed class GroupOfClients(string client, string address) : IAsyncDisposable
{
    private readonly List<IGroupMember> _all = [];
    private readonly List<IGroupMember> _alive = [];

    /// <summary>All that ever joined.</summary>
    public IReadOnlyCollection<IGroupMember> Members => _all;

    /// <summary>What was read by any of them, each record once.</summary>
    public IEnumerable<(int Partition, long Offset)> Read => _all.SelectMany(member => member.Consumed).Distinct();

    public void Join(int members, string? otherClient = null)
    {
        for (var i = 0; i < members; i++)
        {
            var member = GroupClients.Start(otherClient ?? client, address);
            _all.Add(member);
            _alive.Add(member);
        }
    }

    /// <summary>SIGKILL for the one that has been here longest.</summary>
    public async Task KillOneAsync()
    {
        var oldest = _alive[0];
        _alive.RemoveAt(0);
        await oldest.Client.KillAsync();
    }

    /// <summary>The one that has been here longest commits and leaves.</summary>
    public async Task LeaveOneAsync()
    {
        var oldest = _alive[0];
        _alive.RemoveAt(0);
        await oldest.Client.StopAsync();
    }

    /// <summary>All commit and leave, one after the other.</summary>
    public async Task LeaveAsync()
    {
        while (_alive.Count > 0)
        {
            await LeaveOneAsync();
        }
    }

    /// <summary>Every partition has one member, and each member as many.</summary>
    public Task ExpectSharedAsync() => ExpectAsync(
        () => _alive.All(member => member.Assigned.Length == GroupBroker.Partitions / _alive.Count)
            && _alive.SelectMany(member => member.Assigned).Distinct().Count() == GroupBroker.Partitions,
        () => "each member with as many partitions and all with one: "
            + string.Join(" | ", _alive.Select(member => string.Join(',', member.Assigned))));

    public Task ExpectReadAsync(int records) => ExpectAsync(
        () => Read.Count() == records,
        () => $"{records} records read, but it is {Read.Count()}");

    public async ValueTask DisposeAsync()
    {
        foreach (var member in _all)
        {
            await member.DisposeAsync();
        }
    }

    private Task ExpectAsync(Func<bool> isSo, Func<string> what) =>
        RunningClient.WaitUntilAsync([.. _alive.Select(member => member.Client)], isSo, what);
}
