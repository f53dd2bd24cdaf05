namespace OrleansBroker.Storage.Tests.Kit;

/// <summary>
/// Two copies of a data folder that Kafka's broker wrote, made once for all tests: after a kill -9, and after the
/// start that followed and a clean stop.
/// </summary>
public sealed class KafkaFolders : IAsyncLifetime
{
    public const int RecordsBeforeKill = 3_000;
    public const int RecordsAfterKill = 500;
    public const int TransactionalRecords = 200;

    private readonly string _path = Directory.CreateTempSubdirectory("orleansbroker-kafka-").FullName;

    public string Killed => Path.Combine(_path, "killed");

    public string Stopped => Path.Combine(_path, "stopped");

    public static void SkipWhereMissing() => Assert.SkipWhen(
        KafkaBroker.IsMissing, "Kafka's broker, or Java (openjdk-17-jre-headless), is not on this machine.");

    public async ValueTask InitializeAsync()
    {
        if (KafkaBroker.IsMissing)
        {
            return;
        }

        await using var kafka = new KafkaBroker(Path.Combine(_path, "kafka"));
        kafka.Start();
        await kafka.ProduceAsync("plain", RecordsBeforeKill);
        await kafka.ProduceAsync(
            "paid", TransactionalRecords, "--transactional-id", "test", "--transaction-duration-ms", "5");
        await kafka.StopAsync(isClean: false);
        Copy(kafka.DataFolder, Killed);

        kafka.Start();
        await kafka.ProduceAsync("plain", RecordsAfterKill);
        await kafka.StopAsync(isClean: true);
        Copy(kafka.DataFolder, Stopped);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_path, recursive: true);
        return default;
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
