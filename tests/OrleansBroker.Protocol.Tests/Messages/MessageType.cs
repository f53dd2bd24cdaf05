using System.Reflection;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.Protocol.Wire;

namespace OrleansBroker.Protocol.Tests.Messages;

/// <summary>A declared message, found by reflection.</summary>
internal abstract class MessageType
{
    private static readonly Dictionary<string, MessageType> ByName = typeof(IMessage).Assembly.GetTypes()
        .Where(type => type.IsClass && typeof(IMessage).IsAssignableFrom(type))
        .Select(type => (MessageType)Activator.CreateInstance(typeof(Of<>).MakeGenericType(type))!)
        .ToDictionary(type => type.Type.Name);

    public static IEnumerable<MessageType> All => ByName.Values.OrderBy(type => type.Type.Name, StringComparer.Ordinal);

    public abstract Type Type { get; }

    public abstract short LowestVersion { get; }

    public abstract short HighestVersion { get; }

    public abstract short FirstFlexibleVersion { get; }

    public static MessageType Named(string name) => ByName[name];

    /// <summary>Reads a body and says how many of its bytes were not needed.</summary>
    public abstract IMessage Read(ReadOnlyMemory<byte> body, short version, out int remaining);

    public short? RecordType() => (short?)Type.GetField("RecordType", BindingFlags.Public | BindingFlags.Static)
        ?.GetRawConstantValue();

    public static byte[] Write(IMessage message, short version)
    {
        using var writer = new WireWriter();
        message.Write(writer, version);
        return writer.ToArray();
    }

    private sealed class Of<T> : MessageType
        where T : class, IMessage<T>
    {
        public override Type Type => typeof(T);

        public override short LowestVersion => T.LowestVersion;

        public override short HighestVersion => T.HighestVersion;

        public override short FirstFlexibleVersion => T.FirstFlexibleVersion;

        public override IMessage Read(ReadOnlyMemory<byte> body, short version, out int remaining)
        {
            var reader = new WireReader(body);
            var message = T.Read(ref reader, version);
            remaining = reader.Remaining;
            return message;
        }
    }
}
