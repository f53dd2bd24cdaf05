using System.Text.Json.Nodes;
using OrleansBroker.Protocol.Wire;

namespace OrleansBroker.Protocol.Tests.Messages;

/// <summary>
/// A million frames that were valid once: a reader may refuse them, in one way only, and must not let a small frame
/// make it allocate much.
/// </summary>
public sealed class HostileBytesTests
{
    private const int FrameCount = 1_000_000;

    // A structure of 2 bytes on the wire becomes an object of some 60 bytes and a reference to it.
    private const int MaxAllocatedPerByte = 64;

    // The message itself and an exception with its text and stack.
    private const int MaxAllocatedPerFrame = 8 * 1024;

    // What lengths are best at breaking readers: the largest, the smallest, and those just beyond the frame.
    private static readonly byte[][] Lengths =
    [
        [0x7F, 0xFF, 0xFF, 0xFF],
        [0x80, 0x00, 0x00, 0x00],
        [0xFF, 0xFF, 0xFF, 0xFE],
        [0x00, 0x00, 0xFF, 0xFF],
        [0xFF, 0xFF, 0xFF, 0xFF, 0x0F],
        [0xFF, 0xFF, 0xFF, 0xFF, 0x07],
        [0x80, 0x80, 0x80, 0x80, 0x80, 0x01],
        [0x7F, 0xFF],
    ];

    [Fact]
    public void Mutated_frames_are_read_or_refused_without_excess()
    {
        var frames = Frames();
        var random = new Random(20_26);
        var buffer = new byte[64 * 1024];
        var refused = 0;
        for (var i = 0; i < FrameCount; i++)
        {
            var (type, version, body) = frames[random.Next(frames.Count)];
            var length = Mutate(body, buffer, random, frames);
            if (!TryRead(type, version, buffer.AsMemory(0, length)))
                refused++;
        }

        Assert.InRange(refused, FrameCount / 10, FrameCount);
    }

    private static bool TryRead(MessageType type, short version, ReadOnlyMemory<byte> frame)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var wasRead = true;
        try
        {
            type.Read(frame, version, out _);
        }
        catch (WireFormatException)
        {
            wasRead = false;
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (allocated > MaxAllocatedPerFrame + ((long)MaxAllocatedPerByte * frame.Length))
            Assert.Fail($"{type.Type.Name} v{version}: {allocated} bytes for {Convert.ToHexString(frame.Span)}");
        return wasRead;
    }

    private static int Mutate(
        byte[] body, byte[] buffer, Random random, List<(MessageType Type, short Version, byte[] Body)> frames)
    {
        body.CopyTo(buffer, 0);
        var length = body.Length;
        for (var left = random.Next(1, 4); left > 0 && length > 0; left--)
        {
            var at = random.Next(length);
            switch (random.Next(6))
            {
                case 0:
                    buffer[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    buffer[at] = (byte)random.Next(256);
                    break;
                case 2:
                    length = at;
                    break;
                case 3:
                    random.NextBytes(buffer.AsSpan(at, Math.Min(5, length - at)));
                    break;
                case 4:
                    Lengths[random.Next(Lengths.Length)].AsSpan().CopyTo(buffer.AsSpan(at));
                    break;
                default:
                    var other = frames[random.Next(frames.Count)].Body;
                    other.CopyTo(buffer, at);
                    length = Math.Min(at + other.Length, buffer.Length);
                    break;
            }
        }

        return length;
    }

    private static List<(MessageType Type, short Version, byte[] Body)> Frames()
    {
        List<(MessageType, short, byte[])> frames = [];
        foreach (var api in Vectors.Apis())
        {
            Add(MessageType.Named(api + "Request"), Vectors.Api(api)["requests"]!);
            Add(MessageType.Named(api + "Response"), Vectors.Api(api)["responses"]!);
        }

        foreach (var (name, vectors) in Vectors.Read("headers-and-embedded.json").AsObject())
            Add(MessageType.Named(name), vectors!);
        return frames;

        void Add(MessageType type, JsonNode vectors) => frames.AddRange(
            from vector in vectors.AsArray()
            let version = (short)vector["version"]!
            where version <= type.HighestVersion
            select (type, version, Convert.FromHexString((string)vector["hex"]!)));
    }
}
