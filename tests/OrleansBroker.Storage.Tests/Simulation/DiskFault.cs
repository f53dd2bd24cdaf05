namespace OrleansBroker.Storage.Tests.Simulation;

/// <summary>What a simulated disk does to those who trust it.</summary>
internal enum DiskFault
{
    /// <summary>Of one write, some sectors survived a power cut and others did not.</summary>
    TornWrite,

    /// <summary>A write that was not flushed is gone as a whole.</summary>
    DroppedWrite,

    /// <summary>A later write of a file survived, and an earlier one of the same flush did not.</summary>
    ReorderedWrites,

    /// <summary>A name that was made, changed or removed without a sync of its folder is as it was before.</summary>
    LostName,

    /// <summary>A bit of what was flushed has flipped.</summary>
    FlippedBit,

    /// <summary>A read failed.</summary>
    FailedRead,

    /// <summary>A write failed after a part of it.</summary>
    FailedWrite,

    /// <summary>A flush failed.</summary>
    FailedFlush,

    /// <summary>A failed flush marked pages as clean that never reached the disk.</summary>
    LostCleanPages,

    /// <summary>The sync of a folder failed.</summary>
    FailedFolderSync,

    /// <summary>A file could not be created.</summary>
    FailedCreate,

    /// <summary>A folder could not be created.</summary>
    FailedFolderCreate,

    /// <summary>A file or folder could not be renamed.</summary>
    FailedRename,

    /// <summary>A file or folder could not be deleted.</summary>
    FailedDelete,

    /// <summary>The disk was full.</summary>
    Full,

    /// <summary>The machine stopped in the middle of something.</summary>
    SuddenDeath,
}
