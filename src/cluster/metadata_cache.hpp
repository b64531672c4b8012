// Turns what brokers tell into snapshots. Pure: used by one thread, given the time. Topics that a change doesn't touch are shared between snapshots.
#pragma once

#include <functional>

#include "cluster/metadata.hpp"
#include "klamm/result.hpp"
#include "wire/messages/metadata.hpp"

namespace klamm::cluster {

class MetadataCache {
public:
  /// `grace`: how long what was known survives a broker that says otherwise without proof (see TopicBuilder).
  explicit MetadataCache(Duration grace = std::chrono::seconds(30));

  const SnapshotPtr& snapshot() const noexcept { return snapshot_; }

  struct Asked {
    std::int16_t version = 0;      ///< of the response
    bool all_topics = false;       ///< what the response doesn't name doesn't exist
    bool other_cluster_ok = false; ///< we bootstrapped anew, and follow where the bootstrap servers lead
  };
  struct Outcome {
    bool changed = false;
    bool other_cluster = false;          ///< everything known before is gone
    std::vector<std::string> incomplete; ///< topics to ask for again soon: without leader, with an error that may pass, contradictory
  };
  /// Errors leave everything as it was: rebootstrap_required (KIP-1102), inconsistent_cluster_id, a response that names no broker.
  Result<Outcome> apply(const wire::MetadataResponse& response, const Asked& asked, TimePoint now);

  /// Takes over leaders told by KIP-951 hints: only with a higher epoch, for known partitions, and when the leader's address is known. Returns how many.
  std::size_t apply_hints(std::span<const LeaderHint> hints, std::span<const Broker> brokers);

  void add_broker(const Broker& broker);
  void forget_brokers();
  void forget_topics(std::span<const std::string> names);
  void keep_topics(const std::function<bool(std::string_view)>& wanted);

private:
  std::shared_ptr<MetadataSnapshot> next() const;
  void publish(std::shared_ptr<MetadataSnapshot> changed) { snapshot_ = std::move(changed); }
  static void put(MetadataSnapshot& into, Topic topic);
  static void erase(MetadataSnapshot& from, std::string_view name);

  Duration grace_;
  SnapshotPtr snapshot_ = std::make_shared<MetadataSnapshot>();
};

} // namespace klamm::cluster
