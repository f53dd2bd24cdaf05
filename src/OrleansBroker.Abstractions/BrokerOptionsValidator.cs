using System.Globalization;
using Microsoft.Extensions.Options;
using OrleansBroker.Abstractions.Configuration;

namespace OrleansBroker.Abstractions;

/// <summary>Refuses a bad configuration before anything starts, each problem as one sentence. Stateless.</summary>
public sealed class BrokerOptionsValidator : IValidateOptions<BrokerOptions>
{
    public ValidateOptionsResult Validate(string? name, BrokerOptions options)
    {
        var problems = Problems(options).ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> Problems(BrokerOptions options)
    {
        if (options.Id < 0)
        {
            yield return $"Broker:Id is {options.Id}: give a number of 0 or more.";
        }

        if (options.DataFolders().Count == 0)
        {
            yield return "Broker:DataPath is empty: name a folder for the data.";
        }

        foreach (var twice in options.DataFolders().GroupBy(folder => folder).Where(folders => folders.Count() > 1))
        {
            yield return $"Broker:DataPath names '{twice.Key}' more than once: name each folder once.";
        }

        if (!IsEndpoint(options.Kafka.Listen))
        {
            yield return $"Broker:Kafka:Listen is '{options.Kafka.Listen}': give host:port, as in 127.0.0.1:9092.";
        }

        if (options.Kafka.Advertise.Length > 0 && !IsEndpoint(options.Kafka.Advertise))
        {
            yield return $"Broker:Kafka:Advertise is '{options.Kafka.Advertise}': give host:port as clients see it.";
        }

        if (!IsEndpoint(options.Http.Listen))
        {
            yield return $"Broker:Http:Listen is '{options.Http.Listen}': give host:port, for example 127.0.0.1:8080.";
        }

        foreach (var problem in PropertyProblems(options.Properties))
        {
            yield return problem;
        }
    }

    private static IEnumerable<string> PropertyProblems(Dictionary<string, string> properties)
    {
        foreach (var (name, value) in properties)
        {
            if (BrokerConfigs.Validate(name, value) is { } problem)
            {
                yield return $"Broker:Properties: {problem}";
            }
        }
    }

    private static bool IsEndpoint(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon > 0
            && ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _);
    }
}
