using System.Reflection;
using System.Reflection.Emit;

namespace Orleans.InProcess.Serialization;

/// <summary>A member by the address of its field, which also reaches fields that are readonly or private.</summary>
internal sealed class Member<T, TField>(FieldInfo field) : Member<T>
{
    private readonly FieldAddress _address = Emit(field);
    private readonly bool _isShallow = AnyCodec<TField>.IsShallow || SerializedFields.IsImmutable(field);

    private delegate ref TField FieldAddress(ref T value);

    public override void Copy(ref T from, ref T to, CopyContext context)
    {
        var value = _address(ref from);
        _address(ref to) = _isShallow ? value : AnyCodec<TField>.Copy(value, context);
    }

    public override void Write(MessageWriter writer, ref T value) =>
        AnyCodec<TField>.Write(writer, _address(ref value));

    public override void Read(MessageReader reader, ref T value) => _address(ref value) = AnyCodec<TField>.Read(reader);

    private static FieldAddress Emit(FieldInfo field)
    {
        var method = new DynamicMethod(
            field.Name, typeof(TField).MakeByRefType(), [typeof(T).MakeByRefType()], typeof(Member<,>).Module,
                skipVisibility: true);
        var il = method.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        if (!typeof(T).IsValueType)
        {
            il.Emit(OpCodes.Ldind_Ref);
        }

        il.Emit(OpCodes.Ldflda, field);
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<FieldAddress>();
    }
}
