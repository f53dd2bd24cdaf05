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
    public void A_cleaner_that_is_not_enabled_is_not_there()
    {
        var options = new BrokerOptions();
        options.Properties["log.cleaner.enable"] = "false";

        Assert.Null(FolderSettings.Of(options).Cleaner);
    }
}
