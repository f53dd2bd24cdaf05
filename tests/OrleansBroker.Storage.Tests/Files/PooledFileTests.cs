using OrleansBroker.Storage.Files;
using OrleansBroker.Storage.Tests.Kit;
using OrleansBroker.Storage.Tests.Simulation;

namespace OrleansBroker.Storage.Tests.Files;

public class PooledFileTests
{
    private readonly SimulatedFileSystem _simulated = new(1);
    private readonly RefusingFileSystem _disk;

    public PooledFileTests() => _disk = new RefusingFileSystem(_simulated);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    public void Files_stay_usable_however_few_handles_there_are(int handles)
    {
        using var pool = new PooledFileSystem(_disk, handles);
        var files = Enumerable.Range(0, 10).Select(name => pool.Open($"/{name}", create: true)).ToArray();

        for (byte round = 0; round < 3; round++)
        {
            foreach (var file in files)
            {
                file.Write([round], round);
                Assert.InRange(_disk.OpenCount, 1, handles);
            }
        }

        Assert.All(files, file => Assert.Equal([0, 1, 2], Read(file)));
    }

    [Fact]
    public void What_was_written_is_flushed_before_its_handle_goes()
    {
        using var pool = new PooledFileSystem(_disk, 1);
        pool.Open("/a", create: true).Write([1, 2, 3], 0);
        pool.SyncDirectory("/");

        pool.Open("/b", create: true);
        _simulated.CutPower();

        Assert.Equal([1, 2, 3], _simulated.ReadAll("/a"));
    }

    [Fact]
    public void A_write_that_was_lost_with_its_handle_fails_the_next_flush()
    {
        using var pool = new PooledFileSystem(_disk, 1);
        var file = pool.Open("/a", create: true);
        file.Write([1], 0);
        _disk.Refuse = path => path == "flush /a" ? new IOException("a bad sector") : null;
        pool.Open("/b", create: true);
        _disk.Refuse = static _ => null;

        var failure = Assert.Throws<IOException>(file.FlushData);

        Assert.Contains("a bad sector", failure.Message, StringComparison.Ordinal);
        Assert.Throws<IOException>(() => file.Write([1], 1));
    }

    [Fact]
    public void A_file_that_rests_is_found_under_its_new_name()
    {
        using var pool = new PooledFileSystem(_disk, 1);
        var file = pool.Open("/a", create: true);
        file.Write([7], 0);
        pool.Open("/b", create: true);

        pool.MoveFile(file, "/c");

        Assert.Equal([7], Read(file));
        Assert.Equal("/c", file.Path);
        Assert.False(pool.FileExists("/a"));
    }

    [Fact]
    public void Where_the_process_has_no_handle_left_files_that_rest_give_theirs()
    {
        using var pool = new PooledFileSystem(_disk, 100);
        var file = pool.Open("/a", create: true);
        var isFull = true;
        _disk.Refuse = path => isFull && !path.StartsWith("flush", default) && _disk.OpenCount > 0
            ? new TooManyOpenFilesException(path, new IOException())
            : null;

        pool.Open("/b", create: true);

        Assert.Equal(1, _disk.OpenCount);
        isFull = false;
        Assert.Empty(Read(file));
    }

    [Fact]
    public void What_was_disposed_is_never_opened_again()
    {
        using var pool = new PooledFileSystem(_disk, 1);
        var resting = pool.Open("/a", create: true);
        var open = pool.Open("/b", create: true);

        pool.Dispose();

        Assert.Throws<ObjectDisposedException>(() => Read(resting));
        Assert.Throws<ObjectDisposedException>(() => Read(open));
        Assert.Equal(0, _disk.OpenCount);
    }

    private static byte[] Read(IStorageFile file)
    {
        var bytes = new byte[10];
        return bytes[..file.Read(bytes, 0)];
    }
}
