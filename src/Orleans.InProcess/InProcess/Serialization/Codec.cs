namespace Orleans.InProcess.Serialization;

/// <summary>
/// Copies and serializes the values of one type, seen as objects. Immutable and thread-safe, as all codecs are.
/// </summary>
internal abstract class Codec
{
    /// <summary>Whether a copy is the value itself, since nobody can or may change it.</summary>
    public abstract bool IsShallow { get; }

    public abstract object CopyObject(object value, CopyContext context);

    public abstract void WriteObject(MessageWriter writer, object value);

    public abstract object ReadObject(MessageReader reader);
}
