using System.CommandLine;
using OrleansBroker.LoadTest.Load;
using OrleansBroker.Protocol.Records;

namespace OrleansBroker.LoadTest.Commands;

/// <summary>The options of the runs that produce.</summary>
internal sealed class ProduceOptions(double? defaultRate)
{
    private readonly Option<int> _recordSize = new("--record-size")
    {
        Description = "Bytes of each record.",
        DefaultValueFactory = _ => 1_000,
    };

    private readonly Option<int> _batchBytes = new("--batch-bytes")
    {
        Description = "Size of a batch before compression.",
        DefaultValueFactory = _ => 16_384,
    };

    private readonly Option<int> _batches = new("--batches-per-request")
    {
        Description = "How many partitions' batches travel in one request.",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<string> _acks = new Option<string>("--acks")
    {
        Description = "all, 1 or 0.",
        DefaultValueFactory = _ => "all",
    }.AcceptOnlyFromAmong("all", "-1", "1", "0");

    private readonly Option<CompressionType> _codec = new("--codec")
    {
        Description = "How batches are compressed.",
        DefaultValueFactory = _ => CompressionType.None,
    };

    private readonly Option<int> _inFlight = new("--in-flight")
    {
        Description = "Requests on each connection that may wait for their answer.",
        DefaultValueFactory = _ => 5,
    };

    private readonly Option<double?> _rate = new("--rate")
    {
        Description = "MB/s of all connections together (open loop); without it as fast as answers come (closed loop).",
        DefaultValueFactory = _ => defaultRate,
    };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _recordSize, _batchBytes, _batches, _acks, _codec, _inFlight, _rate })
        {
            command.Options.Add(option);
        }
    }

    public ProduceLoad Read(ParseResult parsed, string topic)
    {
        var acks = parsed.GetRequiredValue(_acks);
        return new ProduceLoad(
            topic,
            new BatchShape(
                parsed.GetValue(_recordSize), parsed.GetValue(_batchBytes), parsed.GetValue(_codec)),
            parsed.GetValue(_batches),
            acks == "all" ? (short)-1 : short.Parse(acks),
            parsed.GetValue(_inFlight),
            parsed.GetValue(_rate) * 1e6);
    }
}
