using Microsoft.Extensions.Logging.Abstractions;
using OrleansBroker.Abstractions.Configuration;
using OrleansBroker.Abstractions.Metadata;
using OrleansBroker.Grains.Coordinators;
using OrleansBroker.Grains.Metadata;
using OrleansBroker.Grains.Partitions;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Grains.Tests.Kit;

/// <summary>A shard beside one led partition, in a cluster whose one topic is <c>t</c> with one partition.</summary>
internal sealed class HostedShard
{
    private const string GroupId = "g";

    private static readonly GroupCaller Caller = new(8, "client", "/127.0.0.1");

    private readonly ShardHost _host;

    private HostedShard(ShardHost host) => _host = host;

    public Task Completion => _host.Completion;

    /// <summary>Starts to load; calls are refused until that is done.</summary>
    public static HostedShard Start(LedPartition led, Partition partition)
    {
        var metadata = Metadata();
        var services = new ShardServices(
            new TopicCatalogs(metadata), new GroupSettings(metadata), led.Delayed, TimeProvider.System,
            NullLogger<ShardHost>.Instance);
        var host = new ShardHost(partition, services);
        host.Start();
        return new HostedShard(host);
    }

    /// <summary>Starts, and waits until it serves.</summary>
    public static async Task<HostedShard> ServeAsync(LedPartition led, Partition partition)
    {
        var hosted = Start(led, partition);
        await hosted.FetchAsync("nobody");
        return hosted;
    }

    public async Task<ErrorCode> CommitAsync(long offset, string groupId = GroupId, string metadata = "")
    {
        var request = new OffsetCommitRequest
        {
            GroupId = groupId,
            Topics =
            [
                new() { Name = "t", Partitions = [new() { CommittedOffset = offset, CommittedMetadata = metadata }] },
            ],
        };
        var call = new GroupCall(
            groupId, Caller, (shard, context, nowMs) => shard.OffsetCommit(context, request, nowMs));
        _host.Submit(call);
        var (error, response) = await call.Completion;
        return response is OffsetCommitResponse answer ? answer.Topics[0].Partitions[0].ErrorCode : error;
    }

    /// <summary>The committed offset, or the error where there is no coordinator to say.</summary>
    public async Task<(ErrorCode Error, long Offset)> TryFetchAsync(string groupId = GroupId)
    {
        var request = new OffsetFetchRequest.OffsetFetchRequestGroup
        {
            GroupId = groupId,
            Topics = [new() { Name = "t", PartitionIndexes = [0] }],
        };
        var call = new GroupCall(
            groupId, Caller, (shard, context, nowMs) => shard.OffsetFetch(context, request, false, nowMs));
        _host.Submit(call);
        var (error, response) = await call.Completion;
        return (error, (response as OffsetFetchResponse)?.Groups[0].Topics[0].Partitions[0].CommittedOffset ?? -1);
    }

    /// <summary>The committed offset, as soon as the shard is loaded.</summary>
    public async Task<long> FetchAsync(string groupId = GroupId)
    {
        while (true)
        {
            var (error, offset) = await TryFetchAsync(groupId);
            if (error == ErrorCode.None)
            {
                return offset;
            }

            Assert.Equal(ErrorCode.CoordinatorLoadInProgress, error);
            await Task.Yield();
        }
    }

    /// <summary>A member that joins an empty group, and so waits for others.</summary>
    public async Task<ErrorCode> JoinAsync()
    {
        var request = new JoinGroupRequest
        {
            GroupId = GroupId,
            SessionTimeoutMs = 10_000,
            RebalanceTimeoutMs = 10_000,
            ProtocolType = "consumer",
            Protocols = [new() { Name = "range", Metadata = [] }],
        };
        var caller = Caller with { ApiVersion = 3 };
        var call = new GroupCall(
            GroupId, caller, (shard, context, nowMs) => shard.JoinGroup(context, request, nowMs));
        _host.Submit(call);
        var (error, response) = await call.Completion;
        return (response as JoinGroupResponse)?.ErrorCode ?? error;
    }

    private static MetadataStore Metadata()
    {
        var update = new MetadataUpdate
        {
            Version = new MetadataVersion(1, 1),
            IsSnapshot = true,
            Topics =
            [
                new TopicMetadata
                {
                    TopicId = new Guid("00000000-0000-0000-0000-000000000007"),
                    Name = "t",
                    Partitions = [LedPartition.Record(0)],
                },
            ],
        };
        return new MetadataStore(new MetadataImage(KafkaProperties.Defaults, 1).Apply(update)!);
    }
}
