// The admin client's calls about the cluster and its brokers.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "klamm/admin_results.hpp"
#include "klamm/admin_types.hpp"
#include "klamm/api_key.hpp"
#include "klamm/detail/admin_calls.hpp"

namespace klamm {

/// A broker as describe_cluster() tells it.
struct BrokerDescription {
  std::int32_t id = -1;
  std::string host; ///< as advertised
  std::int32_t port = 0;
  std::optional<std::string> rack;
  bool fenced = false; ///< registered, but out of service
};

/// A cluster and its brokers.
struct ClusterDescription {
  std::string id;
  std::int32_t controller = -1;                                   ///< the broker that changes are sent to; -1 while there is none
  std::vector<BrokerDescription> brokers;                         ///< by id
  std::optional<std::vector<AclOperation>> authorized_operations; ///< where they were asked for
};

/// An API that a broker serves, and in which versions.
struct ApiVersionRange {
  ApiKey api{}; ///< may be one that this version of klamm has no name for
  std::int16_t min = 0, max = 0;
};

/// What is told of the cluster.
struct DescribeClusterOptions {
  std::optional<std::chrono::milliseconds> timeout{}; ///< `default.api.timeout.ms` by default
  bool include_authorized_operations = false;         ///< what this client may do to it (KIP-430; brokers from 2.3 on)
  bool include_fenced_brokers = false;                ///< also those out of service (KIP-1073; brokers from 4.0 on)
};

/// How brokers' APIs are described.
struct DescribeApiVersionsOptions {
  std::optional<std::chrono::milliseconds> timeout{};
};

using DescribeApiVersionsResult = Results<std::int32_t, std::vector<ApiVersionRange>>; ///< by broker

/// The cluster. As all families of an Admin's calls: from any thread, blocking or with a completion token.
class KLAMM_EXPORT AdminCluster : public virtual detail::AdminCalls {
public:
  /// The cluster's id, controller and brokers. Errors: unsupported_by_broker where fenced brokers are asked for and can't be told, connection errors.
  Result<ClusterDescription> describe_cluster(const DescribeClusterOptions& options = {});
  template <class Token>
  auto describe_cluster_async(const DescribeClusterOptions& options, Token&& token) {
    return async(describing_cluster(options), std::forward<Token>(token));
  }

  /// Which APIs these brokers, or (`{}`) all, serve in which versions, by number (KIP-35). Errors of a broker: broker_id_not_registered, connection errors, …
  Result<DescribeApiVersionsResult> describe_api_versions(std::vector<std::int32_t> brokers = {},
                                                          const DescribeApiVersionsOptions& options = {});
  template <class Token>
  auto describe_api_versions_async(std::vector<std::int32_t> brokers, const DescribeApiVersionsOptions& options, Token&& token) {
    return async(describing_api_versions(std::move(brokers), options), std::forward<Token>(token));
  }

protected:
  AdminCluster() noexcept;
  ~AdminCluster();

private:
  detail::AdminStart<ClusterDescription> describing_cluster(const DescribeClusterOptions& options) const;
  detail::AdminStart<DescribeApiVersionsResult> describing_api_versions(std::vector<std::int32_t> brokers,
                                                                        const DescribeApiVersionsOptions& options) const;
};

} // namespace klamm
