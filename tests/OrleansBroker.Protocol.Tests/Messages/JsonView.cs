using System.Buffers.Text;
using System.Collections;
using System.Text.Json.Nodes;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Protocol.Tests.Messages;

/// <summary>
/// A message as Kafka's tools print it: camelCase names, enumerations as numbers, ids as base64, bytes as hex. Tagged
/// fields with their default value are left out. Kafka's printer leaves the bytes of records out as well.
/// </summary>
internal static class JsonView
{
    public static JsonNode Of(IMessage message, short version) => Structure(message, version);

    private static JsonObject Structure(object structure, short version)
    {
        var json = new JsonObject();
        foreach (var field in DeclaredField.Of(structure.GetType()))
        {
            var value = field.Property.GetValue(structure);
            if (!field.Versions.Contains(version) || (field.IsTagged && IsDefault(field, value)))
                continue;
            var name = field.Property.Name;
            json[char.ToLowerInvariant(name[0]) + name[1..]] = Value(value, version);
        }

        return json;
    }

    private static bool IsDefault(DeclaredField field, object? value) =>
        value is IList { Count: 0 } and not Array ? field.Default is IList : Equals(value, field.Default);

    private static JsonNode? Value(object? value, short version) => value switch
    {
        null => null,
        bool flag => flag,
        string text => text,
        double number => number,
        byte[] bytes => Convert.ToHexStringLower(bytes),
        ReadOnlyMemory<byte> => "",
        Guid id => new TopicId(id).ToString(),
        TopicId id => id.ToString(),
        IList list => new JsonArray([.. list.Cast<object>().Select(item => Value(item, version))]),
        IConvertible number => Convert.ToInt64(number, null),
        _ => Structure(value, version),
    };
}
