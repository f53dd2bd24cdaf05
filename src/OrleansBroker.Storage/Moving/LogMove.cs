using OrleansBroker.Storage.Recovery;

namespace OrleansBroker.Storage.Moving;

/// <summary>
/// The move of one log to another data folder of the same broker, while it is written and read: copied step by step
/// beside its future place, then switched over while the writer waits for the last bytes.
/// </summary>
/// <remarks>
/// <see cref="Copy"/>, <see cref="TryFinish"/> and <see cref="Discard"/> block on the disks, and are called one at a
/// time, on <see cref="LogFolder.Moves"/> of the target; the rest by any thread. What a crash leaves at each step, and
/// which log counts then, is written at <see cref="ReplicaChoice"/>.
/// </remarks>
public sealed class LogMove
{
    private readonly LogCopy _copy;
    private readonly FutureLog _future;

    private LogMove(PartitionLog log, LogFolder target, FutureLog future)
    {
        Log = log;
        Target = target;
        _future = future;
        _copy = new LogCopy(log, future.Directory);
    }

    /// <summary>The log that moves.</summary>
    public PartitionLog Log { get; }

    /// <summary>The data folder that it moves to.</summary>
    public LogFolder Target { get; }

    /// <summary>Bytes of the log that are copied.</summary>
    public long SizeInBytes => _copy.Size;

    /// <summary>Bytes of the log that are still to be copied.</summary>
    public long BytesLeft => Math.Max(_copy.BytesLeft, 0);

    /// <summary>How many offsets the copy is behind the log; within a segment it is estimated.</summary>
    public long OffsetLag => Math.Max(Log.LogEndOffset - _copy.EndOffset(), 0);

    /// <summary>Makes the empty future folder, whose name survives a power cut from then on. Blocks.</summary>
    /// <exception cref="IOException">The target's disk refused.</exception>
    public static LogMove Begin(PartitionLog log, LogFolder target)
    {
        var name = LogFileNames.FutureFolderOf(log.TopicPartition, Guid.NewGuid());
        var directory = Path.Combine(target.Path, name);
        target.Files.CreateDirectory(directory);
        PartitionMetadataFile.Create(target.Files, directory, log.TopicId);
        PartitionMetadataFile.Flush(target.Files, directory);
        target.Files.SyncDirectory(directory);
        target.Files.SyncDirectory(target.Path);
        return new LogMove(log, target, target.AddFuture(log, directory));
    }

    /// <summary>
    /// Goes on with what an interrupted move has left: of the copy, what the log holds still is kept. Blocks.
    /// </summary>
    /// <exception cref="IOException">The target's disk refused.</exception>
    public static LogMove Resume(PartitionLog log, LogFolder target, FutureLog leftover)
    {
        var move = new LogMove(log, target, leftover);
        move._copy.TakeOver();
        return move;
    }

    /// <summary>Copies the next bytes.</summary>
    /// <param name="maxBytes">Most bytes to copy.</param>
    /// <returns>Number of bytes; 0 when nothing is left for now.</returns>
    /// <exception cref="IOException">A disk refused, or the log was closed.</exception>
    public long Copy(long maxBytes)
    {
        CheckServed();
        return _copy.Copy(maxBytes);
    }

    /// <summary>
    /// Lets the writer wait, copies the rest, and makes the copy the log: when it returns true, everything in the log
    /// is flushed in the target folder, and the old files are on their way out.
    /// </summary>
    /// <param name="maxBytesLeft">With more than so many bytes left, nothing is done.</param>
    /// <exception cref="IOException">A disk refused, or the log was closed; the log lies where it lay.</exception>
    public bool TryFinish(long maxBytesLeft)
    {
        CheckServed();
        if (BytesLeft > maxBytesLeft)
        {
            return false;
        }

        LogFolder.Move(Log, Target, _copy);
        Target.Forget(_future);
        return true;
    }

    /// <summary>Gives the move up: the copy is deleted.</summary>
    /// <exception cref="IOException">The target's disk refused.</exception>
    public void Discard()
    {
        _copy.Dispose();
        Target.DeleteFuture(_future);
    }

    private void CheckServed()
    {
        if (Log.IsClosed || Log.IsOffline || Target.IsOffline)
        {
            throw new IOException($"{Log.TopicPartition} cannot be moved: it, or the folder, is out of service.");
        }
    }
}
