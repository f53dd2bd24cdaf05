using OrleansBroker.Interop.Tests.Clients;

namespace OrleansBroker.Interop.Tests.Groups;

/// <summary>A client that runs as a member of a group and tells what it does.</summary>
internal interface IGroupMember : IAsyncDisposable
{
    RunningClient Client { get; }

    /// <summary>Partitions that it has now, ascending.</summary>
    int[] Assigned { get; }

    /// <summary>Every record that it read, in the order in which it did.</summary>
    IEnumerable<(int Partition, long Offset)> Consumed { get; }
}
