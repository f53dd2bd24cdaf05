using Microsoft.Extensions.Logging.Abstractions;
using OrleansBroker.Protocol;
using OrleansBroker.Storage.Files;

namespace OrleansBroker.Storage.Tests.Kit;

/// <summary>A data folder in the machine's temporary folder, gone after the test.</summary>
internal sealed class TestFolder : IAsyncDisposable
{
    public static readonly TopicPartition Partition = new("orders", 0);

    public static readonly TopicId Id = TopicId.Parse("243L92rhSYiS63k4Ed1mnw");

    private LogFolder? _folder;

    public string Path { get; } = Directory.CreateTempSubdirectory("orleansbroker-storage-").FullName;

    public string LogPath => System.IO.Path.Combine(Path, "orders-0");

    public LogFolderOptions Options { get; set; } = new() { AppendThreads = 1, FlushThreads = 1, ReadThreads = 1 };

    public LogFolder Folder => _folder ?? throw new InvalidOperationException("The folder is not open.");

    public PartitionLog Log => Folder.Find(Partition)!;

    /// <summary>Opens the folder, with an empty log of <see cref="Partition"/> where it has none.</summary>
    public async Task<PartitionLog> OpenAsync(LogConfig? config = null)
    {
        var opened = await LogFolder.OpenAsync(
            Path, Options, new LocalFileSystem(), TimeProvider.System, NullLoggerFactory.Instance,
            TestContext.Current.CancellationToken);
        _folder = opened;
        var log = Folder.Find(Partition) ?? Folder.CreateLog(Partition, Id, config ?? LogConfig.Default);
        log.Config = config ?? log.Config;
        return log;
    }

    public async Task CloseAsync()
    {
        if (_folder is not null)
        {
            await _folder.CloseAsync();
            _folder = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        Directory.Delete(Path, recursive: true);
    }
}
