using System.Numerics;

namespace OrleansBroker.LoadTest.Measuring;

/// <summary>
/// Counts of durations in log-linear buckets: 128 buckets for each power of two, so a percentile is off by less than 1
/// % whatever its size, and recording is one increment. Not thread-safe: each load thread has its own, merged at the
/// end.
/// </summary>
internal sealed class LatencyHistogram
{
    private const int SubBucketBits = 7;
    private const int SubBuckets = 1 << SubBucketBits;

    // 2^42 ns are 73 minutes, longer than any run; what is longer still counts as that.
    private const int MaxExponent = 42;

    private readonly long[] _counts = new long[(MaxExponent - SubBucketBits + 2) * SubBuckets];

    /// <summary>Number of durations recorded.</summary>
    public long Count { get; private set; }

    /// <summary>The longest one, in nanoseconds and exact.</summary>
    public long MaxNanoseconds { get; private set; }

    /// <summary>Records one duration.</summary>
    /// <param name="nanoseconds">Negative counts as zero: two cores' clocks may differ by a little.</param>
    public void Record(long nanoseconds)
    {
        var value = Math.Clamp(nanoseconds, 0, (1L << MaxExponent) - 1);
        _counts[IndexOf(value)]++;
        Count++;
        MaxNanoseconds = Math.Max(MaxNanoseconds, nanoseconds);
    }

    /// <summary>Adds what another histogram counted.</summary>
    public void Add(LatencyHistogram other)
    {
        for (var index = 0; index < _counts.Length; index++)
        {
            _counts[index] += other._counts[index];
        }

        Count += other.Count;
        MaxNanoseconds = Math.Max(MaxNanoseconds, other.MaxNanoseconds);
    }

    /// <summary>
    /// The duration that a share of the recorded ones does not exceed, in milliseconds; 0 when empty.
    /// </summary>
    /// <param name="share">From 0 to 1: 0.99 is p99.</param>
    public double PercentileMs(double share)
    {
        var left = (long)Math.Ceiling(Count * share);
        for (var index = 0; index < _counts.Length; index++)
        {
            left -= _counts[index];
            if (left <= 0 && _counts[index] > 0)
            {
                return Math.Min(UpperBoundOf(index), MaxNanoseconds) / 1e6;
            }
        }

        return MaxNanoseconds / 1e6;
    }

    private static int IndexOf(long value)
    {
        if (value < SubBuckets)
        {
            return (int)value;
        }

        var shift = BitOperations.Log2((ulong)value) - SubBucketBits;
        return ((shift + 1) << SubBucketBits) + (int)(value >> shift) - SubBuckets;
    }

    private static long UpperBoundOf(int index)
    {
        var shift = (index >> SubBucketBits) - 1;
        if (shift < 0)
        {
            return index;
        }

        return ((long)((index & (SubBuckets - 1)) + SubBuckets + 1) << shift) - 1;
    }
}
