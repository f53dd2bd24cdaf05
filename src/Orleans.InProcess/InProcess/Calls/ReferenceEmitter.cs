using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using Orleans.Runtime;

namespace Orleans.InProcess.Calls;

/// <summary>
/// Emits the class of references to one grain interface. Each method packs its arguments into a tuple and hands them to
/// <see cref="ReferenceCalls"/>; so a call costs neither reflection nor boxes.
/// </summary>
internal static class ReferenceEmitter
{
    private const MethodAttributes Implementation =
        MethodAttributes.Private | MethodAttributes.Virtual | MethodAttributes.Final | MethodAttributes.HideBySig
        | MethodAttributes.NewSlot;

    private static readonly Type[] ConstructorTypes = [typeof(CallRouter), typeof(GrainId)];

    public static Func<CallRouter, GrainId, GrainReference> Emit(Type type, GrainMethod[] methods)
    {
        var builder = DefineType(type, methods);
        var table =
            builder.DefineField("Methods", typeof(GrainMethod[]), FieldAttributes.Public | FieldAttributes.Static);
        var constructor = EmitConstructor(builder);
        EmitCreate(builder, constructor);
        EmitInterfaceType(builder, type);
        for (var i = 0; i < methods.Length; i++)
        {
            EmitMethod(builder, table, methods[i].Method, i);
        }

        var emitted = builder.CreateType();
        emitted.GetField("Methods")!.SetValue(null, methods);
        return emitted.GetMethod("Create")!.CreateDelegate<Func<CallRouter, GrainId, GrainReference>>();
    }

    private static TypeBuilder DefineType(Type type, GrainMethod[] methods)
    {
        var assembly = AssemblyBuilder.DefineDynamicAssembly(
            new AssemblyName($"References.{type.FullName}"), AssemblyBuilderAccess.Run);
        foreach (var name in AssembliesOf(type, methods))
        {
            assembly.SetCustomAttribute(new CustomAttributeBuilder(
                typeof(IgnoresAccessChecksToAttribute).GetConstructor([typeof(string)])!, [name]));
        }

        var builder = assembly.DefineDynamicModule("References").DefineType(
            $"{type.FullName}Reference", TypeAttributes.Public | TypeAttributes.Sealed, typeof(GrainReference));
        builder.AddInterfaceImplementation(type);
        return builder;
    }

    // Grain interfaces and their argument types may be internal.
    private static HashSet<string> AssembliesOf(Type type, GrainMethod[] methods)
    {
        var types =
            methods.SelectMany(m => m.Method.GetParameters().Select(p => p.ParameterType).Append(m.Method.ReturnType));
        return [.. types.Append(type).Append(typeof(GrainReference)).Concat(type.GetInterfaces())
            .SelectMany(Parts).Select(t => t.Assembly.GetName().Name!)];
    }

    private static IEnumerable<Type> Parts(Type type) => type.HasElementType
        ? Parts(type.GetElementType()!)
        : type.GetGenericArguments().SelectMany(Parts).Append(type);

    private static ConstructorBuilder EmitConstructor(TypeBuilder builder)
    {
        var constructor =
            builder.DefineConstructor(MethodAttributes.Public, CallingConventions.HasThis, ConstructorTypes);
        var il = constructor.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Call, typeof(GrainReference).GetConstructor(
            BindingFlags.Instance | BindingFlags.NonPublic, ConstructorTypes)!);
        il.Emit(OpCodes.Ret);
        return constructor;
    }

    private static void EmitCreate(TypeBuilder builder, ConstructorBuilder constructor)
    {
        var il = builder.DefineMethod(
            "Create", MethodAttributes.Public | MethodAttributes.Static, typeof(GrainReference),
                ConstructorTypes).GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Newobj, constructor);
        il.Emit(OpCodes.Ret);
    }

    private static void EmitInterfaceType(TypeBuilder builder, Type type)
    {
        var getter = typeof(GrainReference).GetProperty(
            nameof(GrainReference.InterfaceType), BindingFlags.Instance | BindingFlags.NonPublic)!.GetMethod!;
        var method = builder.DefineMethod(
            getter.Name, MethodAttributes.FamORAssem | MethodAttributes.Virtual | MethodAttributes.HideBySig,
                typeof(Type), []);
        var il = method.GetILGenerator();
        il.Emit(OpCodes.Ldtoken, type);
        il.Emit(OpCodes.Call, typeof(Type).GetMethod(nameof(Type.GetTypeFromHandle))!);
        il.Emit(OpCodes.Ret);
        builder.DefineMethodOverride(method, getter);
    }

    private static void EmitMethod(TypeBuilder builder, FieldBuilder table, MethodInfo method, int index)
    {
        Type[] types = [.. method.GetParameters().Select(parameter => parameter.ParameterType)];
        var implementation = builder.DefineMethod(
            $"{method.DeclaringType!.FullName}.{method.Name}", Implementation, method.ReturnType, types);
        var il = implementation.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldsfld, table);
        il.Emit(OpCodes.Ldc_I4, index);
        il.Emit(OpCodes.Ldelem_Ref);
        for (var i = 1; i <= types.Length; i++)
        {
            il.Emit(OpCodes.Ldarg, (short)i);
        }

        EmitArguments(il, GrainInterface.TupleOf(method), types);
        il.Emit(OpCodes.Call, ReferenceCalls.For(method.ReturnType));
        il.Emit(OpCodes.Ret);
        builder.DefineMethodOverride(implementation, method);
    }

    private static void EmitArguments(ILGenerator il, Type tuple, Type[] types)
    {
        if (types.Length == 0)
        {
            il.Emit(OpCodes.Call, typeof(ReferenceCalls).GetMethod(nameof(ReferenceCalls.NoArguments))!);
            return;
        }

        il.Emit(OpCodes.Newobj, tuple.GetConstructor(types)!);
        il.Emit(OpCodes.Newobj, typeof(Arguments<>).MakeGenericType(tuple).GetConstructor([tuple])!);
    }
}
