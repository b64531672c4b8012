// Decides when to ask for metadata, and about which topics. One request is in flight at a time; what is asked for meanwhile goes into the next.
// Pure: told of calls, answers and failures, it says what to send and when to look again.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "cluster/settings.hpp"
#include "klamm/uuid.hpp"
#include "net/backoff.hpp"

namespace klamm::cluster {

/// One Metadata request.
struct MetadataFlight {
  std::uint64_t number = 0;
  bool all_topics = false; ///< of the cluster
  bool full = false;       ///< at least everything in use
  bool allow_auto_create = false;
  std::vector<std::string> topics;
  std::vector<Uuid> ids;
};

class MetadataRefresh {
public:
  explicit MetadataRefresh(const MetadataSettings& settings);

  // What is in use
  void touch(std::string_view topic, TimePoint now);
  void hold(std::string_view topic);
  void release(std::string_view topic, TimePoint now);
  void hold_all() { ++all_holds_; }
  void release_all() { --all_holds_; }
  bool in_use(std::string_view topic) const { return topics_.find(topic) != topics_.end(); }
  bool holds_all() const noexcept { return all_holds_ > 0; }
  std::size_t topics_in_use() const noexcept { return topics_.size(); }
  /// Takes the topics out of use that nobody holds and nobody touched for metadata.max.idle.ms, and names them.
  std::vector<std::string> expire(TimePoint now);

  // What must be asked
  /// A topic nothing is known of: the next request names it, and goes out at once.
  void want(std::string_view topic, bool allow_auto_create);
  void want_id(const Uuid& id) { wanted_ids_.insert(id); }
  /// Something is out of date. Goes out at once, or when the backoff since the last answer is over. Returns the number of the first flight that
  /// will have been sent after this call.
  std::uint64_t request(bool all_topics);
  /// Topics whose last answer wasn't good yet are asked for again, later each time.
  void want_later(std::span<const std::string> topics, std::span<const Uuid> ids, TimePoint now, Random& random);

  struct Step {
    std::optional<MetadataFlight> flight; ///< to be sent now
    TimePoint wake = never;               ///< else: call again then
  };
  Step step(TimePoint now);

  bool in_flight() const noexcept { return flight_.has_value(); }
  /// The flight was answered. `complete`: nothing in the answer needs asking again.
  MetadataFlight answered(TimePoint now, bool complete, Random& random);
  /// An answer told of these without having been asked: no request needs to.
  void settle_wanted(const std::function<bool(std::string_view)>& known);
  /// No broker answered the flight: what it asked is asked again after a backoff.
  void failed(TimePoint now, Random& random);
  /// Lets the next request go out at once (a new start, e.g. rebootstrap).
  void reset_backoff() noexcept { not_before_ = TimePoint::min(), refresh_not_before_ = TimePoint::min(); }
  std::uint64_t failures() const noexcept { return failures_; }

private:
  struct Use {
    TimePoint last = TimePoint::min();
    std::size_t holds = 0;
  };

  bool due(TimePoint now) const noexcept;
  MetadataFlight take();

  Duration max_age_, max_idle_;
  net::Backoff backoff_, incomplete_backoff_;
  std::map<std::string, Use, std::less<>> topics_;
  std::size_t all_holds_ = 0;

  std::map<std::string, bool, std::less<>> wanted_; ///< → may be created
  std::set<Uuid> wanted_ids_;
  std::set<std::string, std::less<>> later_;
  std::set<Uuid> later_ids_;
  TimePoint later_at_ = never;
  bool full_requested_ = false, all_requested_ = false;

  std::optional<MetadataFlight> flight_;
  std::uint64_t last_number_ = 0;
  TimePoint last_full_ = TimePoint::min(); ///< min: nothing was ever asked for
  TimePoint not_before_ = TimePoint::min(), refresh_not_before_ = TimePoint::min();
  std::uint64_t failures_ = 0, incomplete_ = 0;
};

} // namespace klamm::cluster
