using OrleansBroker.Interop.Tests.Brokers;

namespace OrleansBroker.Interop.Tests.Clients;

/// <summary>Apache Kafka's own tools, where they lie beside the checkout.</summary>
internal static class KafkaTools
{
    private static readonly CommandLineClient Kafka = new(Checkout.KafkaTools, "Java 17 (openjdk-17-jre-headless)");

    /// <summary>Skips the test where they are missing.</summary>
    public static void RequireThem()
    {
        Assert.SkipUnless(File.Exists(Checkout.KafkaTools), $"Apache Kafka's tools are not at {Checkout.KafkaTools}");
        new CommandLineClient("java", "openjdk-17-jre-headless").RequireIt("-version");
    }

    /// <summary>Runs a tool that works on files.</summary>
    public static Task<string> RunAsync(params string[] arguments) => Kafka.RunAsync(arguments);

    /// <summary>Runs a tool against a broker; the test fails when the tool does.</summary>
    public static Task<string> AskAsync(string address, string tool, params string[] arguments) =>
        Kafka.RunAsync([tool, "--bootstrap-server", address, .. arguments]);
}
