using System.Reflection;

namespace Orleans.InProcess.Serialization;

/// <summary>
/// Decides from a type alone whether every value that a variable of it can hold may be passed without a copy.
/// </summary>
internal static class Shallow
{
    public static bool Is(Type type)
    {
        if (type.IsPrimitive || type.IsEnum || PlainCodecs.All.ContainsKey(type))
        {
            return true;
        }

        if (typeof(Runtime.IAddressable).IsAssignableFrom(type) || typeof(Exception).IsAssignableFrom(type))
        {
            return true;
        }

        if ((type.IsSealed || type.IsValueType) && type.IsDefined(typeof(ImmutableAttribute), inherit: false))
        {
            return true;
        }

        if (type.IsGenericType && CollectionCodecs.IsImmutable(type))
        {
            return type.GetGenericArguments().All(Is);
        }

        // A struct is copied by assignment; what matters is what its fields point to.
        return type.IsValueType && type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .All(field => Is(field.FieldType));
    }
}
