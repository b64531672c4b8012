// All groups of the embedded brokers, and who coordinates them: like Kafka's, by the leaders of the partitions of a topic (__consumer_offsets) that keys are
// hashed to. A group moves as a whole with its coordinator. Plain state; lives on the mock's executor.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>

#include "mock/classic_group.hpp"
#include "mock/committed_offsets.hpp"
#include "mock/consumer_group.hpp"

namespace klamm::mock {

using NodeId = std::int32_t;

/// A group of one kind or the other; of neither, it is only offsets.
struct Group {
  std::unique_ptr<ClassicGroup> classic;
  std::unique_ptr<ConsumerGroup> consumer;
  CommittedOffsets offsets;

  bool is_empty() const { return classic ? classic->is_empty() : !consumer || consumer->members().empty(); }
  /// A member subscribes to the topic.
  bool reads(std::string_view topic) const;
  void step(TimePoint now);
  TimePoint next_deadline() const;
  void reload(TimePoint now);
};

class Groups {
public:
  GroupSettings settings;
  /// Hears of each offset that is committed: the one before (-1: none), and the new one.
  std::function<void(std::string_view group, const std::string& topic, std::int32_t partition, std::int64_t before, std::int64_t offset)>
      on_commit;

  /// -1: no broker is up.
  NodeId coordinator(std::string_view key) const { return leaders_[slot(key)]; }
  /// Another broker coordinates the group from now on, and those that share its partition.
  void move(std::string_view key, NodeId to, TimePoint now);
  /// The brokers that are up have changed: partitions without a leader, or with one that is gone, get another.
  void brokers_changed(const std::vector<NodeId>& up, TimePoint now);

  Group* find(std::string_view id);
  Group& find_or_make(std::string_view id);
  void erase(std::string_view id);
  const std::map<std::string, Group, std::less<>>& all() const noexcept { return groups_; }

  void step(TimePoint now);
  TimePoint next_deadline() const;

private:
  static constexpr std::size_t slots = 50; // offsets.topic.num.partitions
  static std::size_t slot(std::string_view key);
  void lead(std::size_t slot, NodeId leader, TimePoint now);

  std::array<NodeId, slots> leaders_{};
  bool began_ = false;
  std::map<std::string, Group, std::less<>> groups_;
};

} // namespace klamm::mock
