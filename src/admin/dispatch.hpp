// The driver of all admin calls, as plain state: which items are asked of whom and when, in as few requests as possible; what is tried again after which error;
// what is told when time is up. Pure; CallLoop talks for it.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "admin/operation.hpp"
#include "base/random.hpp"
#include "cluster/retry_policy.hpp"
#include "net/backoff.hpp"

namespace klamm::admin {

struct DispatchSettings {
  net::Backoff backoff{100ms, 1s};
  std::uint64_t retries = UINT64_MAX;
  Duration timeout = 60s; ///< of the whole call, for its error
};

class Dispatch {
public:
  using NodeId = cluster::NodeId;

  /// What must be looked up before items can be sent. Of a leader `key` is the topic: all its partitions are found at once.
  struct Need {
    Target::Kind kind = Target::Kind::any_broker;
    cluster::CoordinatorType coordinator = cluster::CoordinatorType::group;
    std::string key;
    bool fresh = false; ///< what is known has turned out to be old
    auto operator<=>(const Need&) const = default;
  };
  struct Send {
    NodeId node = cluster::no_node;
    std::vector<std::size_t> items;
  };
  /// A broker that does not coordinate `target` (any more).
  struct Lost {
    cluster::CoordinatorType coordinator;
    std::string key;
    NodeId node;
  };
  struct Step {
    std::vector<Need> needs;
    std::vector<Send> sends;
    std::vector<Lost> lost; ///< tell the cluster before looking up
    TimePoint wake = never;
    bool finished = false;
  };
  /// Which broker a target's items go to.
  using Finder = std::function<Result<NodeId>(const Target&)>;

  Dispatch(Operation& operation, const DispatchSettings& settings, Random random);

  /// Takes the items over; those that are wrong as they were given fail at once.
  void begin();
  Step step(TimePoint now);
  void found(const Need& need, const Finder& finder, TimePoint now);
  /// The lookup failed: the items that waited for it try again, or fail.
  void not_found(const Need& need, const Error& error, TimePoint now);
  void answered(const Send& send, const Verdicts& verdicts, TimePoint now);
  void failed(const Send& send, const Error& error, TimePoint now);
  /// Everything that is still open fails: the call was ended, or its time is up.
  void end(const Error& error);
  void time_is_up();
  bool finished() const noexcept { return open_ == 0; }
  /// Whether anything that was sent, and not answered, may have been done.
  bool maybe_done() const noexcept;

private:
  enum class State : std::uint8_t { waiting, looking_up, sent, done };
  struct Item {
    State state = State::waiting;
    Target target;
    NodeId node = cluster::no_node;
    bool fresh = false;      ///< look up anew
    bool unanswered = false; ///< a request was lost that may have been carried out
    std::uint64_t failures = 0;
    TimePoint retry_at = TimePoint::min();
    std::optional<Error> last_error;
  };

  static Need need_of(const Item& item);
  static cluster::Audience audience(Target::Kind kind) noexcept;
  cluster::Remedy remedy(const Item& item, const Error& error, bool answered) const;
  void settle(std::size_t index, const Error& error, bool answered, TimePoint now);
  void finish(std::size_t index, const Error& error);
  TimePoint retry_at(std::uint64_t failures, TimePoint now);

  Operation& operation_;
  DispatchSettings settings_;
  Random random_;
  std::vector<Item> items_;
  std::size_t open_ = 0;
  std::vector<Lost> lost_;
  std::map<Need, std::vector<std::size_t>> looking_up_;
  std::map<std::uint64_t, TimePoint> common_retry_; ///< what failed together is tried again together
  TimePoint common_at_ = TimePoint::min();
};

/// The items that a step sends together are at most this many.
constexpr std::size_t max_items_in_request = 10'000;

} // namespace klamm::admin
