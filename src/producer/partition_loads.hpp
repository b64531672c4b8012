// How records without a key are spread over a topic's partitions when some of them lag (KIP-794): a partition gets the less the more batches wait for it,
// and none while it has no leader, or a broker that does not take what is ready for it. Pure; the loop's, beside the sender.
#pragma once

#include <unordered_map>
#include <vector>

#include "cluster/metadata.hpp"
#include "producer/topic_table.hpp"

namespace klamm::producer {

/// What is known of one partition's load.
struct PartitionLoad {
  std::int32_t partition = 0;
  std::int32_t queue_length = 0; ///< full batches that wait
  bool available = true;
};

/// Null: all partitions alike, which is also the answer when none is available.
std::shared_ptr<const TopicState::Weights> weights_of(std::span<const PartitionLoad> loads);

/// Which brokers take what is ready for them.
class BrokerAvailability {
public:
  /// partitioner.availability.timeout.ms; zero: all are always available.
  explicit BrokerAvailability(Duration timeout) noexcept : timeout_(timeout) {}

  /// Something is ready for this broker, and it takes it, or not.
  void observe(cluster::NodeId node, bool takes, TimePoint now);
  /// False after the broker has not taken anything for longer than the timeout while something was ready for it.
  bool available(cluster::NodeId node) const;

private:
  struct Seen {
    TimePoint ready, taken;
  };
  Duration timeout_;
  std::unordered_map<cluster::NodeId, Seen> brokers_; // none while the timeout is zero
};

class PartitionLoads {
public:
  /// With partitioner.adaptive.partitioning.enable=false only partitions without a leader are left out.
  explicit PartitionLoads(const ProducerSettings& settings) noexcept
      : adaptive_(settings.adaptive), brokers_(settings.adaptive ? settings.availability_timeout : Duration::zero()) {}

  BrokerAvailability& brokers() noexcept { return brokers_; }
  /// Gives the topics of `active` their weights, and those that had some before; at most once a millisecond.
  void update(std::span<PartitionQueue* const> active, const cluster::MetadataSnapshot& metadata, TimePoint now);

private:
  void update(TopicState& topic, const cluster::MetadataSnapshot& metadata);

  const bool adaptive_;
  BrokerAvailability brokers_;
  TimePoint next_ = TimePoint::min();
  std::uint64_t round_ = 0;
  std::vector<TopicState*> weighted_; ///< topics whose partitions are not alike
  std::vector<PartitionLoad> loads_;  ///< scratch
};

} // namespace klamm::producer
