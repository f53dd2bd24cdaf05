using Confluent.Kafka;
using OrleansBroker.Interop.Tests.Brokers;
using OrleansBroker.Interop.Tests.Clients;

namespace OrleansBroker.Interop.Tests.Groups;

/// <summary>The clients that can be members of a group, by name: whether they are here, and how they start.</summary>
internal static class GroupClients
{
    public const string Topic = "work";
    public const string Group = "readers";

    private static readonly CommandLineClient Kcat = new("kcat", "kcat");
    private static readonly CommandLineClient Python = new("/usr/bin/python3", "python3-kafka");
    private static readonly string PythonScript =
        Path.Combine(AppContext.BaseDirectory, "Scripts", "kafka_python_member.py");

    /// <summary>Skips the test where the client is missing.</summary>
    public static Task RequireAsync(string client)
    {
        switch (client.Split(' ')[0])
        {
            case "kcat":
                Kcat.RequireIt("-V");
                break;
            case "Confluent":
                SystemLibrdkafka.RequireIt();
                break;
            case "kafka-python":
                Python.RequireIt("-c", "import kafka");
                break;
            case "Java":
                KafkaTools.RequireThem();
                break;
            default:
                return KafkaJs.RequireItAsync();
        }

        return Task.CompletedTask;
    }

    /// <summary>Starts a member of <see cref="Group"/> that reads <see cref="Topic"/>.</summary>
    public static IGroupMember Start(string client, string address) => client switch
    {
        "kcat eager" => KcatMember.Start(address, Topic, Group, "range"),
        "kcat cooperative" => KcatMember.Start(address, Topic, Group, "cooperative-sticky"),
        "Confluent eager" => ConfluentMember.Start(address, Topic, Group, PartitionAssignmentStrategy.Range),
        "Confluent cooperative" =>
            ConfluentMember.Start(address, Topic, Group, PartitionAssignmentStrategy.CooperativeSticky),
        "kafka-python" => new ScriptedMember(RunningClient.Start(
            "/usr/bin/python3", PythonScript, address, Topic, Group)),
        "kafkajs" => new ScriptedMember(KafkaJs.Start("member.js", address, Topic, Group)),
        "platformatic classic" =>
            new ScriptedMember(KafkaJs.Start("platformatic.mjs", address, Topic, Group, "classic")),
        "platformatic consumer" =>
            new ScriptedMember(KafkaJs.Start("platformatic.mjs", address, Topic, Group, "consumer")),
        "Java classic" => VerifiableConsumer.Start(address, Topic, Group, "classic"),
        "Java consumer" => VerifiableConsumer.Start(address, Topic, Group, "consumer"),
        _ => throw new ArgumentOutOfRangeException(nameof(client), client, "No such client."),
    };
}
