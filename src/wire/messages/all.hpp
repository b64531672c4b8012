// Every message that klamm speaks, as a list of types: for tests, fuzzers and the mock broker. Client code includes only what it sends.
#pragma once

#include "wire/messages/add_offsets_to_txn.hpp"
#include "wire/messages/add_partitions_to_txn.hpp"
#include "wire/messages/add_raft_voter.hpp"
#include "wire/messages/alter_client_quotas.hpp"
#include "wire/messages/alter_configs.hpp"
#include "wire/messages/alter_partition_reassignments.hpp"
#include "wire/messages/alter_replica_log_dirs.hpp"
#include "wire/messages/alter_share_group_offsets.hpp"
#include "wire/messages/alter_user_scram_credentials.hpp"
#include "wire/messages/api_versions.hpp"
#include "wire/messages/consumer_group_describe.hpp"
#include "wire/messages/consumer_group_heartbeat.hpp"
#include "wire/messages/consumer_protocol.hpp"
#include "wire/messages/create_acls.hpp"
#include "wire/messages/create_delegation_token.hpp"
#include "wire/messages/create_partitions.hpp"
#include "wire/messages/create_topics.hpp"
#include "wire/messages/delete_acls.hpp"
#include "wire/messages/delete_groups.hpp"
#include "wire/messages/delete_records.hpp"
#include "wire/messages/delete_share_group_offsets.hpp"
#include "wire/messages/delete_topics.hpp"
#include "wire/messages/describe_acls.hpp"
#include "wire/messages/describe_client_quotas.hpp"
#include "wire/messages/describe_cluster.hpp"
#include "wire/messages/describe_configs.hpp"
#include "wire/messages/describe_delegation_token.hpp"
#include "wire/messages/describe_groups.hpp"
#include "wire/messages/describe_log_dirs.hpp"
#include "wire/messages/describe_producers.hpp"
#include "wire/messages/describe_quorum.hpp"
#include "wire/messages/describe_share_group_offsets.hpp"
#include "wire/messages/describe_topic_partitions.hpp"
#include "wire/messages/describe_transactions.hpp"
#include "wire/messages/describe_user_scram_credentials.hpp"
#include "wire/messages/elect_leaders.hpp"
#include "wire/messages/end_txn.hpp"
#include "wire/messages/expire_delegation_token.hpp"
#include "wire/messages/fetch.hpp"
#include "wire/messages/find_coordinator.hpp"
#include "wire/messages/get_telemetry_subscriptions.hpp"
#include "wire/messages/heartbeat.hpp"
#include "wire/messages/incremental_alter_configs.hpp"
#include "wire/messages/init_producer_id.hpp"
#include "wire/messages/join_group.hpp"
#include "wire/messages/leave_group.hpp"
#include "wire/messages/list_config_resources.hpp"
#include "wire/messages/list_groups.hpp"
#include "wire/messages/list_offsets.hpp"
#include "wire/messages/list_partition_reassignments.hpp"
#include "wire/messages/list_transactions.hpp"
#include "wire/messages/metadata.hpp"
#include "wire/messages/offset_commit.hpp"
#include "wire/messages/offset_delete.hpp"
#include "wire/messages/offset_fetch.hpp"
#include "wire/messages/offset_for_leader_epoch.hpp"
#include "wire/messages/produce.hpp"
#include "wire/messages/push_telemetry.hpp"
#include "wire/messages/remove_raft_voter.hpp"
#include "wire/messages/renew_delegation_token.hpp"
#include "wire/messages/sasl_authenticate.hpp"
#include "wire/messages/sasl_handshake.hpp"
#include "wire/messages/share_acknowledge.hpp"
#include "wire/messages/share_fetch.hpp"
#include "wire/messages/share_group_describe.hpp"
#include "wire/messages/share_group_heartbeat.hpp"
#include "wire/messages/streams_group_describe.hpp"
#include "wire/messages/streams_group_heartbeat.hpp"
#include "wire/messages/sync_group.hpp"
#include "wire/messages/txn_offset_commit.hpp"
#include "wire/messages/unregister_broker.hpp"
#include "wire/messages/update_features.hpp"
#include "wire/messages/write_txn_markers.hpp"

namespace klamm::wire {

template <class... Messages>
struct MessageList {
  static constexpr std::size_t size = sizeof...(Messages);
  /// Calls `f.template operator()<M>()` for each.
  static void for_each(auto&& f) { (f.template operator()<Messages>(), ...); }
};

using AllRequests = MessageList<
    ProduceRequest, FetchRequest, ListOffsetsRequest, MetadataRequest, OffsetCommitRequest, OffsetFetchRequest, FindCoordinatorRequest,
    JoinGroupRequest, HeartbeatRequest, LeaveGroupRequest, SyncGroupRequest, DescribeGroupsRequest, ListGroupsRequest, SaslHandshakeRequest,
    ApiVersionsRequest, CreateTopicsRequest, DeleteTopicsRequest, DeleteRecordsRequest, InitProducerIdRequest, OffsetForLeaderEpochRequest,
    AddPartitionsToTxnRequest, AddOffsetsToTxnRequest, EndTxnRequest, WriteTxnMarkersRequest, TxnOffsetCommitRequest, DescribeAclsRequest,
    CreateAclsRequest, DeleteAclsRequest, DescribeConfigsRequest, AlterConfigsRequest, AlterReplicaLogDirsRequest, DescribeLogDirsRequest,
    SaslAuthenticateRequest, CreatePartitionsRequest, CreateDelegationTokenRequest, RenewDelegationTokenRequest,
    ExpireDelegationTokenRequest, DescribeDelegationTokenRequest, DeleteGroupsRequest, ElectLeadersRequest, IncrementalAlterConfigsRequest,
    AlterPartitionReassignmentsRequest, ListPartitionReassignmentsRequest, OffsetDeleteRequest, DescribeClientQuotasRequest,
    AlterClientQuotasRequest, DescribeUserScramCredentialsRequest, AlterUserScramCredentialsRequest, DescribeQuorumRequest,
    UpdateFeaturesRequest, DescribeClusterRequest, DescribeProducersRequest, UnregisterBrokerRequest, DescribeTransactionsRequest,
    ListTransactionsRequest, ConsumerGroupHeartbeatRequest, ConsumerGroupDescribeRequest, GetTelemetrySubscriptionsRequest,
    PushTelemetryRequest, ListConfigResourcesRequest, DescribeTopicPartitionsRequest, ShareGroupHeartbeatRequest, ShareGroupDescribeRequest,
    ShareFetchRequest, ShareAcknowledgeRequest, AddRaftVoterRequest, RemoveRaftVoterRequest, StreamsGroupHeartbeatRequest,
    StreamsGroupDescribeRequest, DescribeShareGroupOffsetsRequest, AlterShareGroupOffsetsRequest, DeleteShareGroupOffsetsRequest>;

using AllResponses = MessageList<
    ProduceResponse, FetchResponse, ListOffsetsResponse, MetadataResponse, OffsetCommitResponse, OffsetFetchResponse,
    FindCoordinatorResponse, JoinGroupResponse, HeartbeatResponse, LeaveGroupResponse, SyncGroupResponse, DescribeGroupsResponse,
    ListGroupsResponse, SaslHandshakeResponse, ApiVersionsResponse, CreateTopicsResponse, DeleteTopicsResponse, DeleteRecordsResponse,
    InitProducerIdResponse, OffsetForLeaderEpochResponse, AddPartitionsToTxnResponse, AddOffsetsToTxnResponse, EndTxnResponse,
    WriteTxnMarkersResponse, TxnOffsetCommitResponse, DescribeAclsResponse, CreateAclsResponse, DeleteAclsResponse, DescribeConfigsResponse,
    AlterConfigsResponse, AlterReplicaLogDirsResponse, DescribeLogDirsResponse, SaslAuthenticateResponse, CreatePartitionsResponse,
    CreateDelegationTokenResponse, RenewDelegationTokenResponse, ExpireDelegationTokenResponse, DescribeDelegationTokenResponse,
    DeleteGroupsResponse, ElectLeadersResponse, IncrementalAlterConfigsResponse, AlterPartitionReassignmentsResponse,
    ListPartitionReassignmentsResponse, OffsetDeleteResponse, DescribeClientQuotasResponse, AlterClientQuotasResponse,
    DescribeUserScramCredentialsResponse, AlterUserScramCredentialsResponse, DescribeQuorumResponse, UpdateFeaturesResponse,
    DescribeClusterResponse, DescribeProducersResponse, UnregisterBrokerResponse, DescribeTransactionsResponse, ListTransactionsResponse,
    ConsumerGroupHeartbeatResponse, ConsumerGroupDescribeResponse, GetTelemetrySubscriptionsResponse, PushTelemetryResponse,
    ListConfigResourcesResponse, DescribeTopicPartitionsResponse, ShareGroupHeartbeatResponse, ShareGroupDescribeResponse,
    ShareFetchResponse, ShareAcknowledgeResponse, AddRaftVoterResponse, RemoveRaftVoterResponse, StreamsGroupHeartbeatResponse,
    StreamsGroupDescribeResponse, DescribeShareGroupOffsetsResponse, AlterShareGroupOffsetsResponse, DeleteShareGroupOffsetsResponse>;

/// Messages inside of messages.
using DataMessages = MessageList<ConsumerProtocolSubscription, ConsumerProtocolAssignment>;

void for_each_message(auto&& f) {
  AllRequests::for_each(f);
  AllResponses::for_each(f);
  DataMessages::for_each(f);
}

} // namespace klamm::wire
