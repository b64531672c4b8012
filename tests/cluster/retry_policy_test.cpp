#include "cluster/retry_policy.hpp"

#include <doctest/doctest.h>

using namespace klamm;
using namespace klamm::cluster;

TEST_CASE("retry policy: each kind of error has its remedy") {
  CHECK(remedy_for(ErrorCode::not_leader_or_follower, Audience::leader) == Remedy::refresh_metadata);
  CHECK(remedy_for(ErrorCode::unknown_topic_id, Audience::leader) == Remedy::refresh_metadata);
  CHECK(remedy_for(ErrorCode::not_enough_replicas, Audience::leader) == Remedy::retry);
  CHECK(remedy_for(ErrorCode::request_timed_out, Audience::leader) == Remedy::retry);
  CHECK(remedy_for(ErrorCode::not_coordinator, Audience::coordinator) == Remedy::find_coordinator);
  CHECK(remedy_for(ErrorCode::coordinator_not_available, Audience::coordinator) == Remedy::find_coordinator);
  CHECK(remedy_for(ErrorCode::coordinator_load_in_progress, Audience::coordinator) == Remedy::retry);
  CHECK(remedy_for(ErrorCode::concurrent_transactions, Audience::coordinator) == Remedy::retry);
  CHECK(remedy_for(ErrorCode::topic_authorization_failed, Audience::leader) == Remedy::give_up);
  CHECK(remedy_for(ErrorCode::sasl_authentication_failed, Audience::any_broker) == Remedy::give_up);
  CHECK(remedy_for(ErrorCode::closed, Audience::any_broker) == Remedy::give_up);
}

TEST_CASE("retry policy: a lost connection means another leader or another coordinator may have taken over") {
  for (const ErrorCode lost : {ErrorCode::disconnected, ErrorCode::connect_failed, ErrorCode::resolve_failed, ErrorCode::timed_out}) {
    CHECK(remedy_for(lost, Audience::coordinator) == Remedy::find_coordinator);
    CHECK(remedy_for(lost, Audience::leader) != Remedy::give_up);
  }
  CHECK(remedy_for(ErrorCode::disconnected, Audience::leader) == Remedy::refresh_metadata);
}

TEST_CASE("retry: waits grow to the maximum with jitter, until the deadline or the last retry") {
  Random random(3);
  TimePoint now{1h};
  Retry retry({100ms, 1s}, now + 1min);
  Duration expected = 100ms;
  for (int i = 0; i < 10; ++i) {
    const auto decision = retry.on_error(ErrorCode::not_enough_replicas, Audience::leader, now, random);
    CHECK(decision.remedy == Remedy::retry);
    CHECK(decision.at - now >= expected * 8 / 10);
    CHECK(decision.at - now <= std::min<Duration>(1s, expected * 12 / 10));
    now = decision.at;
    expected = std::min<Duration>(1s, expected * 2);
  }
  retry.on_progress();
  CHECK(retry.on_error(ErrorCode::not_enough_replicas, Audience::leader, now, random).at - now <= Duration(120ms));
  CHECK(retry.on_error(ErrorCode::not_enough_replicas, Audience::leader, retry.deadline() - 1ms, random).remedy == Remedy::give_up);

  Retry twice({100ms, 1s}, never, 2);
  CHECK(twice.on_error(ErrorCode::disconnected, Audience::leader, now, random).remedy == Remedy::refresh_metadata);
  CHECK(twice.on_error(ErrorCode::disconnected, Audience::leader, now, random).remedy == Remedy::refresh_metadata);
  CHECK(twice.on_error(ErrorCode::disconnected, Audience::leader, now, random).remedy == Remedy::give_up);
}
