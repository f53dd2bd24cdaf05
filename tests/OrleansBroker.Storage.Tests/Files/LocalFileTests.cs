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

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(5_000)]
    [InlineData((1 << 20) + 1)]
    [InlineData((3 << 20) - 7)]
    public void A_direct_read_sees_the_same_bytes(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        File.WriteAllBytes(_path, bytes);
        using var file = new LocalFileSystem().OpenDirect(_path);

        var steps = new Random(1);
        for (var at = 0; at <= length; at += steps.Next(1, 500_000))
        {
            var buffer = new byte[steps.Next(1, 1_500_000)];
            var read = file.Read(buffer, at);
            Assert.Equal(Math.Min(buffer.Length, length - at), read);
            Assert.True(bytes.AsSpan(at, read).SequenceEqual(buffer.AsSpan(0, read)));
        }
    }

    [Fact]
    public void The_process_knows_how_many_files_it_may_open() =>
        Assert.InRange(NativeFiles.OpenFilesMax, 16, int.MaxValue);

    public void Dispose() => File.Delete(_path);
}
