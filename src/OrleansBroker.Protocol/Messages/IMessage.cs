using OrleansBroker.Protocol.Wire;

namespace OrleansBroker.Protocol.Messages;

/// <summary>What can be written to the wire. Messages are plain, mutable and single-threaded.</summary>
public interface IMessage
{
    /// <summary>Writes the body, without length or header.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The message has no such version.</exception>
    /// <exception cref="UnsupportedFieldException">A field's value cannot be told in this version.</exception>
    void Write(WireWriter writer, short version);
}

/// <summary>A message that can be read; the members are generated from its declaration.</summary>
public interface IMessage<TSelf> : IMessage
    where TSelf : IMessage<TSelf>
{
    static abstract short LowestVersion { get; }

    static abstract short HighestVersion { get; }

    /// <summary>From here on lengths are compact; <see cref="short.MaxValue"/> means never.</summary>
    static abstract short FirstFlexibleVersion { get; }

    /// <summary>Reads a body. Records in it are slices of the reader's frame.</summary>
    /// <exception cref="WireFormatException">The bytes are no such message, or there is no such version.</exception>
    static abstract TSelf Read(ref WireReader reader, short version);
}
