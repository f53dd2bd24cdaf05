namespace OrleansBroker.Protocol.Records;

/// <summary>Why bytes are not a record batch of the format that is served.</summary>
public enum RecordBatchError
{
    /// <summary>They are.</summary>
    None,

    /// <summary>They end before the batch does.</summary>
    Incomplete,

    /// <summary>The length field says less than a batch's header takes.</summary>
    LengthTooSmall,

    /// <summary>The magic byte is not 2.</summary>
    UnsupportedMagic,
}
