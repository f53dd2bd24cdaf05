using OrleansBroker.Protocol;
using OrleansBroker.Storage.Files;
using OrleansBroker.Storage.Recovery;

namespace OrleansBroker.Storage.Compaction;

/// <summary>
/// How far each log of a folder has been cleaned, in Kafka's file. What is lost of it is cleaned once more.
/// Thread-safe.
/// </summary>
internal sealed class CleanerCheckpoint(IFileSystem files, string folder, Quarantine quarantine)
{
    private readonly string _path = Path.Combine(folder, LogFileNames.CleanerOffsets);
    private readonly Lock _lock = new();
    private Dictionary<TopicPartition, long> _offsets = [];

    public void Read()
    {
        lock (_lock)
        {
            if (OffsetCheckpointFile.Read(files, _path) is { } offsets)
            {
                _offsets = offsets;
                return;
            }

            quarantine.Add(_path, "a damaged checkpoint; the logs are compacted from their start");
        }
    }

    /// <summary>First dirty offset of a log; 0 when it was never cleaned.</summary>
    public long Of(TopicPartition partition)
    {
        lock (_lock)
        {
            return _offsets.GetValueOrDefault(partition);
        }
    }

    /// <summary>Notes how far a log was cleaned, and writes the file.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public void Set(TopicPartition partition, long offset)
    {
        lock (_lock)
        {
            _offsets[partition] = offset;
            OffsetCheckpointFile.Write(files, _path, _offsets);
        }
    }

    /// <summary>What was cleaned beyond the offset was cut off: what comes in its place is dirty.</summary>
    public void Lower(TopicPartition partition, long offset)
    {
        lock (_lock)
        {
            if (_offsets.TryGetValue(partition, out var cleaned) && cleaned > offset)
            {
                _offsets[partition] = offset;
                OffsetCheckpointFile.Write(files, _path, _offsets);
            }
        }
    }

    /// <summary>The log is gone: a later one of the same name starts dirty.</summary>
    public void Remove(TopicPartition partition)
    {
        lock (_lock)
        {
            if (_offsets.Remove(partition))
            {
                OffsetCheckpointFile.Write(files, _path, _offsets);
            }
        }
    }
}
