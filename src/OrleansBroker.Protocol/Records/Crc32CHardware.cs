using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using ArmCrc32 = System.Runtime.Intrinsics.Arm.Crc32;

namespace OrleansBroker.Protocol.Records;

/// <summary>
/// CRC-32C by the processor's instruction, eight bytes a step. The instruction takes three cycles but one may start in
/// each, so three neighbouring blocks are summed side by side, and their sums are joined by <see cref="Crc32CShift"/>.
/// </summary>
internal static class Crc32CHardware
{
    /// <summary>
    /// A lane of a long run: joining costs little against it, and three lanes fit a batch of 16 KB twice.
    /// </summary>
    private const int LongLane = 2048;

    /// <summary>A lane for what is left, so that small batches are interleaved too.</summary>
    private const int ShortLane = 256;

    private static readonly Crc32CShift LongShift = new(LongLane);
    private static readonly Crc32CShift ShortShift = new(ShortLane);

    public static bool IsSupported => Sse42.X64.IsSupported || ArmCrc32.Arm64.IsSupported;

    public static uint Append(uint crc, ReadOnlySpan<byte> data)
    {
        ulong state = ~crc;
        ref var at = ref MemoryMarshal.GetReference(data);
        var left = data.Length;
        if (left >= 3 * ShortLane)
        {
            state = AppendLanes(state, ref at, LongLane, left / (3 * LongLane), LongShift);
            var done = left - (left % (3 * LongLane));
            at = ref Unsafe.Add(ref at, done);
            left -= done;

            state = AppendLanes(state, ref at, ShortLane, left / (3 * ShortLane), ShortShift);
            done = left - (left % (3 * ShortLane));
            at = ref Unsafe.Add(ref at, done);
            left -= done;
        }

        for (; left >= sizeof(ulong); left -= sizeof(ulong))
        {
            state = Step(state, Unsafe.ReadUnaligned<ulong>(ref at));
            at = ref Unsafe.Add(ref at, sizeof(ulong));
        }

        for (; left > 0; left--)
        {
            state = Step(state, at);
            at = ref Unsafe.Add(ref at, 1);
        }

        return ~(uint)state;
    }

    /// <summary>Sums <paramref name="rounds"/> times three lanes that follow each other.</summary>
    private static ulong AppendLanes(ulong first, ref byte at, int lane, int rounds, Crc32CShift shift)
    {
        for (; rounds > 0; rounds--)
        {
            ulong second = 0;
            ulong third = 0;
            for (nint position = 0; position < lane; position += sizeof(ulong))
            {
                ref var word = ref Unsafe.Add(ref at, position);
                first = Step(first, Unsafe.ReadUnaligned<ulong>(ref word));
                second = Step(second, Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref word, lane)));
                third = Step(third, Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref word, 2 * lane)));
            }

            first = shift.Apply((uint)first) ^ second;
            first = shift.Apply((uint)first) ^ third;
            at = ref Unsafe.Add(ref at, 3 * lane);
        }

        return first;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Step(ulong crc, ulong word) =>
        Sse42.X64.IsSupported ? Sse42.X64.Crc32(crc, word) : ArmCrc32.Arm64.ComputeCrc32C((uint)crc, word);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Step(ulong crc, byte value) =>
        Sse42.X64.IsSupported ? Sse42.Crc32((uint)crc, value) : ArmCrc32.ComputeCrc32C((uint)crc, value);
}
