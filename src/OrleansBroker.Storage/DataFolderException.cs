namespace OrleansBroker.Storage;

/// <summary>A data folder cannot be used; the message is one sentence that says what to do.</summary>
public sealed class DataFolderException : Exception
{
    internal DataFolderException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
