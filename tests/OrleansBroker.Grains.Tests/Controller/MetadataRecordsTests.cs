using Orleans.Runtime;
using OrleansBroker.Grains.Controller;
using OrleansBroker.Grains.Tests.Kit;

namespace OrleansBroker.Grains.Tests.Controller;

public class MetadataRecordsTests
{
    private const string Name = "producer-ids";

    private readonly MemoryGrainStorage _storage = new();

    [Fact]
    public async Task A_write_whose_answer_was_lost_is_recognised_and_the_next_one_fits()
    {
        var records = Open();
        _storage.AfterWrite = _ => throw new TimeoutException("the answer was lost");
        await records.WriteAsync(Name, new ProducerIdsRecord(1_000));

        _storage.AfterWrite = _ => { };
        await records.WriteAsync(Name, new ProducerIdsRecord(2_000));

        Assert.Equal(2_000, (await Open().ReadAsync<ProducerIdsRecord>(Name))!.Next);
    }

    [Fact]
    public async Task A_write_that_the_provider_repeated_meets_itself_and_is_recognised()
    {
        var records = Open();
        _storage.AfterWrite = _ => throw new Orleans.Storage.InconsistentStateException("repeated");

        await records.WriteAsync(Name, new ProducerIdsRecord(1_000));

        Assert.Equal(1_000, (await Open().ReadAsync<ProducerIdsRecord>(Name))!.Next);
    }

    [Fact]
    public async Task A_write_that_was_not_done_fails_with_its_own_reason()
    {
        var records = Open();
        await records.WriteAsync(Name, new ProducerIdsRecord(1_000));
        _storage.BeforeWrite = _ => throw new TimeoutException("not reached");

        await Assert.ThrowsAsync<TimeoutException>(() => records.WriteAsync(Name, new ProducerIdsRecord(2_000)));

        Assert.Equal(1_000, (await Open().ReadAsync<ProducerIdsRecord>(Name))!.Next);
    }

    [Fact]
    public async Task The_same_content_of_another_writer_is_not_taken_for_ones_own()
    {
        var (first, second) = (Open(), Open());
        await first.ReadAsync<ProducerIdsRecord>(Name);
        await second.ReadAsync<ProducerIdsRecord>(Name);
        await first.WriteAsync(Name, new ProducerIdsRecord(1_000));

        await Assert.ThrowsAsync<StaleRecordException>(() => second.WriteAsync(Name, new ProducerIdsRecord(1_000)));
    }

    [Fact]
    public async Task A_record_is_unchanged_until_somebody_else_writes_it()
    {
        var (first, second) = (Open(), Open());
        await first.WriteAsync(Name, new ProducerIdsRecord(1));
        Assert.True(await first.IsUnchangedAsync(Name));

        await second.ReadAsync<ProducerIdsRecord>(Name);
        await second.WriteAsync(Name, new ProducerIdsRecord(2));

        Assert.False(await first.IsUnchangedAsync(Name));
    }

    private MetadataRecords Open() => new(_storage, GrainId.Create("controller", "cluster"));
}
