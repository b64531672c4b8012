#include "cluster/metadata.hpp"

#include <functional>

namespace klamm::cluster {

const Partition* Topic::partition(std::int32_t index) const noexcept {
  const auto at = static_cast<std::size_t>(index);
  if (index < 0 || partitions.empty()) return nullptr;
  if (at < partitions.size() && partitions[at].index == index) return &partitions[at]; // no gaps: the usual case
  const auto found =
      std::lower_bound(partitions.begin(), partitions.end(), index, [](const Partition& p, std::int32_t i) { return p.index < i; });
  return found != partitions.end() && found->index == index ? &*found : nullptr;
}

// Multiplied, because the map takes the highest bits, and the standard's hash need not be good there.
std::uint64_t MetadataSnapshot::NameOf::hash(std::string_view name) noexcept {
  return std::hash<std::string_view>{}(name)*0x9E3779B97F4A7C15U;
}
std::uint64_t MetadataSnapshot::IdOf::hash(const Uuid& id) noexcept { return std::hash<Uuid>{}(id)*0x9E3779B97F4A7C15U; }

const Broker* MetadataSnapshot::broker(NodeId id) const noexcept {
  const auto all = brokers();
  const auto found = std::lower_bound(all.begin(), all.end(), id, [](const Broker& b, NodeId i) { return b.id < i; });
  return found != all.end() && found->id == id ? &*found : nullptr;
}

const Topic* MetadataSnapshot::topic(std::string_view name) const noexcept {
  const auto* found = by_name_.find(name);
  return found ? found->get() : nullptr;
}

const Topic* MetadataSnapshot::topic(const Uuid& id) const noexcept {
  const auto* found = by_id_.find(id);
  return found ? found->get() : nullptr;
}

std::shared_ptr<const Topic> MetadataSnapshot::share_topic(std::string_view name) const noexcept {
  const auto* found = by_name_.find(name);
  return found ? *found : nullptr;
}

const Broker* MetadataSnapshot::leader(std::string_view topic_name, std::int32_t partition) const noexcept {
  const Topic* known = topic(topic_name);
  const Partition* at = known ? known->partition(partition) : nullptr;
  return at && at->has_leader() ? broker(at->leader) : nullptr;
}

} // namespace klamm::cluster
