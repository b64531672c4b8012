// DescribeCluster: the cluster's id, controller and brokers (KIP-430, KIP-700, KIP-919, KIP-1073).
#pragma once

#include <limits>

#include "wire/message.hpp"

namespace klamm::wire {

struct DescribeClusterResponse {
  static constexpr std::string_view name = "DescribeClusterResponse";
  static constexpr ApiKey api_key = ApiKey::describe_cluster;
  static constexpr Versions versions = in(0, 2), flexible = since(0);

  struct Broker {
    std::int32_t broker_id = 0;
    std::string_view host{};
    std::int32_t port = 0;
    std::optional<std::string_view> rack{};
    bool is_fenced = false;
    static void fields(auto& io, auto& self) {
      io("BrokerId", self.broker_id, since(0));
      io("Host", self.host, since(0));
      io("Port", self.port, since(0));
      io("Rack", self.rack, since(0).nullable());
      io("IsFenced", self.is_fenced, since(2));
    }
  };

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::none;
  std::optional<std::string_view> error_message{};
  std::int8_t endpoint_type = 1;
  std::string_view cluster_id{};
  std::int32_t controller_id = -1;
  std::vector<Broker> brokers{};
  std::int32_t cluster_authorized_operations = std::numeric_limits<std::int32_t>::min();
  static void fields(auto& io, auto& self) {
    io("ThrottleTimeMs", self.throttle_time_ms, since(0));
    io("ErrorCode", self.error_code, since(0));
    io("ErrorMessage", self.error_message, since(0).nullable());
    io("EndpointType", self.endpoint_type, since(1));
    io("ClusterId", self.cluster_id, since(0));
    io("ControllerId", self.controller_id, since(0));
    io("Brokers", self.brokers, since(0));
    io("ClusterAuthorizedOperations", self.cluster_authorized_operations, since(0));
  }
};

struct DescribeClusterRequest {
  static constexpr std::string_view name = "DescribeClusterRequest";
  static constexpr ApiKey api_key = ApiKey::describe_cluster;
  static constexpr Versions versions = in(0, 2), flexible = since(0);
  using Response = DescribeClusterResponse;

  bool include_cluster_authorized_operations = false;
  std::int8_t endpoint_type = 1;
  bool include_fenced_brokers = false;
  static void fields(auto& io, auto& self) {
    io("IncludeClusterAuthorizedOperations", self.include_cluster_authorized_operations, since(0));
    io("EndpointType", self.endpoint_type, since(1));
    io("IncludeFencedBrokers", self.include_fenced_brokers, since(2));
  }
};

extern template struct Codec<DescribeClusterRequest>;
extern template struct Codec<DescribeClusterResponse>;

} // namespace klamm::wire
