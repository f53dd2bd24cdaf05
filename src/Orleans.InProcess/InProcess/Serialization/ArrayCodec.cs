using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Orleans.InProcess.Serialization;

/// <summary>An array; of plain values, in one block.</summary>
internal sealed class ArrayCodec<T> : Codec<T[]>
{
    private static readonly bool IsBlock = typeof(T).IsPrimitive;

    public override bool IsShallow => false;

    public override T[] Copy(T[] value, CopyContext context)
    {
        if (AnyCodec<T>.IsShallow)
        {
            return value.AsSpan().ToArray();
        }

        var copy = new T[value.Length];
        context.Add(value, copy);
        for (var i = 0; i < value.Length; i++)
        {
            copy[i] = AnyCodec<T>.Copy(value[i], context);
        }

        return copy;
    }

    public override void Write(MessageWriter writer, T[] value)
    {
        writer.Write7BitEncodedInt(value.Length);
        if (IsBlock)
        {
            writer.Write(Bytes(value));
            return;
        }

        foreach (var element in value)
        {
            AnyCodec<T>.Write(writer, element);
        }
    }

    public override T[] Read(MessageReader reader)
    {
        var value = new T[reader.Read7BitEncodedInt()];
        if (IsBlock)
        {
            reader.BaseStream.ReadExactly(Bytes(value));
            return value;
        }

        for (var i = 0; i < value.Length; i++)
        {
            value[i] = AnyCodec<T>.Read(reader);
        }

        return value;
    }

    private static Span<byte> Bytes(T[] value) => value.Length == 0
        ? []
        : MemoryMarshal.CreateSpan(
            ref Unsafe.As<T, byte>(ref MemoryMarshal.GetArrayDataReference(value)), value.Length * Unsafe.SizeOf<T>());
}
