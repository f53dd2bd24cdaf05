using System.Text;

namespace OrleansBroker.Protocol;

/// <summary>What is known of each <see cref="ErrorCode"/>. Immutable, thread-safe.</summary>
public static class ErrorCodes
{
    // In the order of the codes, which begin at -1: a lookup is an index.
    private static readonly Entry[] Entries =
    [
        Final(ErrorCode.UnknownServerError, "The server met an error that it did not expect."),
        Final(ErrorCode.None, "No error."),
        Final(ErrorCode.OffsetOutOfRange, "The offset lies outside the log of this partition."),
        Retriable(ErrorCode.CorruptMessage, "The record batch fails its checksum or is otherwise damaged."),
        Retriable(ErrorCode.UnknownTopicOrPartition, "This server does not host the topic or partition."),
        Final(ErrorCode.InvalidFetchSize, "The fetch size is not valid."),
        Retriable(ErrorCode.LeaderNotAvailable, "The partition has no leader at the moment."),
        Retriable(ErrorCode.NotLeaderOrFollower, "This broker is neither leader nor follower of the partition."),
        Retriable(ErrorCode.RequestTimedOut, "The request was not completed in its time."),
        Final(ErrorCode.BrokerNotAvailable, "The broker is not available."),
        Retriable(ErrorCode.ReplicaNotAvailable, "The replica is not available."),
        Final(ErrorCode.MessageTooLarge, "The record batch is larger than the topic accepts."),
        Final(ErrorCode.StaleControllerEpoch, "The controller has moved to another broker."),
        Final(ErrorCode.OffsetMetadataTooLarge, "The metadata string of the committed offset is too long."),
        Retriable(ErrorCode.NetworkException, "The connection was lost before a response came."),
        Retriable(ErrorCode.CoordinatorLoadInProgress, "The coordinator is still loading its state."),
        Retriable(ErrorCode.CoordinatorNotAvailable, "No coordinator is available."),
        Retriable(ErrorCode.NotCoordinator, "This broker is not the coordinator."),
        Final(ErrorCode.InvalidTopicException, "The topic name is not allowed."),
        Final(ErrorCode.RecordListTooLarge, "The records are larger than a segment of the log."),
        Retriable(ErrorCode.NotEnoughReplicas, "Fewer replicas are in sync than the topic requires."),
        Retriable(ErrorCode.NotEnoughReplicasAfterAppend, "Written, but to fewer in-sync replicas than required."),
        Final(ErrorCode.InvalidRequiredAcks, "The value of acks is not one of -1, 0 and 1."),
        Final(ErrorCode.IllegalGeneration, "The generation id is not the group's current one."),
        Final(ErrorCode.InconsistentGroupProtocol, "The member's protocols do not fit those of the group."),
        Final(ErrorCode.InvalidGroupId, "The group id is not valid."),
        Final(ErrorCode.UnknownMemberId, "The group does not know this member."),
        Final(ErrorCode.InvalidSessionTimeout, "The session timeout is outside the range that the broker allows."),
        Final(ErrorCode.RebalanceInProgress, "The group is rebalancing: the member has to rejoin."),
        Final(ErrorCode.InvalidCommitOffsetSize, "The committed offset's data is too large."),
        Final(ErrorCode.TopicAuthorizationFailed, "Not authorized for the topic."),
        Final(ErrorCode.GroupAuthorizationFailed, "Not authorized for the group."),
        Final(ErrorCode.ClusterAuthorizationFailed, "Not authorized for the cluster."),
        Final(ErrorCode.InvalidTimestamp, "The record's timestamp is outside the accepted range."),
        Final(ErrorCode.UnsupportedSaslMechanism, "The broker does not offer this SASL mechanism."),
        Final(ErrorCode.IllegalSaslState, "The request does not fit the state of the SASL handshake."),
        Final(ErrorCode.UnsupportedVersion, "The version of this API is not supported."),
        Final(ErrorCode.TopicAlreadyExists, "A topic of this name exists already."),
        Final(ErrorCode.InvalidPartitions, "The number of partitions is not valid."),
        Final(ErrorCode.InvalidReplicationFactor, "The replication factor is not valid or exceeds the brokers."),
        Final(ErrorCode.InvalidReplicaAssignment, "The replica assignment is not valid."),
        Final(ErrorCode.InvalidConfig, "The configuration is not valid."),
        Retriable(ErrorCode.NotController, "This broker is not the controller."),
        Final(ErrorCode.InvalidRequest, "The request contradicts itself or the protocol."),
        Final(ErrorCode.UnsupportedForMessageFormat, "The message format on the broker does not support this request."),
        Final(ErrorCode.PolicyViolation, "A policy of the cluster forbids the request."),
        Final(ErrorCode.OutOfOrderSequenceNumber, "The sequence number does not follow the producer's last one."),
        Final(ErrorCode.DuplicateSequenceNumber, "A batch with this sequence number was written before."),
        Final(ErrorCode.InvalidProducerEpoch, "A producer with a newer epoch has taken over."),
        Final(ErrorCode.InvalidTxnState, "The transaction is not in a state that allows this operation."),
        Final(ErrorCode.InvalidProducerIdMapping, "The producer id does not belong to this transactional id."),
        Final(ErrorCode.InvalidTransactionTimeout, "The transaction timeout exceeds what the broker allows."),
        Retriable(ErrorCode.ConcurrentTransactions, "Another operation on this transaction is still in progress."),
        Final(ErrorCode.TransactionCoordinatorFenced, "A newer transaction coordinator has taken over."),
        Final(ErrorCode.TransactionalIdAuthorizationFailed, "Not authorized for the transactional id."),
        Final(ErrorCode.SecurityDisabled, "Security features are disabled."),
        Final(ErrorCode.OperationNotAttempted, "Not attempted, because another part of the request failed."),
        Retriable(ErrorCode.KafkaStorageError, "The disk or log folder of the partition failed."),
        Final(ErrorCode.LogDirNotFound, "The log folder does not exist."),
        Final(ErrorCode.SaslAuthenticationFailed, "SASL authentication failed."),
        Final(ErrorCode.UnknownProducerId, "The broker holds no state of this producer id."),
        Final(ErrorCode.ReassignmentInProgress, "A reassignment of the partition is in progress."),
        Final(ErrorCode.DelegationTokenAuthDisabled, "Delegation tokens are not enabled."),
        Final(ErrorCode.DelegationTokenNotFound, "The delegation token does not exist."),
        Final(ErrorCode.DelegationTokenOwnerMismatch, "The delegation token belongs to somebody else."),
        Final(ErrorCode.DelegationTokenRequestNotAllowed, "This kind of connection may not ask for tokens."),
        Final(ErrorCode.DelegationTokenAuthorizationFailed, "Not authorized for delegation tokens."),
        Final(ErrorCode.DelegationTokenExpired, "The delegation token has expired."),
        Final(ErrorCode.InvalidPrincipalType, "The principal type is not supported."),
        Final(ErrorCode.NonEmptyGroup, "The group has members."),
        Final(ErrorCode.GroupIdNotFound, "The group does not exist."),
        Retriable(ErrorCode.FetchSessionIdNotFound, "The fetch session does not exist."),
        Retriable(ErrorCode.InvalidFetchSessionEpoch, "The fetch session epoch is not the expected one."),
        Retriable(ErrorCode.ListenerNotFound, "The leader has no listener of the name that the request came by."),
        Final(ErrorCode.TopicDeletionDisabled, "Deletion of topics is disabled."),
        Retriable(ErrorCode.FencedLeaderEpoch, "The leader epoch of the request is older than the broker's."),
        Retriable(ErrorCode.UnknownLeaderEpoch, "The leader epoch of the request is newer than the broker's."),
        Final(ErrorCode.UnsupportedCompressionType, "This version of the request does not allow the compression type."),
        Final(ErrorCode.StaleBrokerEpoch, "The broker epoch has changed."),
        Retriable(ErrorCode.OffsetNotAvailable, "The new leader does not know its high watermark yet."),
        Final(ErrorCode.MemberIdRequired, "The member has to join again with the id just assigned to it."),
        Retriable(ErrorCode.PreferredLeaderNotAvailable, "The preferred leader is not available."),
        Final(ErrorCode.GroupMaxSizeReached, "The group has as many members as it may have."),
        Final(ErrorCode.FencedInstanceId, "Another member with this instance id has taken over."),
        Retriable(ErrorCode.EligibleLeadersNotAvailable, "No replica is eligible to lead the partition."),
        Retriable(ErrorCode.ElectionNotNeeded, "The election is not needed."),
        Final(ErrorCode.NoReassignmentInProgress, "No reassignment of the partition is in progress."),
        Final(ErrorCode.GroupSubscribedToTopic, "The group is subscribed to the topic."),
        Final(ErrorCode.InvalidRecord, "The broker's validation refused a record."),
        Retriable(ErrorCode.UnstableOffsetCommit, "Offsets of an open transaction are not settled yet."),
        Retriable(ErrorCode.ThrottlingQuotaExceeded, "The quota for this kind of request is used up."),
        Final(ErrorCode.ProducerFenced, "A newer producer with this transactional id has taken over."),
        Final(ErrorCode.ResourceNotFound, "The resource does not exist."),
        Final(ErrorCode.DuplicateResource, "The resource exists already."),
        Final(ErrorCode.UnacceptableCredential, "The credential is not acceptable."),
        Final(ErrorCode.InconsistentVoterSet, "The voter sets of the two sides differ."),
        Final(ErrorCode.InvalidUpdateVersion, "The update version is not valid."),
        Final(ErrorCode.FeatureUpdateFailed, "The features could not be updated."),
        Final(ErrorCode.PrincipalDeserializationFailure, "The forwarded principal could not be read."),
        Final(ErrorCode.SnapshotNotFound, "The snapshot does not exist."),
        Final(ErrorCode.PositionOutOfRange, "The position lies outside the snapshot."),
        Retriable(ErrorCode.UnknownTopicId, "This server does not know the topic id."),
        Final(ErrorCode.DuplicateBrokerRegistration, "The broker id is registered already."),
        Final(ErrorCode.BrokerIdNotRegistered, "The broker id is not registered."),
        Retriable(ErrorCode.InconsistentTopicId, "The topic id does not match the one in the log."),
        Final(ErrorCode.InconsistentClusterId, "The cluster id of the request is another cluster's."),
        Final(ErrorCode.TransactionalIdNotFound, "The transactional id does not exist."),
        Retriable(ErrorCode.FetchSessionTopicIdError, "The fetch session mixes topic ids and names."),
        Final(ErrorCode.IneligibleReplica, "The replica may not join the in-sync set."),
        Final(ErrorCode.NewLeaderElected, "A new leader was elected while the request was under way."),
        Final(ErrorCode.OffsetMovedToTieredStorage, "The offset has moved to tiered storage."),
        Final(ErrorCode.FencedMemberEpoch, "The member epoch is older than the group's: the member has to rejoin."),
        Final(ErrorCode.UnreleasedInstanceId, "The instance id is still held by another member."),
        Final(ErrorCode.UnsupportedAssignor, "The group does not offer this assignor."),
        Final(ErrorCode.StaleMemberEpoch, "The member epoch is not the current one."),
        Final(ErrorCode.MismatchedEndpointType, "The request reached the wrong kind of endpoint."),
        Final(ErrorCode.UnsupportedEndpointType, "The kind of endpoint is not supported."),
        Final(ErrorCode.UnknownControllerId, "The controller id is not known."),
        Final(ErrorCode.UnknownSubscriptionId, "The subscription id of client metrics is not known."),
        Final(ErrorCode.TelemetryTooLarge, "The client metrics are larger than the broker accepts."),
        Final(ErrorCode.InvalidRegistration, "The controller considers the registration invalid."),
        Final(ErrorCode.TransactionAbortable, "The transaction has to be aborted; afterwards the producer may go on."),
        Final(ErrorCode.InvalidRecordState, "The record's delivery state does not allow this acknowledgement."),
        Retriable(ErrorCode.ShareSessionNotFound, "The share session does not exist."),
        Retriable(ErrorCode.InvalidShareSessionEpoch, "The share session epoch is not the expected one."),
        Final(ErrorCode.FencedStateEpoch, "A newer state epoch of the share partition exists."),
        Final(ErrorCode.InvalidVoterKey, "The voter's key does not match."),
        Final(ErrorCode.DuplicateVoter, "The voter is part of the set already."),
        Final(ErrorCode.VoterNotFound, "The voter is not part of the set."),
        Final(ErrorCode.InvalidRegularExpression, "The regular expression is not valid."),
        Final(ErrorCode.RebootstrapRequired, "The client has to bootstrap its metadata again."),
        Final(ErrorCode.StreamsInvalidTopology, "The streams topology is not valid."),
        Final(ErrorCode.StreamsInvalidTopologyEpoch, "The streams topology epoch is not valid."),
        Final(ErrorCode.StreamsTopologyFenced, "The streams topology epoch is out of date."),
        Retriable(ErrorCode.ShareSessionLimitReached, "The broker holds as many share sessions as it may."),
    ];

    /// <summary>Whether a client may send the same request again and expect another outcome.</summary>
    public static bool IsRetriable(this ErrorCode code) => Find(code).IsRetriable;

    /// <summary>The protocol's own spelling, such as <c>OFFSET_OUT_OF_RANGE</c>.</summary>
    public static string Name(this ErrorCode code) => Find(code).Name;

    /// <summary>One sentence for people, fit for an error message field.</summary>
    public static string Text(this ErrorCode code) => Find(code).Text;

    private static Entry Find(ErrorCode code)
    {
        var index = (int)code + 1;
        return (uint)index < (uint)Entries.Length ? Entries[index] : Entries[0];
    }

    private static Entry Final(ErrorCode code, string text) => new(UpperSnakeCase(code), false, text);

    private static Entry Retriable(ErrorCode code, string text) => new(UpperSnakeCase(code), true, text);

    private static string UpperSnakeCase(ErrorCode code)
    {
        var name = new StringBuilder();
        foreach (var c in code.ToString())
        {
            if (char.IsUpper(c) && name.Length > 0)
                name.Append('_');
            name.Append(char.ToUpperInvariant(c));
        }

        return name.ToString();
    }

    private sealed record Entry(string Name, bool IsRetriable, string Text);
}
