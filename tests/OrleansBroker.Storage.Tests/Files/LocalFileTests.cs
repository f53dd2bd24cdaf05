using OrleansBroker.Storage.Files;

namespace OrleansBroker.Storage.Tests.Files;

public sealed class LocalFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    [Fact]
    public void Space_that_is_reserved_is_no_part_of_the_file()
    {
        using var file = new LocalFileSystem().Open(_path, create: false);
        file.Reserve(1 << 20);
        Assert.Equal(0, file.Length);

        file.Write([1, 2, 3], 0);
        file.Truncate(3);

        var bytes = new byte[10];
        Assert.Equal(3, file.Read(bytes, 0));
        Assert.Equal(3, file.Length);
    }

    [Fact]
    public void The_process_knows_how_many_files_it_may_open() =>
        Assert.InRange(NativeFiles.OpenFilesMax, 16, int.MaxValue);

    public void Dispose() => File.Delete(_path);
}
