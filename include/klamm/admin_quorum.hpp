// The admin client's calls about the controllers' quorum, the cluster's features and registered brokers.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "klamm/admin_results.hpp"
#include "klamm/detail/admin_calls.hpp"
#include "klamm/timestamp.hpp"
#include "klamm/uuid.hpp"

namespace klamm {

/// A node that has the metadata log.
struct QuorumReplica {
  std::int32_t id = -1;
  Uuid directory_id; ///< zero where brokers are older than 3.9
  std::int64_t log_end_offset = -1;
  std::optional<Timestamp> last_fetch_time;     ///< milliseconds since the epoch, as the leader saw it; nothing before 3.3, as is:
  std::optional<Timestamp> last_caught_up_time; ///< when it had all that the leader had
};

/// An address of a controller.
struct QuorumEndpoint {
  std::string listener; ///< its name: "CONTROLLER"
  std::string host;
  std::uint16_t port = 0;

  QuorumEndpoint(std::string name, std::string at, std::uint16_t on) : listener(std::move(name)), host(std::move(at)), port(on) {}
  auto operator<=>(const QuorumEndpoint&) const = default;
};

/// The quorum of controllers that keeps the metadata log (KIP-595).
struct MetadataQuorum {
  std::int32_t leader = -1;
  std::int32_t leader_epoch = -1;
  std::int64_t high_watermark = -1;
  std::vector<QuorumReplica> voters;                             ///< by id
  std::vector<QuorumReplica> observers;                          ///< by id: brokers, and controllers that do not vote
  std::map<std::int32_t, std::vector<QuorumEndpoint>> endpoints; ///< of voters (brokers from 3.9 on)
};

/// The levels of a feature, both included.
struct FeatureLevels {
  std::int16_t min = 0;
  std::int16_t max = 0;

  bool operator==(const FeatureLevels&) const = default;
};

/// The features of a cluster (KIP-584), as "metadata.version".
struct ClusterFeatures {
  std::map<std::string, std::int16_t> finalized;  ///< the levels in effect
  std::optional<std::int64_t> epoch;              ///< grows with each change of `finalized`; nothing where no broker told it
  std::map<std::string, FeatureLevels> supported; ///< by the broker that was asked
};

/// A new level for a feature.
struct FeatureUpdate {
  /// Which changes are allowed; the numbers are the protocol's.
  enum class Type : std::int8_t {
    upgrade = 1,         ///< upwards only
    safe_downgrade = 2,  ///< also downwards, if no metadata is lost
    unsafe_downgrade = 3 ///< also downwards if metadata is lost
  };
  std::string feature;
  std::int16_t level = 0; ///< 0: the feature is switched off
  Type type = Type::upgrade;

  FeatureUpdate(std::string name, std::int16_t to, Type allowed = Type::upgrade) : feature(std::move(name)), level(to), type(allowed) {}
};

/// How the quorum, or features, are described.
struct DescribeQuorumOptions {
  std::optional<std::chrono::milliseconds> timeout{}; ///< `default.api.timeout.ms` by default
};
/// How voters are added and removed.
struct AlterQuorumOptions {
  std::optional<std::chrono::milliseconds> timeout{};
  std::string cluster_id{}; ///< where it is given, another cluster refuses: inconsistent_cluster_id
};
/// How features are changed.
struct UpdateFeaturesOptions {
  std::optional<std::chrono::milliseconds> timeout{};
  bool validate_only = false; ///< only find out whether it would succeed (brokers from 3.3 on)
};
/// How brokers are unregistered.
struct UnregisterBrokerOptions {
  std::optional<std::chrono::milliseconds> timeout{};
};

using UpdateFeaturesResult = Results<std::string, void>; ///< by feature

/// Quorum, features and registrations. As all families of an Admin's calls: from any thread, blocking or with a completion token.
class KLAMM_EXPORT AdminQuorum : public virtual detail::AdminCalls {
public:
  /// Leader, voters and observers of the metadata log, and how far each is (KIP-836; brokers from 3.0 on).
  Result<MetadataQuorum> describe_metadata_quorum(const DescribeQuorumOptions& options = {});
  template <class Token>
  auto describe_metadata_quorum_async(const DescribeQuorumOptions& options, Token&& token) {
    return async(describing_quorum(options), std::forward<Token>(token));
  }

  /// Makes a controller a voter (KIP-853; brokers from 3.9 on). Errors: duplicate_voter, unsupported_version (kraft.version is 0: voters are static),
  /// inconsistent_cluster_id, request_timed_out, …
  Result<void> add_raft_voter(std::int32_t id, Uuid directory_id, std::vector<QuorumEndpoint> endpoints,
                              const AlterQuorumOptions& options = {});
  template <class Token>
  auto add_raft_voter_async(std::int32_t id, Uuid directory_id, std::vector<QuorumEndpoint> endpoints, const AlterQuorumOptions& options,
                            Token&& token) {
    return async(adding_voter(id, directory_id, std::move(endpoints), options), std::forward<Token>(token));
  }

  /// Takes a voter out (KIP-853; brokers from 3.9 on). Errors: voter_not_found, unsupported_version, inconsistent_cluster_id, …
  Result<void> remove_raft_voter(std::int32_t id, Uuid directory_id, const AlterQuorumOptions& options = {});
  template <class Token>
  auto remove_raft_voter_async(std::int32_t id, Uuid directory_id, const AlterQuorumOptions& options, Token&& token) {
    return async(removing_voter(id, directory_id, options), std::forward<Token>(token));
  }

  /// The features that are in effect, and those that brokers could have (KIP-584; brokers from 2.4 on, which may have none).
  Result<ClusterFeatures> describe_features(const DescribeQuorumOptions& options = {});
  template <class Token>
  auto describe_features_async(const DescribeQuorumOptions& options, Token&& token) {
    return async(describing_features(options), std::forward<Token>(token));
  }

  /// Changes the levels of features: brokers from 4.0 on change all of them or none (KIP-1022). Errors of an item: invalid_update_version,
  /// feature_update_failed, …
  Result<UpdateFeaturesResult> update_features(std::vector<FeatureUpdate> updates, const UpdateFeaturesOptions& options = {});
  template <class Token>
  auto update_features_async(std::vector<FeatureUpdate> updates, const UpdateFeaturesOptions& options, Token&& token) {
    return async(updating_features(std::move(updates), options), std::forward<Token>(token));
  }

  /// Forgets a broker that has gone for good (brokers from 2.8 on, with KRaft). Errors: broker_id_not_registered, …
  Result<void> unregister_broker(std::int32_t id, const UnregisterBrokerOptions& options = {});
  template <class Token>
  auto unregister_broker_async(std::int32_t id, const UnregisterBrokerOptions& options, Token&& token) {
    return async(unregistering_broker(id, options), std::forward<Token>(token));
  }

protected:
  AdminQuorum() noexcept;
  ~AdminQuorum();

private:
  detail::AdminStart<MetadataQuorum> describing_quorum(const DescribeQuorumOptions& options) const;
  detail::AdminStart<void> adding_voter(std::int32_t id, Uuid directory_id, std::vector<QuorumEndpoint> endpoints,
                                        const AlterQuorumOptions& options) const;
  detail::AdminStart<void> removing_voter(std::int32_t id, Uuid directory_id, const AlterQuorumOptions& options) const;
  detail::AdminStart<ClusterFeatures> describing_features(const DescribeQuorumOptions& options) const;
  detail::AdminStart<UpdateFeaturesResult> updating_features(std::vector<FeatureUpdate> updates,
                                                             const UpdateFeaturesOptions& options) const;
  detail::AdminStart<void> unregistering_broker(std::int32_t id, const UnregisterBrokerOptions& options) const;
};

} // namespace klamm
