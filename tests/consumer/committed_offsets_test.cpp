#include "consumer/committed_offsets.hpp"

#include <doctest/doctest.h>

#include "cluster/support/metadata_answers.hpp"

using namespace klamm;
using namespace klamm::consumer;

namespace {

struct World {
  test::CacheWorld metadata;
  CommittedOffsets offsets{"g", net::Backoff(100ms, 1s), Random(1)};
  group::Identity identity{"me", 5, 1, true};
  TimePoint now{std::chrono::hours(1)};
  CommittedOffsets::Step last;

  World() { metadata.apply(test::answer({test::topic("t", test::uuid(1), {test::partition(0, 1, 5), test::partition(1, 1, 5)})})); }
  bool step() {
    last = offsets.step(now, identity, *metadata.cache.snapshot());
    return last.send.has_value();
  }
  struct Partition {
    std::int32_t index;
    std::int64_t offset;
    ErrorCode code = ErrorCode::none;
  };
  CommittedOffsets::Outcome answer(std::vector<Partition> partitions, ErrorCode group_error = ErrorCode::none) {
    wire::OffsetFetchResponse response;
    auto& group = response.groups.emplace_back();
    group.group_id = "g";
    group.error_code = group_error;
    auto& topic = group.topics.emplace_back();
    topic.topic_id = test::uuid(1);
    for (const Partition& p : partitions) topic.partitions.push_back({p.index, p.offset, 4, "note", p.code});
    return offsets.on_response(response, now);
  }
};

} // namespace

TEST_CASE("committed offsets: one request for all, which waits for open transactions") {
  World w;
  w.offsets.ask(1, {"t", 0});
  w.offsets.ask(2, {"t", 1});
  w.offsets.ask(3, {"t", 1}); // by two askers
  REQUIRE(w.step());
  const auto request = w.last.send->request(10);
  CHECK(request.require_stable);
  REQUIRE(request.groups.size() == 1);
  CHECK(request.groups[0].group_id == "g");
  CHECK(request.groups[0].member_id == "me");
  CHECK(request.groups[0].member_epoch == 5);
  REQUIRE(request.groups[0].topics->size() == 1);
  CHECK((*request.groups[0].topics)[0].topic_id == test::uuid(1));
  CHECK((*request.groups[0].topics)[0].partitions == std::vector<std::int32_t>{0, 1});
  CHECK_FALSE(w.step());
  const auto outcome = w.answer({{0, 42}, {1, -1}});
  REQUIRE(outcome.answers.size() == 3);
  CHECK(outcome.answers[0].key == 1);
  CHECK(outcome.answers[0].result->offset == 42);
  CHECK(outcome.answers[0].result->leader_epoch == 4);
  CHECK(outcome.answers[0].result->metadata == "note");
  CHECK(outcome.answers[1].result->offset == -1);
  CHECK(w.offsets.empty());
}

TEST_CASE("committed offsets: in every version of the request") {
  World w;
  w.offsets.ask(1, {"t", 0});
  REQUIRE(w.step());
  const auto old = w.last.send->request(7);
  CHECK(old.group_id == "g");
  CHECK(old.groups.empty());
  CHECK((*old.topics)[0].name == "t");
  CHECK_FALSE(w.last.send->request(6).require_stable);
  wire::OffsetFetchResponse response; // the same of the answer
  response.topics.push_back({"t", {{0, 7, -1, std::nullopt, ErrorCode::none}}});
  const auto outcome = w.offsets.on_response(response, w.now);
  REQUIRE(outcome.answers.size() == 1);
  CHECK(outcome.answers[0].result->offset == 7);
}

TEST_CASE("committed offsets: a classic member does not say who it is, and a topic without an id is named") {
  World w;
  w.identity = {"me", 5, 1, false};
  w.offsets.ask(1, {"unknown", 0});
  REQUIRE(w.step());
  CHECK(w.last.send->versions.last == 9);
  const auto request = w.last.send->request(9);
  CHECK_FALSE(request.groups[0].member_id);
  CHECK(request.groups[0].member_epoch == -1);
}

TEST_CASE("committed offsets: what may be better later is asked again, and never taken for no offset") {
  SUBCASE("of the group") {
    for (const ErrorCode code : {ErrorCode::coordinator_load_in_progress, ErrorCode::coordinator_not_available, ErrorCode::not_coordinator,
                                 ErrorCode::unknown_member_id, ErrorCode::stale_member_epoch, ErrorCode::fenced_member_epoch}) {
      CAPTURE(error_code_name(code));
      World w;
      w.offsets.ask(1, {"t", 0});
      REQUIRE(w.step());
      const auto outcome = w.answer({}, code);
      CHECK(outcome.answers.empty());
      CHECK(outcome.coordinator_lost == (code == ErrorCode::coordinator_not_available || code == ErrorCode::not_coordinator));
      CHECK(outcome.refused.has_value() ==
            (code == ErrorCode::unknown_member_id || code == ErrorCode::stale_member_epoch || code == ErrorCode::fenced_member_epoch));
      CHECK_FALSE(w.step());
      REQUIRE(w.offsets.last_error());
      w.now += 2s;
      CHECK(w.step());
    }
  }
  SUBCASE("of a partition") {
    for (const ErrorCode code : {ErrorCode::unstable_offset_commit, ErrorCode::unknown_topic_or_partition, ErrorCode::unknown_topic_id}) {
      World w;
      w.offsets.ask(1, {"t", 0});
      w.offsets.ask(2, {"t", 1});
      REQUIRE(w.step());
      const auto outcome = w.answer({{0, -1, code}, {1, 5}});
      REQUIRE(outcome.answers.size() == 1);
      CHECK(outcome.answers[0].key == 2);
      w.now += 2s;
      REQUIRE(w.step());
      CHECK(w.last.send->topics[0].partitions == std::vector<std::int32_t>{0});
    }
  }
  SUBCASE("that the broker left out") {
    World w;
    w.offsets.ask(1, {"t", 0});
    REQUIRE(w.step());
    CHECK(w.answer({}).answers.empty());
    w.now += 2s;
    CHECK(w.step());
  }
  SUBCASE("of the network") {
    World w;
    w.offsets.ask(1, {"t", 0});
    REQUIRE(w.step());
    const auto outcome = w.offsets.on_failure(Error(ErrorCode::disconnected), w.now);
    CHECK(outcome.coordinator_lost);
    CHECK(outcome.answers.empty());
    w.now += 2s;
    CHECK(w.step());
  }
}

TEST_CASE("committed offsets: what no retry mends is told, with the group and the partition") {
  World w;
  w.offsets.ask(1, {"t", 0});
  REQUIRE(w.step());
  auto outcome = w.answer({}, ErrorCode::group_authorization_failed);
  REQUIRE(outcome.answers.size() == 1);
  CHECK(outcome.answers[0].result.error().code() == ErrorCode::group_authorization_failed);
  CHECK(outcome.answers[0].result.error().context().topic == "t");
  CHECK(outcome.answers[0].result.error().message().find("\"g\"") != std::string::npos);
  w.now += 2s;
  w.offsets.ask(1, {"t", 0});
  REQUIRE(w.step());
  outcome = w.answer({{0, -1, ErrorCode::topic_authorization_failed}});
  CHECK(outcome.answers.at(0).result.error().code() == ErrorCode::topic_authorization_failed);
  w.now += 2s;
  w.offsets.ask(1, {"t", 0});
  REQUIRE(w.step());
  outcome = w.offsets.on_failure(Error(ErrorCode::sasl_authentication_failed), w.now);
  CHECK(outcome.answers.size() == 1);
}

TEST_CASE("committed offsets: questions come and go while a request is under way") {
  World w;
  w.offsets.ask(1, {"t", 0});
  w.offsets.ask(2, {"t", 1});
  REQUIRE(w.step());
  w.offsets.forget(1);
  w.offsets.ask(3, {"t", 0});
  const auto outcome = w.answer({{0, 42}, {1, 5}});
  REQUIRE(outcome.answers.size() == 1);
  CHECK(outcome.answers[0].key == 2);
  REQUIRE(w.step()); // the answer was not to the new question
  CHECK(w.answer({{0, 43}}).answers.at(0).result->offset == 43);
}
