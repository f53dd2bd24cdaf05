using System.Globalization;
using OrleansBroker.Interop.Tests.Clients;

namespace OrleansBroker.Interop.Tests.Groups;

/// <summary>
/// A member whose program is ours: it prints <c>has PARTITION ...</c> when its share changes, and
/// <c>read PARTITION OFFSET</c> for each record.
/// </summary>
internal sealed class ScriptedMember(RunningClient client) : IGroupMember
{
    public RunningClient Client => client;

    public int[] Assigned => [.. Told("has").LastOrDefault([]).Order()];

    public IEnumerable<(int Partition, long Offset)> Consumed =>
        Told("read").Select(numbers => (numbers[0], (long)numbers[1]));

    public ValueTask DisposeAsync() => client.DisposeAsync();

    private IEnumerable<int[]> Told(string what) =>
        from line in client.Lines
        let words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        where words.Length > 0 && words[0] == what
        select Array.ConvertAll(words[1..], word => int.Parse(word, CultureInfo.InvariantCulture));
}
