namespace Orleans.InProcess.Serialization;

/// <summary>A slice of an array: only what it shows is sent.</summary>
internal sealed class MemoryCodec<T> : Codec<Memory<T>>
{
    private static readonly ArrayCodec<T> Array = new();

    public override bool IsShallow => false;

    public override Memory<T> Copy(Memory<T> value, CopyContext context) => Array.Copy(value.ToArray(), context);

    public override void Write(MessageWriter writer, Memory<T> value) => Array.Write(writer, value.ToArray());

    public override Memory<T> Read(MessageReader reader) => Array.Read(reader);
}

/// <inheritdoc cref="MemoryCodec{T}"/>
internal sealed class ReadOnlyMemoryCodec<T> : Codec<ReadOnlyMemory<T>>
{
    private static readonly ArrayCodec<T> Array = new();

    public override bool IsShallow => false;

    public override ReadOnlyMemory<T> Copy(ReadOnlyMemory<T> value, CopyContext context) =>
        AnyCodec<T>.IsShallow ? value.ToArray() : Array.Copy(value.ToArray(), context);

    public override void Write(MessageWriter writer, ReadOnlyMemory<T> value) => Array.Write(writer, value.ToArray());

    public override ReadOnlyMemory<T> Read(MessageReader reader) => Array.Read(reader);
}
