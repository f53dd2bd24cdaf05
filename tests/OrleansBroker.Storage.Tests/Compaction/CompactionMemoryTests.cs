using System.Buffers.Binary;
using System.Diagnostics;
using OrleansBroker.Storage.Compaction;

namespace OrleansBroker.Storage.Tests.Compaction;

/// <summary>Large maps take time and memory: <c>COMPACTION_LARGE=1</c> runs them.</summary>
public class CompactionMemoryTests
{
    private const int Keys = 10_000_000;
    private const long BytesMax = 300L << 20;

    [Fact]
    public void Ten_million_keys_fit_300_MB()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("COMPACTION_LARGE") == "1", "COMPACTION_LARGE=1 runs it.");
        var clock = Stopwatch.StartNew();
        using var map = new KeyMap(Keys, BytesMax, 0, new KeyHash(1, 2));
        Span<byte> key = stackalloc byte[16];
        for (var offset = 0; offset < Keys; offset++)
        {
            BinaryPrimitives.WriteInt32BigEndian(key, offset);
            Assert.True(map.TryPut(map.Hash.Of(key), offset));
        }

        TestContext.Current.SendDiagnosticMessage(
            $"{map.SizeInBytes >> 20} MB, {clock.ElapsedMilliseconds} ms to fill");
        Assert.Equal(Keys, map.Count);
        Assert.InRange(map.SizeInBytes, Keys * 16L, BytesMax);
    }
}
