namespace OrleansBroker.Storage.Files;

/// <summary>One file of a folder.</summary>
/// <param name="Name">Name without the folder.</param>
/// <param name="Length">Length in bytes.</param>
public readonly record struct FileEntry(string Name, long Length);
