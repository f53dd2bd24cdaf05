using System.CommandLine;
using OrleansBroker.LoadTest.Load;
using OrleansBroker.LoadTest.Measuring;

namespace OrleansBroker.LoadTest.Commands;

/// <summary>The options that every run takes.</summary>
internal sealed class RunOptions
{
    private readonly Option<string> _broker = new("--broker")
    {
        Description = "Any broker of the cluster, host:port.",
        DefaultValueFactory = _ => "127.0.0.1:9092",
    };

    private readonly Option<int?> _brokerPid = new("--broker-pid")
    {
        Description = "The broker's process, for its CPU and memory; by default whoever listens on the port.",
    };

    private readonly Option<string> _topic = new("--topic")
    {
        Description = "The topic.",
        DefaultValueFactory = _ => "load-test",
    };

    private readonly Option<int> _partitions = new("--partitions")
    {
        Description = "Partitions of the topic, where it must be created.",
        DefaultValueFactory = _ => 3,
    };

    private readonly Option<int> _connections = new("--connections")
    {
        Description = "Connections, each with a thread of its own, spread over the partitions.",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<double> _warmup = new("--warmup")
    {
        Description = "Seconds of load before counting begins.",
        DefaultValueFactory = _ => 3,
    };

    private readonly Option<double> _duration = new("--duration")
    {
        Description = "Seconds that are counted.",
        DefaultValueFactory = _ => 10,
    };

    private readonly Option<string> _label = new("--label")
    {
        Description = "Whose broker it is, for the results file.",
        DefaultValueFactory = _ => "broker",
    };

    private readonly Option<string?> _test = new("--test")
    {
        Description = "Name of the run in the results file; by default what was done.",
    };

    private readonly Option<FileInfo?> _results = new("--results")
    {
        Description = "A file to which the result is added as a line of JSON, for `compare`.",
    };

    public void AddTo(Command command)
    {
        Option[] options =
        [
            _broker, _brokerPid, _topic, _partitions, _connections, _warmup, _duration, _label, _test, _results,
        ];
        foreach (var option in options)
        {
            command.Options.Add(option);
        }
    }

    public RunSettings Read(ParseResult parsed)
    {
        var broker = BrokerAddress.Parse(parsed.GetRequiredValue(_broker));
        return new RunSettings
        {
            Broker = broker,
            Process = BrokerProcess.Find(parsed.GetValue(_brokerPid), broker.Port),
            Topic = parsed.GetRequiredValue(_topic),
            Partitions = parsed.GetValue(_partitions),
            Connections = parsed.GetValue(_connections),
            Warmup = TimeSpan.FromSeconds(parsed.GetValue(_warmup)),
            Duration = TimeSpan.FromSeconds(parsed.GetValue(_duration)),
            Label = parsed.GetRequiredValue(_label),
            Test = parsed.GetValue(_test),
            Results = parsed.GetValue(_results)?.FullName,
        };
    }
}
