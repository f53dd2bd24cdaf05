using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Orleans.InProcess.Serialization;

/// <summary>An enumeration, as the bytes of its number.</summary>
internal sealed class EnumCodec<T> : Codec<T>
    where T : unmanaged, Enum
{
    public override bool IsShallow => true;

    public override T Copy(T value, CopyContext context) => value;

    public override void Write(MessageWriter writer, T value) =>
        writer.Write(MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(ref value, 1)));

    public override T Read(MessageReader reader)
    {
        Unsafe.SkipInit(out T value);
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref value, 1)));
        return value;
    }
}
