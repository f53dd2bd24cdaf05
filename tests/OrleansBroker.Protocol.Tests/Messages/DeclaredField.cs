using System.Collections.Concurrent;
using System.Reflection;
using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Tests.Messages;

/// <summary>A field as its declaration says, for code that walks messages by reflection.</summary>
internal sealed class DeclaredField
{
    private static readonly ConcurrentDictionary<Type, DeclaredField[]> Cache = new();

    private DeclaredField(PropertyInfo property, FieldAttribute declaration, object defaults)
    {
        Property = property;
        Versions = Versions.Parse(declaration.Versions);
        Nullable = Versions.Parse(declaration.Nullable);
        IsTagged = declaration.Tag >= 0;
        IsIgnorable = declaration.Ignorable;
        Default = property.GetValue(defaults);
    }

    public PropertyInfo Property { get; }

    public Versions Versions { get; }

    public Versions Nullable { get; }

    public bool IsTagged { get; }

    public bool IsIgnorable { get; }

    public object? Default { get; }

    public static DeclaredField[] Of(Type type) => Cache.GetOrAdd(type, static owner =>
    {
        var defaults = Activator.CreateInstance(owner)!;
        return
        [
            .. from property in owner.GetProperties()
               let declaration = property.GetCustomAttribute<FieldAttribute>()
               where declaration is not null
               select new DeclaredField(property, declaration, defaults),
        ];
    });
}
