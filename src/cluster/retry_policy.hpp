// What to do about a failed request: again, to whom, and when. Pure; one Retry per call that may be tried several times.
#pragma once

#include "base/random.hpp"
#include "cluster/settings.hpp"
#include "klamm/error.hpp"
#include "net/backoff.hpp"

namespace klamm::cluster {

enum class Remedy : std::uint8_t {
  give_up,
  retry,            ///< the same request to the same broker
  refresh_metadata, ///< then to the leader that the new metadata names
  find_coordinator  ///< look the coordinator up again, then to that one
};

/// Whom the request was for, as it decides what a lost connection means.
enum class Audience : std::uint8_t { any_broker, leader, coordinator };

constexpr Remedy remedy_for(ErrorTraits traits, bool connection_lost, Audience audience) noexcept {
  if (!traits.retriable) return Remedy::give_up;
  if (audience == Audience::coordinator && (traits.refresh_coordinator || connection_lost)) return Remedy::find_coordinator;
  if (traits.refresh_coordinator) return Remedy::find_coordinator;
  if (traits.refresh_metadata) return Remedy::refresh_metadata;
  return Remedy::retry;
}

inline Remedy remedy_for(ErrorCode code, Audience audience) noexcept {
  // A coordinator that doesn't answer may be dead or partitioned off: another may have taken over, and only a lookup can tell.
  const bool lost = code == ErrorCode::disconnected || code == ErrorCode::timed_out || code == ErrorCode::connect_failed ||
                    code == ErrorCode::resolve_failed || code == ErrorCode::broker_not_available ||
                    code == ErrorCode::advertised_address_unusable;
  ErrorTraits traits = error_code_traits(code);
  traits.retriable = traits.retriable || lost;
  return remedy_for(traits, lost, audience);
}

/// Whether waiting may help somebody who looks for any broker at all: nothing here depends on what was asked.
inline bool may_pass(ErrorCode code) noexcept {
  return remedy_for(code, Audience::any_broker) != Remedy::give_up || code == ErrorCode::rebootstrap_required ||
         code == ErrorCode::inconsistent_cluster_id;
}

class Retry {
public:
  struct Decision {
    Remedy remedy = Remedy::give_up;
    TimePoint at = never; ///< not before
  };

  Retry(BackoffSettings settings, TimePoint deadline, std::uint64_t max_retries = UINT64_MAX) noexcept
      : backoff_(settings.initial, settings.max), deadline_(deadline), left_(max_retries) {}

  Decision on_error(ErrorCode code, Audience audience, TimePoint now, Random& random) noexcept {
    const Remedy remedy = remedy_for(code, audience);
    const TimePoint at = after(now, backoff_.after(++failures_, random));
    if (remedy == Remedy::give_up || left_ == 0 || at >= deadline_) return {};
    --left_;
    return {remedy, at};
  }
  /// After an answer that moved things on: the next failure is a first one.
  void on_progress() noexcept { failures_ = 0; }

  TimePoint deadline() const noexcept { return deadline_; }
  std::uint64_t failures() const noexcept { return failures_; }

private:
  net::Backoff backoff_;
  TimePoint deadline_;
  std::uint64_t left_;
  std::uint64_t failures_ = 0;
};

} // namespace klamm::cluster
