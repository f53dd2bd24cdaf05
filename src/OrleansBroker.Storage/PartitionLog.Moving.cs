using OrleansBroker.Storage.Moving;

namespace OrleansBroker.Storage;

/// <summary>The move to another data folder.</summary>
public sealed partial class PartitionLog
{
    /// <summary>
    /// Completes the copy and goes on in it. Writer and flushes wait; readers do not: whatever they hold open stays
    /// good until the old files are deleted. Everything that the log knows in memory stays as it is.
    /// </summary>
    /// <exception cref="IOException">A disk refused; the log lies where it lay.</exception>
    internal void MoveTo(LogFolder target, LogCopy copy)
    {
        lock (_shapeLock)
        lock (_writeLock)
        {
            if (_isClosed || _isOffline)
            {
                throw new IOException($"{TopicPartition} is out of service.");
            }

            Flusher.WhileIdle(() =>
            {
                copy.Finish();
                target.SaveCheckpoints();
                var directory = Path.Combine(target.Path, LogFileNames.Folder(TopicPartition));
                Promote(target, copy.Directory, directory);
                SwitchTo(target, directory);
            });
        }
    }

    /// <summary>The log was flushed as a whole by its move: tells those who wait for it.</summary>
    internal void MarkMoved() => Flusher.WhileIdle(() => AdvanceFlushed(Math.Min(_movedEndOffset, LogEndOffset)));

    /// <summary>
    /// The step that counts: the copy gets the log's name. When it is not sure to have failed, the log must not be
    /// written any more where it lies, or the next start could take the copy for the newer one.
    /// </summary>
    private void Promote(LogFolder target, string future, string directory)
    {
        try
        {
            target.Files.MoveDirectory(future, directory);
            target.Files.SyncDirectory(target.Path);
        }
        catch
        {
            Guard(() =>
            {
                if (target.Files.DirectoryExists(directory))
                {
                    target.Files.MoveDirectory(directory, future);
                }

                target.Files.SyncDirectory(target.Path);
            });
            throw;
        }
    }

    private void SwitchTo(LogFolder target, string directory)
    {
        var (source, left) = (_folder, _directory);
        var handles = Segments.All.SelectMany(segment => segment.MoveTo(target.Files, directory)).ToList();
        Epochs.MoveTo(target.Files, Path.Combine(directory, LogFileNames.LeaderEpochs));
        _tail.MoveTo(target.Tails);
        (_folder, _directory) = (target, directory);
        (_hasNewNames, _isNew, _isSaved) = (false, false, false);
        _movedEndOffset = LogEndOffset;

        // A reader that has looked up the end before, and a handle after or the other way round, starts over.
        Interlocked.Increment(ref _truncations);
        source.Retire(this, left, handles);
    }
}
