#include "admin/cluster_description.hpp"

#include <algorithm>

#include "admin/authorized_operations.hpp"
#include "wire/messages/describe_cluster.hpp"
#include "wire/messages/metadata.hpp"

namespace klamm::admin {
namespace {

template <class Response>
ClusterDescription description(const Response& response) {
  ClusterDescription cluster;
  cluster.controller = response.controller_id;
  for (const auto& told : response.brokers) {
    BrokerDescription& broker = cluster.brokers.emplace_back();
    if constexpr (requires { told.broker_id; }) {
      broker.id = told.broker_id;
      broker.fenced = told.is_fenced;
    } else {
      broker.id = told.node_id;
    }
    broker.host = told.host;
    broker.port = told.port;
    if (told.rack) broker.rack.emplace(*told.rack);
  }
  std::sort(cluster.brokers.begin(), cluster.brokers.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  cluster.authorized_operations = authorized_operations(response.cluster_authorized_operations);
  return cluster;
}

} // namespace

Exchange DescribeCluster::ask(const net::Connection& connection, Items, Duration) {
  constexpr std::int16_t with_fenced = 2;
  const std::int16_t version = connection.api_versions().highest<wire::DescribeClusterRequest>();
  if (options_.include_fenced_brokers && version < with_fenced)
    return {needs_release(ApiKey::describe_cluster, with_fenced, "describing fenced brokers", "4.0"), nullptr};
  if (version < 0) return ask_metadata(connection);
  wire::DescribeClusterRequest request;
  request.include_cluster_authorized_operations = options_.include_authorized_operations;
  request.include_fenced_brokers = options_.include_fenced_brokers;
  return exchange(connection, request, [this](const wire::DescribeClusterResponse& response, Verdicts& verdicts) {
    if (response.error_code != ErrorCode::none) return verdicts.failed(0, Verdicts::error_of(response.error_code, response.error_message));
    ClusterDescription cluster = description(response);
    cluster.id = response.cluster_id;
    keep(std::move(cluster), verdicts);
  });
}

Exchange DescribeCluster::ask_metadata(const net::Connection& connection) {
  constexpr std::int16_t with_operations = 8, without_creation = 4;
  const std::int16_t version = connection.api_versions().highest<wire::MetadataRequest>();
  wire::MetadataRequest request; // about no topic
  request.allow_auto_topic_creation = version < without_creation;
  request.include_cluster_authorized_operations = options_.include_authorized_operations && version >= with_operations;
  return exchange(connection, request,
                  [this](const wire::MetadataResponse& response, Verdicts& verdicts) {
                    ClusterDescription cluster = description(response);
                    cluster.id = response.cluster_id.value_or("");
                    keep(std::move(cluster), verdicts);
                  },
                  {0, 10}); // later ones don't tell what a client may do
}

} // namespace klamm::admin
