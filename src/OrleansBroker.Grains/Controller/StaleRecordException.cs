namespace OrleansBroker.Grains.Controller;

/// <summary>
/// Another controller has written a record since this one read it: everything held in memory is doubtful.
/// </summary>
internal sealed class StaleRecordException(string record, Exception cause)
    : Exception($"Record {record} was written by another controller.", cause);
