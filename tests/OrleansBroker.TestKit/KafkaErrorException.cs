using OrleansBroker.Protocol;

namespace OrleansBroker.TestKit;

/// <summary>The broker answered with an error where the caller counted on success.</summary>
public sealed class KafkaErrorException(ErrorCode error, string? text = null)
    : Exception(text is null ? error.Name() : $"{error.Name()}: {text}")
{
    public ErrorCode Error { get; } = error;

    public static void ThrowIfFailed(ErrorCode error, string? text = null)
    {
        if (error != ErrorCode.None)
        {
            throw new KafkaErrorException(error, text);
        }
    }
}
