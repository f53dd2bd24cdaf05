using System.Globalization;
using Microsoft.Extensions.Logging;
using OrleansBroker.Storage.Files;

namespace OrleansBroker.Grains.GrainStorage;

/// <summary>
/// The same records in several folders, one per disk, for one process: the metadata of a broker outlives any of its
/// disks but the last.
/// </summary>
/// <remarks>
/// The first folder that works decides a compare-and-swap; the others get its outcome before the writer gets its
/// answer. A folder that fails is left out until the next start. Each set of folders that works together has a
/// generation, which grows with every start and with every folder that drops out: what a folder holds of an earlier
/// generation is older, or was never answered, and is moved aside for the newest. Within the newest generation the
/// higher version of a record wins.
/// </remarks>
internal sealed partial class MirroredFolder(
    IFileSystem files, IReadOnlyList<string> roots, ILogger<MirroredFolder> logger) : IRecordFolder
{
    // A record of its own, of which only the version counts. Others lie one level deeper.
    private const string Generation = "generation";

    private List<VersionedFolder>? _copies;
    private long _generation;

    public VersionedContent? Read(string record) => OnFirst(copy => copy.Read(record));

    public bool TrySwap(string record, string? expected, ReadOnlySpan<byte> content, out string? current)
    {
        var bytes = content.ToArray();
        (var isSwapped, current) = OnFirst(copy => (copy.TrySwap(record, expected, bytes, out var now), now));
        if (isSwapped)
        {
            var version = long.Parse(current!, CultureInfo.InvariantCulture);
            if (!OnEach(_copies![1..], copy => copy.Put(record, new VersionedContent(version, bytes))))
            {
                Stamp();
            }
        }

        return isSwapped;
    }

    private static bool IsOfDisk(Exception failure) => failure is IOException or UnauthorizedAccessException;

    private T OnFirst<T>(Func<VersionedFolder, T> action)
    {
        var copies = Copies();
        while (true)
        {
            try
            {
                return action(copies[0]);
            }
            catch (Exception failure) when (IsOfDisk(failure) && copies.Count > 1)
            {
                Drop(copies[0], failure);
                Stamp();
            }
        }
    }

    /// <summary>Does the same in several folders, and leaves out those that fail, but for the last one.</summary>
    /// <returns>Whether none had to be left out.</returns>
    private bool OnEach(IEnumerable<VersionedFolder> copies, Action<VersionedFolder> action)
    {
        var isWhole = true;
        foreach (var copy in copies.ToList())
        {
            try
            {
                action(copy);
            }
            catch (Exception failure) when (IsOfDisk(failure) && _copies!.Count > 1)
            {
                Drop(copy, failure);
                isWhole = false;
            }
        }

        return isWhole;
    }

    private void Drop(VersionedFolder copy, Exception failure)
    {
        LogDropped(failure, copy.Root);
        _copies!.Remove(copy);
    }

    /// <summary>Begins a generation: from now on, folders that are not among these are older.</summary>
    private void Stamp()
    {
        _generation++;
        OnEach(_copies!, copy => copy.Put(Generation, new VersionedContent(_generation, [])));
    }

    private List<VersionedFolder> Copies()
    {
        if (_copies is null)
        {
            try
            {
                _copies = [.. roots.Select(root => new VersionedFolder(files, root))];
                Reconcile();
            }
            catch
            {
                _copies = null;
                throw;
            }
        }

        return _copies;
    }

    /// <summary>Gives every folder what the newest ones have.</summary>
    private void Reconcile()
    {
        var found = new Dictionary<VersionedFolder, Dictionary<string, long>>();
        OnEach(_copies!, copy => found[copy] = copy.Versions());
        _generation = found.Values.Max(GenerationOf);
        OnEach(_copies!.Where(copy => GenerationOf(found[copy]) < _generation), copy =>
        {
            SetAside(copy, found[copy]);
            found[copy] = [];
        });
        var newest = found.Values.SelectMany(versions => versions)
            .GroupBy(record => record.Key, record => record.Value)
            .ToDictionary(record => record.Key, record => record.Max());
        newest.Remove(Generation);
        foreach (var (record, version) in newest)
        {
            var source = _copies!.Find(copy => found[copy].GetValueOrDefault(record) == version);
            var behind = _copies.Where(copy => found[copy].GetValueOrDefault(record) < version).ToList();
            if (behind.Count > 0 && source?.Read(record) is { } content)
            {
                OnEach(behind, copy => copy.Put(record, content));
            }
        }

        Stamp();
    }

    private static long GenerationOf(Dictionary<string, long> versions) => versions.GetValueOrDefault(Generation);

    private void SetAside(VersionedFolder copy, Dictionary<string, long> versions)
    {
        if (versions.Count > 0)
        {
            var generation = GenerationOf(versions).ToString(CultureInfo.InvariantCulture);
            var aside = $"{copy.Root}.{generation}.{Guid.NewGuid():N}";
            files.MoveDirectory(copy.Root, aside);
            files.SyncDirectory(Path.GetDirectoryName(copy.Root)!);
            LogSetAside(aside);
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Error,
        Message = "The copy of the metadata in {Root} cannot be used: the other folders keep it until a restart.")]
    private partial void LogDropped(Exception failure, string root);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning,
        Message = "An older copy of the metadata was moved aside to {Path}; the newest one has taken its place.")]
    private partial void LogSetAside(string path);
}
