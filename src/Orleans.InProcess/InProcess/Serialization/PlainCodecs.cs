using System.Net;
using System.Numerics;
using Orleans.Runtime;

namespace Orleans.InProcess.Serialization;

/// <summary>The immutable types of the base library, and the engine's own addresses.</summary>
internal static class PlainCodecs
{
    public static Dictionary<Type, Codec> All { get; } = Make();

    private static Dictionary<Type, Codec> Make()
    {
        var all = new Dictionary<Type, Codec>();
        AddNumbers(all);
        AddTimes(all);
        Add(all, (w, v) => w.Write(v), r => r.ReadString());
        Add(all, (w, v) => w.Write(v.ToByteArray()), r => new Guid(r.ReadBytes(16)));
        Add(all, (w, v) => w.Write(v.OriginalString), r => new Uri(r.ReadString(), UriKind.RelativeOrAbsolute));
        Add(all, (w, v) => w.Write(v.ToString()), r => Version.Parse(r.ReadString()));
        Add(all, (w, v) => w.Write(v.ToString()), r => IPAddress.Parse(r.ReadString()));
        Add(all, (w, v) => w.Write(v.ToString()), r => IPEndPoint.Parse(r.ReadString()));
        Add(all, (w, v) => w.Write(v.ToParsableString()), r => SiloAddress.FromParsableString(r.ReadString()));
        Add(all, (_, _) => { }, _ => default(CancellationToken));
        Add(all, (_, _) => { }, _ => default(ValueTuple));
        return all;
    }

    private static void AddNumbers(Dictionary<Type, Codec> all)
    {
        Add(all, (w, v) => w.Write(v), r => r.ReadBoolean());
        Add(all, (w, v) => w.Write(v), r => r.ReadByte());
        Add(all, (w, v) => w.Write(v), r => r.ReadSByte());
        Add(all, (w, v) => w.Write(v), r => r.ReadInt16());
        Add(all, (w, v) => w.Write(v), r => r.ReadUInt16());
        Add(all, (w, v) => w.Write(v), r => r.ReadInt32());
        Add(all, (w, v) => w.Write(v), r => r.ReadUInt32());
        Add(all, (w, v) => w.Write(v), r => r.ReadInt64());
        Add(all, (w, v) => w.Write(v), r => r.ReadUInt64());
        Add(all, (w, v) => w.Write((ushort)v), r => (char)r.ReadUInt16());
        Add(all, (w, v) => w.Write(v), r => r.ReadHalf());
        Add(all, (w, v) => w.Write(v), r => r.ReadSingle());
        Add(all, (w, v) => w.Write(v), r => r.ReadDouble());
        Add(all, (w, v) => w.Write(v), r => r.ReadDecimal());
        Add(all, WriteBigInteger, r => new BigInteger(r.ReadBytes(r.ReadInt32())));
    }

    private static void AddTimes(Dictionary<Type, Codec> all)
    {
        Add(all, (w, v) => w.Write(v.Ticks), r => new TimeSpan(r.ReadInt64()));
        Add(all, (w, v) => w.Write(v.ToBinary()), r => DateTime.FromBinary(r.ReadInt64()));
        Add(all, WriteDateTimeOffset, r => new DateTimeOffset(r.ReadInt64(), new TimeSpan(r.ReadInt64())));
        Add(all, (w, v) => w.Write(v.DayNumber), r => DateOnly.FromDayNumber(r.ReadInt32()));
        Add(all, (w, v) => w.Write(v.Ticks), r => new TimeOnly(r.ReadInt64()));
    }

    private static void Add<T>(Dictionary<Type, Codec> all, Action<MessageWriter, T> write, Func<MessageReader,
        T> read) =>
        all.Add(typeof(T), new PlainCodec<T>(write, read));

    private static void WriteBigInteger(MessageWriter writer, BigInteger value)
    {
        var bytes = value.ToByteArray();
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }

    private static void WriteDateTimeOffset(MessageWriter writer, DateTimeOffset value)
    {
        writer.Write(value.Ticks);
        writer.Write(value.Offset.Ticks);
    }
}
