using Orleans.Runtime;

namespace Orleans.InProcess.Serialization;

/// <summary>A reference to a grain: its identity and the interface, bound to the silo that reads it.</summary>
internal sealed class GrainReferenceCodec : Codec<GrainReference>
{
    public override bool IsShallow => true;

    public override GrainReference Copy(GrainReference value, CopyContext context) => value;

    public override void Write(MessageWriter writer, GrainReference value)
    {
        writer.Write(value.GrainId.ToString());
        writer.Write7BitEncodedInt(TypeNumbers.Of(value.InterfaceType));
    }

    public override GrainReference Read(MessageReader reader)
    {
        var grainId = GrainId.Parse(reader.ReadString());
        return reader.Router.References.Create(TypeNumbers.TypeOf(reader.Read7BitEncodedInt()), grainId);
    }
}
