using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage.Files;
using OrleansBroker.Storage.Tests.Kit;

namespace OrleansBroker.Storage.Tests;

/// <summary>Reads that go on where another one ended, in files that the operating system has in memory.</summary>
public class ReadOnTests
{
    private const string FirstFile = $"{SimulatedLog.Path}/orders-0/00000000000000000000.log";

    // No tail, so that all reads are of files; a reader thread, so that what goes to it is not complete at once.
    private static readonly LogFolderOptions Options =
        SimulatedLog.SingleThreaded with { TailBytes = 0, ReadThreads = 1 };

    private static readonly int BatchSize = Batches.Of("value 0").Length;

    private readonly SimulatedLog _log = new(LogConfig.Default, Options);

    [Fact]
    public async Task A_read_that_goes_on_where_one_ended_is_complete_at_once()
    {
        await AppendAsync(5);
        Assert.Equal(Bases(0), await ReadAsync(0));

        for (var offset = 1; offset < 5; offset++)
        {
            var read = Begin(offset);

            Assert.True(read.IsCompletedSuccessfully);
            Assert.Equal(Bases(offset), Offsets(await read));
        }
    }

    [Fact]
    public async Task A_bit_that_flips_after_a_read_is_not_served_by_the_next()
    {
        await AppendAsync(3);
        Assert.Equal(Bases(0), await ReadAsync(0));
        FlipBit((2 * BatchSize) - 3);

        using var read = await Begin(1);

        Assert.Equal(ErrorCode.CorruptMessage, read.Error);
        Assert.True(read.Bytes.IsEmpty);
    }

    [Fact]
    public async Task A_read_finds_what_took_the_place_of_what_was_cut()
    {
        await AppendAsync(5);
        Assert.Equal(Bases(0, 1, 2), await ReadAsync(0, batches: 3));

        // Where offset 3 was, another batch begins now, and 3 lies before it.
        _log.TruncateTo(1);
        _log.Append(ThreeRecords(2 * BatchSize));
        _log.Append(Batches.Of("the last one"));

        Assert.Equal(Bases(1), await ReadAsync(3));
        Assert.Equal(Bases(4), await ReadAsync(4));
    }

    [Fact]
    public void A_cached_read_has_the_file_or_nothing_at_all()
    {
        var path = Path.GetTempFileName();
        try
        {
            using var file = new LocalFileSystem().Open(path, create: true);
            file.Write([1, 2, 3, 4], 0);
            var bytes = new byte[8];

            var read = file.ReadCached(bytes, 1);

            Assert.Contains(read, new[] { 0, 3 });
            Assert.Equal(new byte[] { 2, 3, 4 }[..read], bytes[..read]);
            Assert.Equal(0, file.ReadCached(bytes, 4));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static long[] Bases(params long[] offsets) => offsets;

    private static byte[] ThreeRecords(int size) =>
        Enumerable.Range(0, size).Select(length => Batches.Of("a", "b", new string('c', length)))
            .First(batch => batch.Length == size);

    private void FlipBit(int position)
    {
        using var file = _log.Disk.Open(FirstFile, create: false);
        var bytes = new byte[1];
        file.Read(bytes, position);
        bytes[0] ^= 1;
        file.Write(bytes, position);
    }

    private async Task AppendAsync(int batches)
    {
        await _log.OpenAsync();
        for (var index = 0; index < batches; index++)
        {
            _log.Append(Batches.Of($"value {index}"));
        }
    }

    private ValueTask<LogRead> Begin(long offset, int batches = 1) =>
        _log.Log.ReadAsync(
            offset, batches * BatchSize, long.MaxValue, true, TestContext.Current.CancellationToken);

    private async Task<long[]> ReadAsync(long offset, int batches = 1) => Offsets(await Begin(offset, batches));

    private static long[] Offsets(LogRead read)
    {
        using (read)
        {
            return [.. LogExtensions.Split(read.Bytes).Select(batch => new RecordBatchView(batch).BaseOffset)];
        }
    }
}
