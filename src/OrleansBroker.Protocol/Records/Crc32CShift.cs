namespace OrleansBroker.Protocol.Records;

/// <summary>
/// What a CRC state becomes when a fixed number of zero bytes follows. It is linear over bits, so one table per byte of
/// the state answers it; that is how sums of neighbouring blocks are joined. Immutable.
/// </summary>
internal sealed class Crc32CShift
{
    private const int TableLength = 256;

    private readonly uint[] _tables = new uint[sizeof(uint) * TableLength];

    public Crc32CShift(int zeroBytes)
    {
        var columns = ShiftedBits(zeroBytes);
        for (var index = 0; index < _tables.Length; index++)
        {
            var firstBit = index / TableLength * 8;
            for (var bit = 0; bit < 8; bit++)
            {
                _tables[index] ^= (index >> bit & 1) != 0 ? columns[firstBit + bit] : 0;
            }
        }
    }

    public uint Apply(uint crc) =>
        _tables[(byte)crc]
        ^ _tables[TableLength + (byte)(crc >> 8)]
        ^ _tables[(2 * TableLength) + (byte)(crc >> 16)]
        ^ _tables[(3 * TableLength) + (crc >> 24)];

    /// <summary>Each single bit of a state, moved through the zero bytes.</summary>
    private static uint[] ShiftedBits(int zeroBytes)
    {
        var columns = new uint[32];
        for (var bit = 0; bit < columns.Length; bit++)
        {
            var state = 1u << bit;
            for (var step = 0; step < zeroBytes * 8; step++)
            {
                state = (state >> 1) ^ ((state & 1) * Crc32CSoftware.Polynomial);
            }

            columns[bit] = state;
        }

        return columns;
    }
}
