// Which broker coordinates which group, transaction or share partition: what is known, what must be looked up, and when. Lookups of many keys share
// one request where the broker can (KIP-699). Pure. A key that somebody wants is always known, in flight, or about to be sent:
// no failure loses a lookup (KAFKA-10793).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.hpp"
#include "cluster/coordinator_type.hpp"
#include "cluster/node.hpp"
#include "cluster/settings.hpp"
#include "klamm/result.hpp"
#include "net/backoff.hpp"
#include "net/transport.hpp"
#include "wire/messages/find_coordinator.hpp"

namespace klamm::cluster {

inline constexpr std::int16_t first_batched_lookup = 4; ///< of FindCoordinator (KIP-699)

struct CoordinatorKey {
  CoordinatorType type = CoordinatorType::group;
  std::string key;
  auto operator<=>(const CoordinatorKey&) const = default;
};

/// One FindCoordinator request.
struct CoordinatorLookup {
  CoordinatorType type = CoordinatorType::group;
  std::vector<std::string> keys;
};

class Coordinators {
public:
  explicit Coordinators(BackoffSettings backoff) noexcept : backoff_(backoff.initial, backoff.max) {}

  /// no_node when it must be looked up.
  NodeId known(CoordinatorType type, std::string_view key) const noexcept;
  /// Somebody waits for this key: it is looked up until found() or failed for good, or nobody waits any more.
  void want(const CoordinatorKey& key);
  void unwant(const CoordinatorKey& key);
  /// The broker said that it isn't the coordinator, or is gone. Does nothing when another one is known by now.
  void lost(CoordinatorType type, std::string_view key, NodeId node);
  /// The cluster doesn't name this node any more, or is another cluster: nothing that pointed there is believed.
  void lost_node(NodeId node);
  void forget_all();

  struct Step {
    bool lookup = false;    ///< there are keys to look up now: find a broker, then take()
    TimePoint wake = never; ///< else: call again then
  };
  Step step(TimePoint now) const noexcept;
  /// The next request, with at most `max_keys` keys (1 for brokers before FindCoordinator v4); its keys are in flight from now on.
  std::optional<CoordinatorLookup> take(TimePoint now, std::size_t max_keys);

  struct Answer {
    CoordinatorKey key;
    Result<NodeId> node;
    net::Endpoint endpoint; ///< where the coordinator is
  };
  /// What a response settles: coordinators found, and errors that no retry can mend. Keys whose error may pass, and those that the response leaves
  /// out, are looked up again after a backoff.
  std::vector<Answer> answered(const CoordinatorLookup& lookup, const wire::FindCoordinatorResponse& response, std::int16_t version,
                               TimePoint now, Random& random);
  /// The request failed. An error that no retry can mend settles all its keys.
  std::vector<Answer> failed(const CoordinatorLookup& lookup, const Error& error, TimePoint now, Random& random);
  /// Why the last lookup of a key that is still wanted found nothing.
  std::optional<Error> last_error(const CoordinatorKey& key) const;

private:
  enum class State : std::uint8_t { idle, wanted, in_flight, known };
  struct Entry {
    State state = State::idle;
    bool wanted = false;
    NodeId node = no_node;
    std::uint64_t failures = 0;
    TimePoint not_before = TimePoint::min();
    std::optional<Error> last_error;
  };
  struct Less {
    using is_transparent = void;
    using View = std::pair<CoordinatorType, std::string_view>;
    static View view(const CoordinatorKey& key) noexcept { return {key.type, key.key}; }
    static View view(const View& key) noexcept { return key; }
    bool operator()(const auto& a, const auto& b) const noexcept { return view(a) < view(b); }
  };

  static bool legal(State from, State to) noexcept;
  static void move(Entry& entry, State to);
  void settle(const CoordinatorKey& key, const Error& error, TimePoint now, Random& random, std::vector<Answer>& answers);

  net::Backoff backoff_;
  std::map<CoordinatorKey, Entry, Less> entries_;
};

} // namespace klamm::cluster
