using System.Text;
using Orleans.InProcess.Calls;

namespace Orleans.InProcess.Serialization;

/// <summary>
/// Reads one message; references to grains in it belong to the router of the silo that reads. Single-threaded.
/// </summary>
internal sealed class MessageReader(byte[] message, CallRouter router)
    : BinaryReader(new MemoryStream(message), Encoding.UTF8)
{
    private readonly List<object?> _objects = [];

    public CallRouter Router => router;

    /// <summary>Gives the object about to be read its number, in the order of writing.</summary>
    public int Reserve()
    {
        _objects.Add(null);
        return _objects.Count - 1;
    }

    public void Set(int number, object value) => _objects[number] = value;

    public object Get(int number) => _objects[number]
        ?? throw new Orleans.Serialization.SerializerException("A value refers to itself before it can exist.");
}
