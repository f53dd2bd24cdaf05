using OrleansBroker.Storage.Files;

namespace OrleansBroker.Storage;

/// <summary>What a log does on a disk without room: it is cut back to what it has admitted, and waits.</summary>
public sealed partial class PartitionLog
{
    /// <summary>
    /// Takes back what a write has left that the full disk cut short, and lets the folder wait for room. Under the
    /// write lock.
    /// </summary>
    /// <returns>False when it was something else that failed, or fails now: the log must go offline.</returns>
    internal bool TakeBackIfFull(Exception failure)
    {
        // A roll across a gap too wide for one segment cannot be taken back.
        if (!DiskFull.Is(failure) || Segments.Active.BaseOffset > LogEndOffset)
        {
            return false;
        }

        try
        {
            TakeBack();
        }
        catch (Exception further) when (further is IOException or UnauthorizedAccessException)
        {
            return false;
        }

        Folder.ReportFull(failure);
        return true;
    }

    /// <summary>
    /// Saves the epochs, unless the disk has no room for them. The file is written as a whole, so that nothing relies
    /// on an attempt that failed.
    /// </summary>
    internal bool TrySaveEpochs()
    {
        try
        {
            Epochs.Save();
            return true;
        }
        catch (IOException failure) when (DiskFull.Is(failure))
        {
            Folder.ReportFull(failure);
            return false;
        }
    }

    /// <summary>Rolls, unless the disk has no room for another segment.</summary>
    private bool TryRoll(long baseOffset)
    {
        try
        {
            Roll(baseOffset);
            return true;
        }
        catch (Exception failure)
        {
            if (!TakeBackIfFull(failure))
            {
                throw;
            }

            return false;
        }
    }

    /// <summary>Flushed, because batches that were refused must not come back by a power cut among newer
    /// ones.</summary>
    private void TakeBack()
    {
        var active = Segments.Active;
        active.Transactions.TruncateTo(LogEndOffset);
        active.CutFile();
        active.File().FlushData();
        active.Transactions.Flush();

        // A roll may have sealed it already.
        active.Activate();
    }
}
