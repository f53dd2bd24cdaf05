using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Orleans.InProcess.Serialization;

/// <summary>
/// An exception: type, message, stack trace as text, inner exception and HResult; of marked types the members with ids
/// too. On the same silo it is passed as it is.
/// </summary>
internal sealed class ExceptionCodec<T> : Codec<T>
    where T : Exception
{
    private static readonly Member<T>[] Members = Member<T>.Of(typeof(T));

    public override bool IsShallow => true;

    public override T Copy(T value, CopyContext context) => value;

    public override void Write(MessageWriter writer, T value)
    {
        AnyCodec<string?>.Write(writer, value.Message);
        AnyCodec<string?>.Write(writer, value.StackTrace);
        AnyCodec<Exception?>.Write(writer, value.InnerException);
        writer.Write(value.HResult);
        foreach (var member in Members)
        {
            member.Write(writer, ref value);
        }
    }

    public override T Read(MessageReader reader)
    {
        var value = (T)RuntimeHelpers.GetUninitializedObject(typeof(T));
        MessageOf(value) = AnyCodec<string?>.Read(reader);
        if (AnyCodec<string?>.Read(reader) is { } stackTrace)
        {
            ExceptionDispatchInfo.SetRemoteStackTrace(value, stackTrace);
        }

        InnerOf(value) = AnyCodec<Exception?>.Read(reader);
        value.HResult = reader.ReadInt32();
        foreach (var member in Members)
        {
            member.Read(reader, ref value);
        }

        return value;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_message")]
    private static extern ref string? MessageOf(Exception exception);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_innerException")]
    private static extern ref Exception? InnerOf(Exception exception);
}
