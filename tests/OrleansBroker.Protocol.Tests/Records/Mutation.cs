namespace OrleansBroker.Protocol.Tests.Records;

/// <summary>
/// Damages bytes the way that hostile or broken senders do: flips, lies in single bytes, cuts, repeats.
/// </summary>
internal static class Mutation
{
    /// <summary>Values at which readers of lengths and varints tend to break.</summary>
    private static readonly byte[] Edges = [0x00, 0x01, 0x7F, 0x80, 0xFE, 0xFF];

    public static byte[] Of(byte[] original, Random random)
    {
        var bytes = original.ToArray();
        for (var damages = random.Next(1, 5); damages > 0 && bytes.Length > 0; damages--)
        {
            var at = random.Next(bytes.Length);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = Edges[random.Next(Edges.Length)];
                    break;
                case 2:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 3:
                    bytes = bytes[..at];
                    break;
                case 4:
                    bytes = [.. bytes[..at], .. bytes[at..(at + random.Next(bytes.Length - at))], .. bytes[at..]];
                    break;
                default:
                    bytes.AsSpan(at, Math.Min(bytes.Length - at, random.Next(1, 9))).Fill(0xFF);
                    break;
            }
        }

        return bytes;
    }
}
