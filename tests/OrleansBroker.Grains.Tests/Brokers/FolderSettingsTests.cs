using OrleansBroker.Abstractions;
using OrleansBroker.Grains.Brokers;

namespace OrleansBroker.Grains.Tests.Brokers;

public class FolderSettingsTests
{
    [Fact]
    public void The_cleaner_and_the_expiry_of_producers_are_the_brokers_properties()
    {
        var options = new BrokerOptions { Id = 7 };
        options.Properties["log.cleaner.backoff.ms"] = "250";
        options.Properties["log.cleaner.dedupe.buffer.size"] = "2097152";
        options.Properties["producer.id.expiration.ms"] = "60000";

        var settings = FolderSettings.Of(options);

        Assert.Equal(7, settings.BrokerId);
        Assert.Equal(TimeSpan.FromMinutes(1), settings.ProducerExpiry);
        Assert.Equal(TimeSpan.FromMilliseconds(250), settings.Cleaner!.Backoff);
        Assert.Equal(2 << 20, settings.Cleaner.DedupeBufferBytes);
    }

    [Fact]
    public void What_bounds_the_broker_is_shared_out_among_its_folders()
    {
        var options = new BrokerOptions { DataPath = "/one,/two" };
        options.Properties["log.cleaner.threads"] = "3";
        options.Properties["log.cleaner.dedupe.buffer.size"] = "8388608";
        options.Properties["log.cleaner.io.buffer.size"] = "524288";
        options.Properties["log.cleaner.io.max.bytes.per.second"] = "20000000.5";
        options.Properties["log.retention.check.interval.ms"] = "1000";

        var settings = FolderSettings.Of(options);

        Assert.Equal(TimeSpan.FromSeconds(1), settings.RetentionInterval);
        Assert.Equal(
            (2, 4L << 20, 256 << 10, 10_000_000L),
            (settings.Cleaner!.Threads, settings.Cleaner.DedupeBufferBytes, settings.Cleaner.IoBufferBytes,
                settings.Cleaner.BytesPerSecond));
    }

    [Fact]
    public void Without_a_limit_the_cleaner_is_as_fast_as_it_can()
    {
        Assert.Equal(0, FolderSettings.Of(new BrokerOptions()).Cleaner!.BytesPerSecond);
    }

    [Fact]
    public void A_cleaner_that_is_not_enabled_is_not_there()
    {
        var options = new BrokerOptions();
        options.Properties["log.cleaner.enable"] = "false";

        Assert.Null(FolderSettings.Of(options).Cleaner);
    }
}
