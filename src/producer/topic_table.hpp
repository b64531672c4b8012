// The topics that a producer sends to, found by name without a lock, and each topic's partitions. A topic stays for the producer's life.
#pragma once

#include <atomic>
#include <cstdint>
#include <cstring>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "klamm/uuid.hpp"
#include "producer/partition_queue.hpp"
#include "producer/producer_settings.hpp"
#include "producer/sticky_partition.hpp"

namespace klamm::cluster {
struct Topic;
}

namespace klamm::producer {

/// A record that came before its topic's partitions were known: an own copy of all its parts, paid for from buffer.memory.
struct ParkedRecord {
  Buffer memory;
  RecordParts parts; ///< views into `memory` and `headers`
  std::vector<Header> headers;
  BytesView partition_key;
  std::int32_t partition = -1;
  CompletionList::Handler done;
  bool urgent = false; ///< does not linger, once it is in a batch
  TimePoint parked_at;
};

struct TopicState {
  TopicState(std::string_view topic_name, const ProducerSettings& settings);
  TopicState(const TopicState&) = delete;
  TopicState& operator=(const TopicState&) = delete;

  const std::shared_ptr<const std::string> name;
  const TopicSettings settings;
  StickyPartition sticky;
  std::atomic<std::uint32_t> round_robin{0};

  /// By number; grows only. Null until the metadata is there.
  struct Partitions {
    std::vector<PartitionQueue*> queues;
    std::int32_t count() const noexcept { return static_cast<std::int32_t>(queues.size()); }
  };
  const Partitions* partitions() const noexcept { return published_.load(std::memory_order_acquire); }
  /// At least `count` partitions, not yet to be seen by senders. The loop's, as is publish().
  const Partitions& prepare(std::int32_t count);
  void publish();

  /// The candidates of the adaptive partitioner and their weights; replaced by the loop (partition_loads.hpp), read by senders. Null: all alike.
  struct Weights {
    std::vector<std::int32_t> partitions, cumulative;
  };
  std::shared_ptr<const Weights> weights() const noexcept;
  void set_weights(std::shared_ptr<const Weights> weights) noexcept;

  /// The partitions that have a leader, for the user's partitioner; kept only where there is one.
  std::shared_ptr<const std::vector<std::int32_t>> available() const noexcept;
  void set_available(std::shared_ptr<const std::vector<std::int32_t>> available) noexcept;

  std::mutex parked_lock;
  std::deque<ParkedRecord> parked; ///< guarded by parked_lock, as is:
  bool requiring = false;          ///< the loop has been asked for this topic's metadata

  Uuid id;                       ///< the loop's; zero while unknown
  std::uint64_t loads_round = 0; ///< the loop's: when PartitionLoads last looked

  /// How often batch.size is doubled before compression, from how well earlier batches compressed.
  std::atomic<std::uint8_t> compression_gain{0};
  std::uint8_t last_gain = 0; ///< the loop's

private:
  std::deque<PartitionQueue> queues_;
  std::vector<std::unique_ptr<const Partitions>> all_published_; // readers may hold an old one: they go with the topic
  std::atomic<const Partitions*> published_{nullptr};
  mutable LightLock weights_lock_;
  std::shared_ptr<const Weights> weights_;
  mutable LightLock available_lock_;
  std::shared_ptr<const std::vector<std::int32_t>> available_;
};

class TopicTable {
public:
  explicit TopicTable(const ProducerSettings& settings);

  /// Any thread; takes a lock only for a name that is new.
  TopicState& get(std::string_view name) {
    TopicState* const same_again = last(name);
    return same_again ? *same_again : get_another(name);
  }
  /// The topic if it is the one that this thread asked for last; null: ask get().
  TopicState* last(std::string_view name) const noexcept {
    const Last& last = last_;
    return last.table == number_ && same(last.name, name) ? last.topic : nullptr;
  }
  TopicState* find(std::string_view name) const noexcept;
  /// Any thread: all topics so far.
  std::vector<TopicState*> all();

private:
  /// The topic that this thread asked for last, and of which table: most threads send to one topic for long.
  struct Last {
    std::uint64_t table = 0;
    TopicState* topic = nullptr; ///< looked at only while `table` is the asked one, which then exists; as is its
    std::string_view name;
  };
  static constinit thread_local Last last_;

  /// Names are short, and most often the same: two pairs of words spare them the call of memcmp.
  static bool same(std::string_view a, std::string_view b) noexcept {
    if (a.size() != b.size()) return false;
    if (a.size() < 16 || a.size() > 32) return std::memcmp(a.data(), b.data(), a.size()) == 0;
    const auto differ = [&](std::size_t at) {
      std::uint64_t left[2], right[2];
      std::memcpy(left, a.data() + at, 16);
      std::memcpy(right, b.data() + at, 16);
      return (left[0] ^ right[0]) | (left[1] ^ right[1]);
    };
    return (differ(0) | differ(a.size() - 16)) == 0;
  }
  TopicState& get_another(std::string_view name);

  struct Slots { // open addressing; filled by add(), read by anybody
    explicit Slots(std::size_t size) : mask(size - 1), topics(std::make_unique<std::atomic<TopicState*>[]>(size)) {}
    std::size_t mask;
    std::unique_ptr<std::atomic<TopicState*>[]> topics;
  };
  static TopicState* find_in(const Slots& slots, std::string_view name, std::uint64_t hash) noexcept;
  static void insert(Slots& slots, TopicState& topic, std::uint64_t hash) noexcept;
  TopicState& add(std::string_view name, std::uint64_t hash);

  const ProducerSettings& settings_;
  const std::uint64_t number_; // of this table among all that the process has made
  std::mutex mutex_;
  std::deque<TopicState> topics_;
  std::vector<std::unique_ptr<Slots>> all_slots_; // outgrown ones too: readers may still look into them
  std::atomic<Slots*> slots_;
};

/// Tells the user's partitioner, where the topic has one, which partitions have a leader now (partition_function.cpp).
void update_available(TopicState& topic, const cluster::Topic& known);

} // namespace klamm::producer
