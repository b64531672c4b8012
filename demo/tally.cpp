#include "demo/tally.hpp"

#include <algorithm>

namespace klamm::demo {

std::int64_t Tally::take_over(int partition, int owner) {
  const std::lock_guard lock(mutex_);
  Partition& taken = partitions_[static_cast<std::size_t>(partition)];
  taken.owner = owner;
  return taken.next;
}

void Tally::give_up(int partition, int owner) {
  const std::lock_guard lock(mutex_);
  Partition& given = partitions_[static_cast<std::size_t>(partition)];
  if (given.owner == owner) given.owner = nobody;
}

void Tally::arrived(int partition, std::int64_t offset, std::int64_t number, Clock::time_point sent) {
  const auto now = Clock::now();
  const std::lock_guard lock(mutex_);
  Partition& to = partitions_[static_cast<std::size_t>(partition)];
  // Partitions take turns: the record at this offset has this number, if none was lost, written twice or out of order.
  const std::int64_t expected = offset * static_cast<std::int64_t>(partitions_.size()) + partition;
  if (offset != to.next || number != expected) {
    if (wrong_++ == 0)
      first_wrong_ = "partition " + std::to_string(partition) + ", offset " + std::to_string(offset) + ": record " + std::to_string(number) +
                     ", where offset " + std::to_string(to.next) + " and record " + std::to_string(expected) + " were expected";
  }
  to.next = offset + 1;
  if (arrived_ == 0) first_ = now;
  const auto slot = static_cast<std::size_t>(arrived_++) % kept;
  if (latencies_.size() < kept) latencies_.push_back(now - sent);
  else latencies_[slot] = now - sent;
}

Tally::Snapshot Tally::snapshot() const {
  Snapshot now;
  std::vector<Clock::duration> latencies;
  {
    const std::lock_guard lock(mutex_);
    now.arrived = arrived_;
    now.wrong = wrong_;
    now.first_wrong = first_wrong_;
    now.first = first_;
    for (const Partition& partition : partitions_) {
      now.owners.push_back(partition.owner);
      now.positions.push_back(partition.next);
    }
    latencies = latencies_;
  }
  const auto percentile = [&latencies](std::size_t percent) {
    if (latencies.empty()) return Clock::duration{};
    const auto at = latencies.begin() + static_cast<std::ptrdiff_t>((latencies.size() - 1) * percent / 100);
    std::ranges::nth_element(latencies, at);
    return *at;
  };
  now.p50 = percentile(50);
  now.p99 = percentile(99);
  return now;
}

} // namespace klamm::demo
