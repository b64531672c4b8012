// What has arrived: the "database" of the demo. A partition's position is kept together with what its records did, so each record counts once whoever reads
// it. Checks that, too. Any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

namespace klamm::demo {

using Clock = std::chrono::steady_clock;

class Tally {
public:
  static constexpr int nobody = -1;

  explicit Tally(int partitions) : partitions_(static_cast<std::size_t>(partitions)) {}

  /// The record of this number belongs there: partitions take turns.
  int partition_of(std::int64_t number) const noexcept { return static_cast<int>(number % static_cast<std::int64_t>(partitions_.size())); }

  /// Where a new owner goes on.
  std::int64_t take_over(int partition, int owner);
  void give_up(int partition, int owner);
  /// A record has arrived; `number` as its producer counted it.
  void arrived(int partition, std::int64_t offset, std::int64_t number, Clock::time_point sent);

  struct Snapshot {
    std::int64_t arrived = 0, wrong = 0;
    std::string first_wrong;              ///< what was not as it should be
    std::vector<int> owners;              ///< by partition
    std::vector<std::int64_t> positions;  ///< by partition
    Clock::duration p50{}, p99{};         ///< of the last records, from send() to here
    Clock::time_point first{};            ///< when the first record came
  };
  Snapshot snapshot() const;

private:
  struct Partition {
    std::int64_t next = 0;
    int owner = nobody;
  };
  static constexpr std::size_t kept = 4096;

  mutable std::mutex mutex_;
  std::vector<Partition> partitions_;
  std::int64_t arrived_ = 0, wrong_ = 0;
  std::string first_wrong_;
  Clock::time_point first_{};
  std::vector<Clock::duration> latencies_; // the last ones, in a ring
};

} // namespace klamm::demo
