namespace OrleansBroker.Storage;

/// <summary>Who assigns offsets to what is appended.</summary>
public enum LogRole
{
    /// <summary>The log does: batches come from producers.</summary>
    Leader,

    /// <summary>The batches carry the leader's offsets and epochs already.</summary>
    Follower,
}
