// What a broker answers, API by API: decoded requests in, responses out. Responses point into the request and the ClusterState: encode them at once.
// Pure; lives on the mock's executor. metadata_apis.cpp, produce_apis.cpp, fetch_apis.cpp.
#pragma once

#include "mock/cluster_state.hpp"
#include "wire/messages/all.hpp"

namespace klamm::mock {

/// The broker that was asked, and in which version.
struct Asked {
  NodeId node = -1;
  std::int16_t version = 0;
};

/// Every API that the embedded brokers serve, in all versions that klamm speaks.
using ServedRequests = wire::MessageList<wire::ApiVersionsRequest, wire::MetadataRequest, wire::ProduceRequest, wire::FetchRequest,
                                         wire::ListOffsetsRequest, wire::OffsetForLeaderEpochRequest, wire::InitProducerIdRequest,
                                         wire::CreateTopicsRequest, wire::DeleteTopicsRequest, wire::CreatePartitionsRequest>;

class Apis {
public:
  explicit Apis(ClusterState& state) : state_(state) {}

  wire::ApiVersionsResponse answer(const wire::ApiVersionsRequest& request, Asked asked);
  wire::MetadataResponse answer(const wire::MetadataRequest& request, Asked asked);
  wire::CreateTopicsResponse answer(const wire::CreateTopicsRequest& request, Asked asked);
  wire::DeleteTopicsResponse answer(const wire::DeleteTopicsRequest& request, Asked asked);
  wire::CreatePartitionsResponse answer(const wire::CreatePartitionsRequest& request, Asked asked);
  wire::InitProducerIdResponse answer(const wire::InitProducerIdRequest& request, Asked asked);
  wire::ProduceResponse answer(const wire::ProduceRequest& request, Asked asked);
  wire::FetchResponse answer(const wire::FetchRequest& request, Asked asked);
  wire::ListOffsetsResponse answer(const wire::ListOffsetsRequest& request, Asked asked);
  wire::OffsetForLeaderEpochResponse answer(const wire::OffsetForLeaderEpochRequest& request, Asked asked);

private:
  struct Led {
    Partition* partition = nullptr; ///< null with an error
    ErrorCode error = ErrorCode::none;
  };
  /// The partition, if `node` leads it in that epoch (-1: in any).
  Led led_by(NodeId node, Topic* topic, ErrorCode unknown_topic, std::int32_t index, std::int32_t epoch);
  wire::ProduceResponse::Partition append(const wire::ProduceRequest::Partition& asked, Topic* topic, ErrorCode unknown_topic, NodeId node);
  wire::FetchResponse::Partition read(const wire::FetchRequest::Partition& asked, Topic* topic, ErrorCode unknown_topic, NodeId node,
                                      std::size_t& budget);
  wire::ListOffsetsResponse::Partition find(const wire::ListOffsetsRequest::Partition& asked, Topic* topic, NodeId node);
  wire::MetadataResponse::Topic describe(const Topic& topic) const;

  ClusterState& state_;
};

} // namespace klamm::mock
