namespace OrleansBroker.Protocol.Buffers;

/// <summary>More bytes were written than the writer was made for.</summary>
internal sealed class BufferLimitException(int maxLength)
    : Exception($"More than {maxLength} bytes were written to a buffer that is limited to them.");
