using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansBroker.Grains.GrainStorage;
using OrleansBroker.Grains.Tests.Kit;

namespace OrleansBroker.Grains.Tests.GrainStorage;

public sealed class MirroredFolderTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly FailingDisk _disk = new();

    private string First => _folder.Sub("first");

    private string Second => _folder.Sub("second");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Either_folder_alone_has_everything()
    {
        var etag = Swap(Open(), null, "one");
        etag = Swap(Open(), etag, "two");

        Assert.Equal(("two", etag), Read(Open(First)));
        Assert.Equal(("two", etag), Read(Open(Second)));
        Directory.Delete(First, recursive: true);
        Assert.Equal(("two", etag), Read(Open()));
        Assert.Equal(("two", etag), Read(Open(First)));
    }

    [Fact]
    public void A_single_folder_of_before_is_copied_to_the_others()
    {
        var etag = Swap(new VersionedFolder(_disk, First), null, "old");

        Assert.Equal(("old", etag), Read(Open()));
        Assert.Equal(("old", etag), Read(new VersionedFolder(_disk, Second)));
    }

    [Theory]
    [InlineData("first")]
    [InlineData("second")]
    public void A_folder_that_fails_is_left_out_and_gets_what_it_missed_at_the_next_start(string name)
    {
        var records = Open();
        var etag = Swap(records, null, "one");

        _disk.Dead = _folder.Sub(name);
        etag = Swap(records, etag, "two");
        Assert.Equal(("two", etag), Read(records));
        _disk.Dead = null;

        Assert.Equal(("two", etag), Read(Open()));
        Assert.Equal(("two", etag), Read(new VersionedFolder(_disk, _folder.Sub(name))));
    }

    [Fact]
    public void What_a_folder_alone_has_after_others_went_on_without_it_does_not_count()
    {
        var etag = Swap(Open(), null, "common");

        // Written to the first folder alone, as before a crash, and twice as far as the others got.
        var only = new VersionedFolder(_disk, First);
        var fork = Swap(only, etag, "unanswered");
        Swap(only, fork, "unanswered");
        var answered = Swap(Open(Second), etag, "answered");

        Assert.Equal(("answered", answered), Read(Open()));
        Assert.Equal(("answered", answered), Read(new VersionedFolder(_disk, First)));
        Assert.Single(Directory.GetDirectories(_folder.Path, "first.1.*"));
    }

    [Fact]
    public void A_writer_that_has_not_read_the_newest_version_fails()
    {
        var records = Open();
        var etag = Swap(records, null, "one");
        Swap(records, etag, "two");

        Assert.False(records.TrySwap("a/b", etag, "late"u8, out _));
        Assert.Equal("two", Read(Open(Second)).Text);
    }

    [Fact]
    public void The_last_folder_that_fails_fails_the_writer()
    {
        var records = Open();
        var etag = Swap(records, null, "one");
        _disk.Dead = _folder.Path;

        Assert.Throws<IOException>(() => records.TrySwap("a/b", etag, "two"u8, out _));
    }

    private static string Swap(IRecordFolder records, string? expected, string text)
    {
        Assert.True(records.TrySwap("a/b", expected, Encoding.UTF8.GetBytes(text), out var current));
        return current!;
    }

    private static (string Text, string ETag) Read(IRecordFolder records)
    {
        var found = records.Read("a/b")!;
        return (Encoding.UTF8.GetString(found.Bytes), found.ETag);
    }

    private MirroredFolder Open() => Open(First, Second);

    private MirroredFolder Open(params string[] roots) => new(_disk, roots, NullLogger<MirroredFolder>.Instance);
}
