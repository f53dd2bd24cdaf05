namespace OrleansBroker.Gateway.Connections;

/// <summary>
/// What a client speaks whose first bytes make no frame: the length alone tells nobody that TLS is on at one end only.
/// </summary>
internal static class ForeignProtocol
{
    private const int TlsHandshake = 0x1603;
    private static readonly int[] HttpMethods = [Word("GET "u8), Word("HEAD"u8), Word("POST"u8), Word("PUT "u8)];

    /// <summary>Returns the end of a sentence about a frame of this length, or nothing.</summary>
    public static string Guess(int length)
    {
        if (length >> 16 == TlsHandshake)
        {
            return ". It begins as TLS does: this port has no TLS, use security.protocol=PLAINTEXT";
        }

        return HttpMethods.Contains(length) ? ". It begins as HTTP does: this port speaks Kafka's protocol" : "";
    }

    private static int Word(ReadOnlySpan<byte> text) =>
        System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(text);
}
