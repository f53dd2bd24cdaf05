using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage.Tests.Kit;

namespace OrleansBroker.Storage.Tests.Compaction;

/// <summary>A rewritten segment that is damaged before a start has put it into service.</summary>
public class DamagedSwapTests
{
    private const string Folder = CompactedLog.Path + "/orders-0";

    /// <summary>Wherever the process dies during the swap: the values are there, undamaged, from one or the
    /// other.</summary>
    [Fact]
    public async Task The_segments_that_it_was_made_from_come_back()
    {
        var met = new HashSet<bool>();
        for (var changes = 1; changes < 60; changes++)
        {
            await using var log = await CompactedLog.OpenAsync();
            log.Append("a=1 b=1 | a=2 | c=1 c=2 | z=1");
            log.Log.Config = CompactedLog.SegmentPerBatch with { SegmentBytes = 1 << 20 };
            log.Folder.RequestFlush(log.Log);
            log.Disk.ChangesUntilDeath = changes;
            log.Clean();
            log.Disk.Kill();
            if (Damage(log))
            {
                met.Add(log.Disk.ListFiles(Folder).Any(file => file.Name.EndsWith(".log.deleted", default)));
                await log.ReopenAsync();
                Assert.Equal("a=2 b=1 c=2 z=1", Values(log));
                Assert.Empty(log.Log.DamagedOffsets);
                Assert.Contains(
                    log.Disk.ListFiles(Folder), file => file.Name.EndsWith(LogFileNames.Quarantined, default));
            }
        }

        Assert.Equal(2, met.Count);
    }

    [Fact]
    public async Task Where_nothing_else_is_left_it_serves_what_is_not_damaged()
    {
        await using var log = await CompactedLog.OpenAsync();
        log.Append("a=1 | b=1 | c=1 | z=1");
        await log.Folder.CloseAsync();
        log.Disk.Kill();
        log.Disk.MoveFile(Name(1, ".log"), Name(1, ".log.swap"));
        log.Disk.FlipBitAt(Name(1, ".log.swap"), RecordBatchView.HeaderSize + 2, 0);

        await log.ReopenAsync();
        using var behind = await log.Log.ReadAsync(2, 1_000, 4, true, TestContext.Current.CancellationToken);
        using var within = await log.Log.ReadAsync(1, 1_000, 4, true, TestContext.Current.CancellationToken);

        Assert.Equal(Protocol.ErrorCode.None, behind.Error);
        Assert.Equal(3, behind.NextOffset);
        Assert.Equal(Protocol.ErrorCode.CorruptMessage, within.Error);
    }

    private static string Name(long baseOffset, string suffix) => $"{Folder}/{LogFileNames.Of(baseOffset, suffix)}";

    /// <summary>Flips a bit of a record in the file that waits to be swapped in; false when there is none.</summary>
    private static bool Damage(CompactedLog log)
    {
        var swap = log.Disk.ListFiles(Folder).FirstOrDefault(file =>
            file.Name.EndsWith(LogFileNames.Log + LogFileNames.Swap, default));
        if (swap.Name is null)
        {
            return false;
        }

        log.Disk.FlipBitAt($"{Folder}/{swap.Name}", RecordBatchView.HeaderSize + 2, 0);
        return true;
    }

    private static string Values(CompactedLog log)
    {
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var batch in log.Log.Segments.All.SelectMany(log.BatchesOf))
        {
            using var records = new RecordBatchReader(batch);
            foreach (var record in records)
            {
                values[record.Key!.Value.ToArray().Text()] = record.Value!.Value.ToArray().Text();
            }
        }

        return string.Join(' ', values.Select(pair => $"{pair.Key}={pair.Value}"));
    }
}
