using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.TestKit;

namespace OrleansBroker.LoadTest.Groups;

/// <summary>
/// A member of a classic group as a client would be one, without reading. Used by one task at a time.
/// </summary>
internal sealed class ClassicMember(KafkaClient client, string group)
{
    private const short JoinVersion = 3;
    private const short SyncVersion = 3;
    private const short HeartbeatVersion = 3;
    private const int SessionMs = 300_000;

    private string _memberId = "";
    private JoinGroupResponse? _joined;

    /// <summary>Joins, or joins again; ends when all members have.</summary>
    public async Task JoinAsync()
    {
        var request = new JoinGroupRequest
        {
            GroupId = group,
            MemberId = _memberId,
            SessionTimeoutMs = SessionMs,
            RebalanceTimeoutMs = SessionMs,
            ProtocolType = "consumer",
            Protocols = [new JoinGroupRequest.JoinGroupRequestProtocol { Name = "range" }],
        };
        _joined = await client.Connection.SendAsync<JoinGroupRequest, JoinGroupResponse>(request, JoinVersion);
        KafkaErrorException.ThrowIfFailed(_joined.ErrorCode);
        _memberId = _joined.MemberId;
    }

    /// <summary>Gets its share; the leader hands out nothing, which costs the coordinator the same.</summary>
    public async Task SyncAsync()
    {
        var synced = await client.Connection.SendAsync<SyncGroupRequest, SyncGroupResponse>(
            new SyncGroupRequest
            {
                GroupId = group,
                MemberId = _memberId,
                GenerationId = _joined!.GenerationId,
                Assignments = [.. _joined.Members.Select(member =>
                    new SyncGroupRequest.SyncGroupRequestAssignment { MemberId = member.MemberId })],
            },
            SyncVersion);
        KafkaErrorException.ThrowIfFailed(synced.ErrorCode);
    }

    /// <summary>Sends heartbeats until one tells that the group rebalances.</summary>
    public async Task WaitForRebalanceAsync()
    {
        ErrorCode error;
        do
        {
            var response = await client.Connection.SendAsync<HeartbeatRequest, HeartbeatResponse>(
                new HeartbeatRequest
                {
                    GroupId = group, MemberId = _memberId, GenerationId = _joined!.GenerationId,
                },
                HeartbeatVersion);
            error = response.ErrorCode;
        }
        while (error == ErrorCode.None);
        if (error != ErrorCode.RebalanceInProgress)
        {
            KafkaErrorException.ThrowIfFailed(error);
        }
    }

    public Task LeaveAsync() => client.Connection.SendAsync<LeaveGroupRequest, LeaveGroupResponse>(
        new LeaveGroupRequest { GroupId = group, MemberId = _memberId }, 2);
}
