namespace OrleansBroker.Storage.Files;

/// <summary>The process, or the machine, has no handle left for another file. Nothing is wrong with the disk.</summary>
internal sealed class TooManyOpenFilesException(string path, Exception cause) : IOException(
    $"{path} cannot be opened: this process has as many files and connections open as it may "
    + $"({NativeFiles.OpenFilesMax}). Raise the limit: `ulimit -n` in a shell, LimitNOFILE= of a systemd unit, "
    + "`ulimits` of a container.",
    cause);
