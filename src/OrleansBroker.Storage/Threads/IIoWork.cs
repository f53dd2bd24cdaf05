namespace OrleansBroker.Storage.Threads;

/// <summary>A piece of blocking file work.</summary>
public interface IIoWork
{
    /// <summary>Runs on one of the folder's own threads; may block on the disk. Handles its own failures.</summary>
    void Execute();
}
