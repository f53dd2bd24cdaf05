namespace OrleansBroker.Protocol.Records;

/// <summary>
/// The bytes are no record batch: a field lies, a record is malformed, or its codec cannot read the data.
/// </summary>
/// <param name="message">What is wrong, for a client's developer to read.</param>
/// <param name="innerException">What the codec said.</param>
public sealed class RecordBatchException(string message, Exception? innerException = null)
    : Exception(message, innerException);
