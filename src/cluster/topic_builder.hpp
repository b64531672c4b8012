// Decides what a topic looks like after a response: what the response says, held against what was known. Pure.
//
// A leader epoch never goes back for one topic id (KIP-320); a new id is a new topic (KIP-516). Where ids are missing (brokers before 2.8), older
// epochs and partitions left out may mean a stale broker or a topic made anew: what was known is kept until that has gone on for `grace`.
#pragma once

#include "cluster/metadata.hpp"
#include "wire/messages/metadata.hpp"

namespace klamm::cluster {

class TopicBuilder {
public:
  struct Rules {
    bool reliable_epochs = true; ///< Metadata versions below 9 may carry stale ones (KAFKA-9212)
    Duration grace = std::chrono::seconds(30);
    TimePoint now;
  };

  /// `old` may be null. `complete` becomes false when the topic needs to be asked for again soon.
  static Topic merge(const wire::MetadataResponse::Topic& told, std::string_view name, const Topic* old, const Rules& rules,
                     bool& complete);
  /// A topic that a list of all topics doesn't name any more.
  static Topic missing(const Topic& old, const Rules& rules);
  /// The same topic with other leaders (KIP-951).
  static void set_leader(Topic& topic, std::int32_t partition, NodeId leader, std::int32_t leader_epoch);
  static bool same(const Topic& a, const Topic& b) noexcept;

private:
  struct Merge;
  static void add(Topic& topic, const wire::MetadataResponse::Partition& told, std::int32_t leader_epoch);
  static void keep(Topic& topic, const Topic& old, const Partition& p);
};

} // namespace klamm::cluster
