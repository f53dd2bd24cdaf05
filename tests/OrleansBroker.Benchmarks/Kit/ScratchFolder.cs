using Microsoft.Extensions.Logging.Abstractions;
using OrleansBroker.Protocol;
using OrleansBroker.Storage;
using OrleansBroker.Storage.Files;

namespace OrleansBroker.Benchmarks.Kit;

/// <summary>
/// A data folder in the machine's temporary folder (<c>TMPDIR</c>), gone when disposed. Everything it does happens on
/// the caller's thread, so that time and allocations are the caller's. Not thread-safe.
/// </summary>
internal sealed class ScratchFolder : IAsyncDisposable
{
    /// <summary>No threads, nothing in the background.</summary>
    public static readonly LogFolderOptions SingleThreaded = new()
    {
        AppendThreads = 0,
        FlushThreads = 0,
        ReadThreads = 0,
        MaintenanceThreads = 0,
        ScrubBytesPerSecond = 0,
        TailBytes = 4 << 20,
        Cleaner = null,
    };

    private LogFolder? _folder;

    public string Path { get; } = Directory.CreateTempSubdirectory("orleansbroker-benchmark-").FullName;

    public LogFolder Folder => _folder ?? throw new InvalidOperationException("The folder is not open.");

    public async Task OpenAsync(LogFolderOptions options) => _folder = await LogFolder.OpenAsync(
        Path, options, new LocalFileSystem(), TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);

    public async Task CloseAsync()
    {
        if (_folder is { } folder)
        {
            _folder = null;
            await folder.CloseAsync();
        }
    }

    /// <summary>Opens the folder with one empty log in it.</summary>
    public async Task<LogWriter> OpenLogAsync(LogFolderOptions? options = null, LogConfig? config = null)
    {
        await OpenAsync(options ?? SingleThreaded);
        return Create(0, config ?? LogConfig.Default);
    }

    public LogWriter Create(int partition, LogConfig config)
    {
        var log = Folder.CreateLog(new TopicPartition("benchmark", partition), default, config);
        return new LogWriter(log, log.Take(0, LogRole.Leader));
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        Directory.Delete(Path, recursive: true);
    }
}
