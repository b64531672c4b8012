// What a broker answers, API by API: decoded requests in, responses out. Responses point into the request and the ClusterState: encode them at once.
// Pure; lives on the mock's executor. *_apis.cpp.
#pragma once

#include "mock/cluster_state.hpp"
#include "mock/login.hpp"
#include "mock/refusals.hpp"
#include "wire/messages/all.hpp"

namespace klamm::mock {

/// A request that is being answered: by which broker, in which version, when, for whom.
struct Asked {
  NodeId node = -1;
  std::int16_t version = 0;
  TimePoint now{};
  Caller caller{};
  std::shared_ptr<void> pending{}; ///< what the answer to a request that waits will come in
  TimePoint look_again = never;    ///< when it is given at the latest
  Login* login = nullptr;          ///< the connection's
};

/// Every API that the embedded brokers serve, in all versions that klamm speaks.
using ServedRequests =
    wire::MessageList<wire::ApiVersionsRequest, wire::MetadataRequest, wire::ProduceRequest, wire::FetchRequest, wire::ListOffsetsRequest,
                      wire::OffsetForLeaderEpochRequest, wire::InitProducerIdRequest, wire::CreateTopicsRequest, wire::DeleteTopicsRequest,
                      wire::CreatePartitionsRequest, wire::OffsetCommitRequest, wire::OffsetFetchRequest, wire::FindCoordinatorRequest,
                      wire::JoinGroupRequest, wire::SyncGroupRequest, wire::HeartbeatRequest, wire::LeaveGroupRequest,
                      wire::ConsumerGroupHeartbeatRequest, wire::ConsumerGroupDescribeRequest, wire::DescribeGroupsRequest,
                      wire::ListGroupsRequest, wire::DeleteGroupsRequest, wire::DeleteRecordsRequest, wire::DescribeConfigsRequest,
                      wire::IncrementalAlterConfigsRequest, wire::AlterConfigsRequest, wire::DescribeClusterRequest,
                      wire::OffsetDeleteRequest, wire::SaslHandshakeRequest, wire::SaslAuthenticateRequest>;

class Apis {
public:
  explicit Apis(ClusterState& state) : state_(state) {}

  wire::ApiVersionsResponse answer(const wire::ApiVersionsRequest& request, const Asked& asked);
  wire::MetadataResponse answer(const wire::MetadataRequest& request, const Asked& asked);
  wire::CreateTopicsResponse answer(const wire::CreateTopicsRequest& request, const Asked& asked);
  wire::DeleteTopicsResponse answer(const wire::DeleteTopicsRequest& request, const Asked& asked);
  wire::CreatePartitionsResponse answer(const wire::CreatePartitionsRequest& request, const Asked& asked);
  wire::InitProducerIdResponse answer(const wire::InitProducerIdRequest& request, const Asked& asked);
  wire::ProduceResponse answer(const wire::ProduceRequest& request, const Asked& asked);
  wire::ListOffsetsResponse answer(const wire::ListOffsetsRequest& request, const Asked& asked);
  wire::OffsetForLeaderEpochResponse answer(const wire::OffsetForLeaderEpochRequest& request, const Asked& asked);
  wire::OffsetCommitResponse answer(const wire::OffsetCommitRequest& request, const Asked& asked);
  wire::OffsetFetchResponse answer(const wire::OffsetFetchRequest& request, const Asked& asked);
  wire::FindCoordinatorResponse answer(const wire::FindCoordinatorRequest& request, const Asked& asked);
  /// Nothing: too few bytes yet, or the group waits for other members. Look again when something has changed.
  std::optional<wire::FetchResponse> answer(const wire::FetchRequest& request, Asked& asked);
  std::optional<wire::JoinGroupResponse> answer(const wire::JoinGroupRequest& request, Asked& asked);
  std::optional<wire::SyncGroupResponse> answer(const wire::SyncGroupRequest& request, Asked& asked);
  wire::HeartbeatResponse answer(const wire::HeartbeatRequest& request, const Asked& asked);
  wire::LeaveGroupResponse answer(const wire::LeaveGroupRequest& request, const Asked& asked);
  wire::ConsumerGroupHeartbeatResponse answer(const wire::ConsumerGroupHeartbeatRequest& request, Asked& asked);
  wire::ConsumerGroupDescribeResponse answer(const wire::ConsumerGroupDescribeRequest& request, Asked& asked);
  wire::DescribeGroupsResponse answer(const wire::DescribeGroupsRequest& request, Asked& asked);
  wire::ListGroupsResponse answer(const wire::ListGroupsRequest& request, const Asked& asked);
  wire::DeleteGroupsResponse answer(const wire::DeleteGroupsRequest& request, const Asked& asked);
  wire::OffsetDeleteResponse answer(const wire::OffsetDeleteRequest& request, const Asked& asked);
  wire::DeleteRecordsResponse answer(const wire::DeleteRecordsRequest& request, const Asked& asked);
  wire::DescribeClusterResponse answer(const wire::DescribeClusterRequest& request, const Asked& asked);
  wire::DescribeConfigsResponse answer(const wire::DescribeConfigsRequest& request, Asked& asked);
  wire::IncrementalAlterConfigsResponse answer(const wire::IncrementalAlterConfigsRequest& request, Asked& asked);
  wire::AlterConfigsResponse answer(const wire::AlterConfigsRequest& request, Asked& asked);
  wire::SaslHandshakeResponse answer(const wire::SaslHandshakeRequest& request, const Asked& asked);
  wire::SaslAuthenticateResponse answer(const wire::SaslAuthenticateRequest& request, Asked& asked);

private:
  struct Led {
    Partition* partition = nullptr; ///< null with an error
    ErrorCode error = ErrorCode::none;
  };
  /// The partition, if `node` leads it in that epoch (-1: in any).
  Led led_by(NodeId node, Topic* topic, ErrorCode unknown_topic, std::int32_t index, std::int32_t epoch);
  wire::ProduceResponse::Partition append(const wire::ProduceRequest::Partition& asked, Topic* topic, ErrorCode unknown_topic, NodeId node,
                                          std::int16_t version, bool all_replicas);
  wire::FetchResponse::Partition read(const wire::FetchRequest::Partition& asked, Topic* topic, ErrorCode unknown_topic, const Asked& who,
                                      std::string_view rack, std::size_t& budget);
  /// A replica for a consumer in that rack to read from, other than the leader; -1: none (KIP-392).
  NodeId replica_in(std::string_view rack, const Partition& partition) const;
  wire::ListOffsetsResponse::Partition find(const wire::ListOffsetsRequest::Partition& asked, Topic* topic, const Asked& who);
  wire::MetadataResponse::Topic describe(const Topic& topic) const;
  wire::CreateTopicsResponse::Topic create(const wire::CreateTopicsRequest::Topic& wanted, bool only_validate);
  /// The addresses of the leaders that a response's partitions name (KIP-951).
  template <class Response>
  void name_leaders(Response& response);
  /// invalid_group_id, not_coordinator, or none.
  ErrorCode check_coordinator(std::string_view group, const Asked& asked) const;
  ClassicGroup* classic(std::string_view group);
  std::vector<AssignedTopic> assignable_topics() const;
  wire::ConsumerGroupDescribeResponse::Group describe(std::string_view id, const ConsumerGroup& group) const;
  template <class Wanted, class Topic>
  void fill(const Group* group, const std::optional<std::vector<Wanted>>& topics, std::int16_t version, std::vector<Topic>& told);

  ClusterState& state_;
};

template <class Response>
void Apis::name_leaders(Response& response) {
  for (const auto& topic : response.topics) {
    for (const auto& partition : topic.partitions) {
      if (const Broker* leader = state_.broker(partition.current_leader.leader_id))
        response.node_endpoints.push_back({leader->id, leader->host, leader->port, {}});
    }
  }
}

} // namespace klamm::mock
