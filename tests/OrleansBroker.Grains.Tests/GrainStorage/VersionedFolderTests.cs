using System.Text;
using OrleansBroker.Grains.GrainStorage;
using OrleansBroker.Grains.Tests.Kit;
using OrleansBroker.Storage.Files;

namespace OrleansBroker.Grains.Tests.GrainStorage;

public sealed class VersionedFolderTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_swapped_in_is_read_back()
    {
        var records = Open();

        Assert.Null(records.Read("a/b"));
        var first = Swap(records, null, "one");
        var second = Swap(records, first, "two");

        Assert.Equal(("two", second), Read(Open()));
    }

    [Fact]
    public void A_writer_that_has_not_read_the_newest_version_fails()
    {
        var first = Swap(Open(), null, "one");
        var second = Swap(Open(), first, "two");

        Assert.False(Open().TrySwap("a/b", first, "late"u8, out var current));
        Assert.False(Open().TrySwap("a/b", null, "late"u8, out _));
        Assert.Equal(second, current);
        Assert.Equal("two", Read(Open()).Text);
    }

    [Fact]
    public void A_version_that_could_not_be_flushed_does_not_pass_for_safe_because_it_can_be_seen()
    {
        var disk = new FailingDisk();
        var records = new VersionedFolder(disk, _folder.Path);
        var first = Swap(records, null, "one");
        disk.RefusesDirectorySyncs = true;
        Assert.Throws<IOException>(() => Swap(records, first, "two"));

        disk.RefusesDirectorySyncs = false;

        Assert.Throws<IOException>(() => records.Read("a/b"));
        Assert.Equal("two", Read(Open()).Text);
    }

    [Fact]
    public async Task Of_many_writers_that_read_the_same_version_one_succeeds()
    {
        var first = Swap(Open(), null, "start");
        using var gate = new ManualResetEventSlim();
        var writers = Enumerable.Range(0, 8)
            .Select(writer => Task.Factory.StartNew(() => TrySwapAfter(gate, first, $"writer {writer}"),
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))
            .ToArray();
        gate.Set();

        Assert.Single(await Task.WhenAll(writers), won => won);
    }

    [Fact]
    public void The_version_before_the_newest_is_kept_and_older_ones_are_not()
    {
        var etag = Swap(Open(), null, "one");
        etag = Swap(Open(), etag, "two");
        Swap(Open(), etag, "three");

        Assert.Equal(["state.2", "state.3"], Files());
    }

    [Fact]
    public void A_half_written_version_is_never_seen()
    {
        var first = Swap(Open(), null, "one");
        var crashing = new CrashingFileSystem(new LocalFileSystem());

        Assert.Throws<IOException>(() =>
            new VersionedFolder(crashing, _folder.Path).TrySwap("a/b", first, "two"u8, out _));

        Assert.Equal(("one", first), Read(Open()));
        Swap(Open(), first, "two again");
        Assert.Equal("two again", Read(Open()).Text);
    }

    [Fact]
    public void A_damaged_version_is_an_error_and_not_an_older_state()
    {
        var first = Swap(Open(), null, "one");
        Swap(Open(), first, "two");
        var path = Path.Combine(_folder.Path, "a", "b", "state.2");
        var bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);

        Assert.Contains("state.2", Assert.Throws<InvalidDataException>(() => Open().Read("a/b")).Message);
    }

    private static string Swap(VersionedFolder records, string? expected, string text)
    {
        Assert.True(records.TrySwap("a/b", expected, Encoding.UTF8.GetBytes(text), out var etag));
        return etag!;
    }

    private static (string Text, string ETag) Read(VersionedFolder records)
    {
        var found = records.Read("a/b");
        return (Encoding.UTF8.GetString(found!.Bytes), found.ETag);
    }

    private bool TrySwapAfter(ManualResetEventSlim gate, string expected, string text)
    {
        gate.Wait(TestContext.Current.CancellationToken);
        return Open().TrySwap("a/b", expected, Encoding.UTF8.GetBytes(text), out _);
    }

    private VersionedFolder Open() => new(new LocalFileSystem(), _folder.Path);

    private IEnumerable<string> Files() => Directory.EnumerateFiles(Path.Combine(_folder.Path, "a", "b"))
        .Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);
}
