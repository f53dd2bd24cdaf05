namespace OrleansBroker.Storage.Tests.Simulation;

/// <summary>
/// The bytes of a file: as programs see them, and as the disk would have them after a power cut. What is written is
/// pending until a flush; at a power cut each sector of it survives or not by itself, in no order.
/// </summary>
internal sealed class SimulatedFile(Coverage<DiskFault> faults)
{
    private const int SectorBytes = 512;

    private readonly List<Change> _pending = [];
    private byte[] _seen = [];
    private byte[] _durable = [];

    public int Length { get; private set; }

    private int DurableLength { get; set; }

    public ReadOnlySpan<byte> Bytes => _seen.AsSpan(0, Length);

    public int Read(Span<byte> buffer, long position)
    {
        if (position >= Length)
        {
            return 0;
        }

        var bytes = Bytes[(int)position..];
        bytes = bytes[..Math.Min(bytes.Length, buffer.Length)];
        bytes.CopyTo(buffer);
        return bytes.Length;
    }

    public void Write(ReadOnlySpan<byte> bytes, long position)
    {
        var change = new Change((int)position, bytes.ToArray());
        Length = Apply(change.Position, change.Bytes!, ref _seen, Length);
        _pending.Add(change);
    }

    public void Truncate(long length)
    {
        Length = SetLength((int)length, ref _seen, Length);
        _pending.Add(new Change((int)length, null));
    }

    public void Flush()
    {
        foreach (var change in _pending)
        {
            MakeDurable(change);
        }

        _pending.Clear();
    }

    /// <summary>A flush failed: the dirty pages are marked clean, and a later flush says nothing about them.</summary>
    public void LoseAtRandom(Random random)
    {
        var isOneGone = false;
        foreach (var change in _pending)
        {
            var (survived, lost) = SurviveAtRandom(change, random);
            NoteFate(survived, lost, isOneGone);
            isOneGone |= survived == 0;
        }

        _pending.Clear();
    }

    /// <summary>Whether the disk has what programs see of the first bytes.</summary>
    public bool IsDurableUpTo(int length)
    {
        var durable = _durable.AsSpan(0, DurableLength);
        return Bytes[..Math.Min(Length, length)].SequenceEqual(durable[..Math.Min(DurableLength, length)]);
    }

    /// <summary>What programs see of flushed bytes is what the disk has.</summary>
    public void DropCache()
    {
        if (_pending.Count == 0)
        {
            _seen = _durable.AsSpan(0, DurableLength).ToArray();
            Length = DurableLength;
        }
    }

    /// <summary>The power is cut: what programs see is what the disk had.</summary>
    public void Cut(Random random)
    {
        LoseAtRandom(random);
        DropCache();
    }

    public void FlipBit(int position, int bit)
    {
        _seen[position] ^= (byte)(1 << bit);
        if (position < DurableLength)
        {
            _durable[position] ^= (byte)(1 << bit);
        }
    }

    private void NoteFate(int survived, int lost, bool isEarlierGone)
    {
        if (lost > 0)
        {
            faults.Add(survived > 0 ? DiskFault.TornWrite : DiskFault.DroppedWrite);
        }

        if (survived > 0 && isEarlierGone)
        {
            faults.Add(DiskFault.ReorderedWrites);
        }
    }

    /// <summary>Makes some sectors of a change durable; counts those and the others.</summary>
    private (int Survived, int Lost) SurviveAtRandom(Change change, Random random)
    {
        // All, nothing, or a mixture: each has found its own bugs.
        var odds = random.Next(4) switch { 0 => 0.0, 1 => 1.0, 2 => 0.9, _ => 0.5 };
        if (change.Bytes is null)
        {
            if (random.NextDouble() < odds)
            {
                MakeDurable(change);
                return (1, 0);
            }

            return (0, 1);
        }

        var (survived, lost) = (0, 0);
        for (var at = 0; at < change.Bytes.Length;)
        {
            var sectorEnd = (((change.Position + at) / SectorBytes) + 1) * SectorBytes;
            var end = Math.Min(change.Bytes.Length, sectorEnd - change.Position);
            if (random.NextDouble() < odds)
            {
                MakeDurable(new Change(change.Position + at, change.Bytes[at..end]));
                survived++;
            }
            else
            {
                lost++;
            }

            at = end;
        }

        return (survived, lost);
    }

    private void MakeDurable(Change change) => DurableLength = change.Bytes is { } bytes
        ? Apply(change.Position, bytes, ref _durable, DurableLength)
        : SetLength(change.Position, ref _durable, DurableLength);

    private static int Apply(int position, byte[] bytes, ref byte[] content, int length)
    {
        var end = position + bytes.Length;
        if (end > content.Length)
        {
            Array.Resize(ref content, Math.Max(end, content.Length * 2));
        }

        bytes.CopyTo(content.AsSpan(position));
        return Math.Max(length, end);
    }

    private static int SetLength(int length, ref byte[] content, int before)
    {
        if (length > content.Length)
        {
            Array.Resize(ref content, length);
        }

        if (length < before)
        {
            content.AsSpan(length, before - length).Clear();
        }

        return length;
    }

    /// <summary>A write, or without bytes a truncation to the position.</summary>
    private readonly record struct Change(int Position, byte[]? Bytes);
}
