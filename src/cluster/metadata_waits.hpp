// Callers that wait for metadata: what each waits for, and whether a snapshot settles it. Pure, but for the handlers that it keeps.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/unique_function.hpp"
#include "cluster/metadata.hpp"
#include "cluster/metadata_refresh.hpp"
#include "cluster/wait_id.hpp"
#include "klamm/result.hpp"

namespace klamm::cluster {

struct MetadataWait {
  using Handler = UniqueFunction<void(Result<SnapshotPtr>)>;

  WaitId id = 0;
  std::vector<std::string> topics;
  std::vector<Uuid> ids;
  std::uint64_t flight = 0; ///< not 0: waits for the answer to this flight or a later one …
  bool all_topics = false;  ///< … that asks for all topics
  TimePoint deadline = never;
  Duration unknown_grace = Duration::max();
  TimePoint unknown_since = never;
  Handler handler;
};

class MetadataWaits {
public:
  struct Settled {
    MetadataWait::Handler handler;
    Result<SnapshotPtr> outcome;
  };

  void add(MetadataWait wait) { waits_.push_back(std::move(wait)); }
  template <class F>
  void for_each_topic(F&& f) const {
    for (const MetadataWait& wait : waits_)
      for (const std::string& topic : wait.topics) f(topic);
  }
  /// The ids that are waited for and that the snapshot doesn't know.
  std::vector<Uuid> unknown_ids(const MetadataSnapshot& snapshot) const;
  bool empty() const noexcept { return waits_.empty(); }
  std::size_t size() const noexcept { return waits_.size(); }
  std::optional<MetadataWait> take(WaitId id);
  /// When the next of them passes its deadline, or the time that it gives an unknown topic.
  TimePoint next_deadline() const noexcept;

  /// The result of a wait, if the snapshot settles it. `answered`: the flight that was just answered, if one was.
  static std::optional<Result<SnapshotPtr>> check(MetadataWait& wait, const SnapshotPtr& snapshot, const MetadataFlight* answered,
                                                  TimePoint now);
  std::vector<Settled> settle(const SnapshotPtr& snapshot, const MetadataFlight* answered, TimePoint now);
  /// Takes out those whose time is over. `late(wait)` says what they are told.
  std::vector<Settled> expire(TimePoint now, const std::function<Error(const MetadataWait&)>& late);
  std::vector<Settled> fail_all(const Error& error);

private:
  std::vector<MetadataWait> waits_;
};

} // namespace klamm::cluster
