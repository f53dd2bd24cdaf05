using System.Text.Json.Nodes;

namespace OrleansBroker.Interop.Tests.Clients;

/// <summary>kafkajs and @platformatic/kafka in scripts of ours.</summary>
internal static class KafkaJs
{
    private const string Package = "Node 20 with npm, and let npm reach its registry once (nodejs npm)";

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "KafkaJs");
    private static readonly CommandLineClient Node = new("node", Package);
    private static readonly Lazy<Task> Installed = new(InstallAsync);

    /// <summary>Skips the test where there is no Node, and installs the packages once.</summary>
    public static async Task RequireItAsync()
    {
        Node.RequireIt("--version");
        await Installed.Value;
    }

    public static async Task<JsonNode> RunAsync(string script, params string[] arguments) =>
        JsonNode.Parse(await Node.RunAsync([Path.Combine(Folder, script), .. arguments]))!;

    /// <summary>Starts a script that goes on until it is stopped.</summary>
    public static RunningClient Start(string script, params string[] arguments) =>
        RunningClient.Start("node", [Path.Combine(Folder, script), .. arguments]);

    /// <summary>Installs what package-lock.json names, beside the scripts' copies in the output folder.</summary>
    private static async Task InstallAsync()
    {
        var npm = new CommandLineClient("npm", Package, "--prefix", Folder);
        npm.RequireIt("--version");
        if (!Directory.Exists(Path.Combine(Folder, "node_modules", "@platformatic")))
        {
            await npm.RunAsync("ci", "--no-audit", "--no-fund");
        }
    }
}
