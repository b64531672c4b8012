#include "consumer/offset_commits.hpp"

#include <doctest/doctest.h>

#include "cluster/support/metadata_answers.hpp"

using namespace klamm;
using namespace klamm::consumer;

namespace {

struct World {
  test::CacheWorld metadata;
  OffsetCommits commits{"g", "", net::Backoff(100ms, 1s), Random(1)};
  group::Identity identity{"me", 5, 1, false};
  TimePoint now{std::chrono::hours(1)};
  OffsetCommits::Step last;
  std::vector<std::string> results; ///< "name: ok" or "name: CODE"

  World() { metadata.apply(test::answer({test::topic("t", test::uuid(1), {test::partition(0, 1, 5), test::partition(1, 1, 5)})})); }

  void commit(const std::string& name, std::int32_t partition, std::int64_t offset, std::optional<group::OwnershipEpoch> ownership = 1,
              const std::string& topic = "t", Duration timeout = 10s) {
    OffsetCommits::Commit commit;
    commit.entries.push_back({{topic, partition}, offset, 3, "note"});
    commit.ownership = ownership;
    commit.deadline = after(now, timeout);
    commit.done = [this, name](const Result<void>& result) {
      results.push_back(name + ": " + (result ? "ok" : std::string(result.error().name())));
    };
    commits.add(std::move(commit));
  }
  void settle(std::vector<OffsetCommits::Settled> settled) {
    for (OffsetCommits::Settled& one : settled) one.done(std::move(one.result));
  }
  /// Whether a request is to be sent.
  bool step() {
    last = commits.step(now, identity, *metadata.cache.snapshot());
    settle(std::move(last.settled));
    return last.send.has_value();
  }
  OffsetCommits::Outcome answer(std::vector<std::pair<std::int32_t, ErrorCode>> codes, bool by_id = true) {
    wire::OffsetCommitResponse response;
    auto& topic = response.topics.emplace_back();
    if (by_id) topic.topic_id = test::uuid(1);
    else topic.name = "t";
    for (const auto& [partition, code] : codes) topic.partitions.push_back({partition, code});
    auto outcome = commits.on_response(response, now);
    settle(std::move(outcome.settled));
    return outcome;
  }
};

using Results = std::vector<std::string>;

} // namespace

TEST_CASE("offset commits: a request says who commits what") {
  World w;
  w.commit("a", 0, 42);
  REQUIRE(w.step());
  const auto& request = w.last.send->request;
  CHECK(request.group_id == "g");
  CHECK(request.member_id == "me");
  CHECK(request.generation_id_or_member_epoch == 5);
  REQUIRE(request.topics.size() == 1);
  CHECK(request.topics[0].name == "t");
  CHECK(request.topics[0].topic_id == test::uuid(1));
  CHECK(request.topics[0].partitions[0].committed_offset == 42);
  CHECK(request.topics[0].partitions[0].committed_leader_epoch == 3);
  CHECK(request.topics[0].partitions[0].committed_metadata == "note");
  CHECK(w.last.send->versions.last == 10);
  CHECK_FALSE(w.step()); // one at a time
  w.answer({{0, ErrorCode::none}});
  CHECK(w.results == Results{"a: ok"});
  CHECK(w.commits.done(w.commits.last()));
}

TEST_CASE("offset commits: what waits goes together, of one partition the last, each call with its own outcome in order") {
  World w;
  w.commit("a", 0, 1);
  REQUIRE(w.step());
  w.commit("b", 0, 2);
  w.commit("c", 1, 7);
  w.commit("d", 0, 3);
  const std::uint64_t all = w.commits.last();
  w.answer({{0, ErrorCode::none}}, false);
  CHECK(w.results == Results{"a: ok"});
  CHECK_FALSE(w.commits.done(all));
  CHECK(w.commits.done(1));
  REQUIRE(w.step());
  REQUIRE(w.last.send->request.topics[0].partitions.size() == 2);
  CHECK(w.last.send->request.topics[0].partitions[0].committed_offset == 3);
  CHECK(w.last.send->request.topics[0].partitions[1].committed_offset == 7);
  w.answer({{0, ErrorCode::none}, {1, ErrorCode::offset_metadata_too_large}});
  CHECK(w.results == Results{"a: ok", "b: ok", "c: OFFSET_METADATA_TOO_LARGE", "d: ok"});
  CHECK(w.commits.done(all));
}

TEST_CASE("offset commits: what may pass is sent again, before what came later, and never over it") {
  for (const ErrorCode code : {ErrorCode::coordinator_not_available, ErrorCode::not_coordinator, ErrorCode::request_timed_out,
                               ErrorCode::coordinator_load_in_progress, ErrorCode::unknown_topic_or_partition, ErrorCode::unknown_topic_id,
                               ErrorCode::rebalance_in_progress}) {
    CAPTURE(error_code_name(code));
    World w;
    w.commit("a", 0, 1);
    REQUIRE(w.step());
    w.commit("b", 0, 2);
    const auto outcome = w.answer({{0, code}});
    CHECK(w.results.empty());
    CHECK(outcome.coordinator_lost ==
          (code == ErrorCode::coordinator_not_available || code == ErrorCode::not_coordinator || code == ErrorCode::request_timed_out));
    CHECK(outcome.refresh_metadata == (code == ErrorCode::unknown_topic_or_partition || code == ErrorCode::unknown_topic_id));
    CHECK(outcome.refused.has_value() == (code == ErrorCode::rebalance_in_progress));
    CHECK_FALSE(w.step());
    CHECK(w.last.wake > w.now);
    w.now += 2s;
    REQUIRE(w.step());
    CHECK(w.last.send->request.topics[0].partitions[0].committed_offset == 2);
    w.answer({{0, ErrorCode::none}});
    CHECK(w.results == Results{"a: ok", "b: ok"});
  }
}

TEST_CASE("offset commits: a newer generation of the same ownership commits again") {
  for (const ErrorCode code : {ErrorCode::illegal_generation, ErrorCode::stale_member_epoch}) {
    World w;
    w.commit("a", 0, 1);
    REQUIRE(w.step());
    const auto outcome = w.answer({{0, code}});
    REQUIRE(outcome.refused);
    CHECK(*outcome.refused == code);
    CHECK(outcome.as == w.identity);
    w.identity.generation = 6;
    w.now += 2s;
    REQUIRE(w.step());
    CHECK(w.last.send->request.generation_id_or_member_epoch == 6);
    w.answer({{0, ErrorCode::none}});
    CHECK(w.results == Results{"a: ok"});
  }
}

TEST_CASE("offset commits: what belongs to an ownership that has ended is stale, and is not sent") {
  World w;
  w.commit("a", 0, 1);
  REQUIRE(w.step());
  w.answer({{0, ErrorCode::unknown_member_id}});
  w.identity = {"", -1, 2, false}; // what the membership made of it
  w.commit("b", 0, 1);
  w.now += 2s;
  CHECK_FALSE(w.step());
  CHECK(w.results == Results{"a: COMMIT_STALE", "b: COMMIT_STALE"});
  CHECK(w.commits.done(w.commits.last()));
}

TEST_CASE("offset commits: while the member joins again its commits wait, until their deadline") {
  World w;
  w.identity.generation = -1;
  w.commit("a", 0, 1);
  CHECK_FALSE(w.step());
  CHECK(w.last.wake == w.now + 10s);
  w.now += 10s;
  CHECK_FALSE(w.step());
  CHECK(w.results == Results{"a: TIMED_OUT"});
}

TEST_CASE("offset commits: partitions that are given up are not committed afterwards") {
  World w;
  w.commit("a", 0, 1);
  REQUIRE(w.step());
  w.commit("b", 0, 2);
  w.commit("c", 1, 3);
  w.settle(w.commits.abandon({{"t", 0}}));
  CHECK(w.results == Results{"b: COMMIT_STALE"});
  w.answer({{0, ErrorCode::coordinator_load_in_progress}}); // in flight meanwhile: not repeated
  CHECK(w.results == Results{"b: COMMIT_STALE", "a: COMMIT_STALE"});
  w.now += 2s;
  REQUIRE(w.step());
  REQUIRE(w.last.send->request.topics[0].partitions.size() == 1);
  CHECK(w.last.send->request.topics[0].partitions[0].index == 1);
}

TEST_CASE("offset commits: partitions assigned by hand are committed as no member, and refused where there are members") {
  World w;
  w.identity = {};
  w.commit("a", 0, 1, std::nullopt);
  REQUIRE(w.step());
  CHECK(w.last.send->request.member_id.empty());
  CHECK(w.last.send->request.generation_id_or_member_epoch == -1);
  w.answer({{0, ErrorCode::unknown_member_id}});
  CHECK(w.results == Results{"a: UNKNOWN_MEMBER_ID"});
}

TEST_CASE("offset commits: what no retry mends is told at once") {
  for (const ErrorCode code : {ErrorCode::fenced_instance_id, ErrorCode::group_authorization_failed, ErrorCode::topic_authorization_failed,
                               ErrorCode::invalid_commit_offset_size}) {
    World w;
    w.commit("a", 0, 1);
    REQUIRE(w.step());
    const auto outcome = w.answer({{0, code}});
    CHECK(outcome.refused.has_value() == (code == ErrorCode::fenced_instance_id));
    CHECK(w.results == Results{"a: " + std::string(error_code_name(code))});
  }
  World w;
  w.commit("a", 0, 1);
  REQUIRE(w.step());
  w.settle(w.commits.on_failure(Error(ErrorCode::unsupported_by_broker), w.now).settled);
  CHECK(w.results == Results{"a: UNSUPPORTED_BY_BROKER"});
}

TEST_CASE("offset commits: a lost request is sent again to the coordinator that is found then") {
  World w;
  w.commit("a", 0, 1);
  REQUIRE(w.step());
  CHECK(w.commits.on_failure(Error(ErrorCode::disconnected), w.now).coordinator_lost);
  CHECK_FALSE(w.step());
  w.now += 2s;
  REQUIRE(w.step());
  w.answer({}); // says nothing of the partition
  w.now += 2s;
  REQUIRE(w.step());
  w.answer({{0, ErrorCode::none}});
  CHECK(w.results == Results{"a: ok"});
}

TEST_CASE("offset commits: a deadline ends the wait also while a request is under way, and its answer is dropped") {
  World w;
  w.commit("a", 0, 1);
  REQUIRE(w.step());
  w.now += 10s;
  CHECK_FALSE(w.step());
  CHECK(w.results == Results{"a: TIMED_OUT"});
  CHECK(w.commits.done(1)); // nobody waits for it
  CHECK_FALSE(w.step());    // and yet it is under way
  w.answer({{0, ErrorCode::none}});
  CHECK(w.results.size() == 1);
  CHECK(w.commits.done(1));
}

TEST_CASE("offset commits: versions by what is known and who commits") {
  World w;
  w.commit("a", 0, 1, 1, "unknown");
  REQUIRE(w.step());
  CHECK(w.last.send->versions.last == 9); // without an id
  CHECK(w.last.send->versions.first == 2);
  World member;
  member.identity.has_member_epoch = true;
  member.commit("a", 0, 1);
  REQUIRE(member.step());
  CHECK(member.last.send->versions.first == 9); // KIP-848
}

TEST_CASE("offset commits: an offset in a topic that was deleted never becomes one of the new topic of that name") {
  World w;
  const auto recreate = [&w] {
    w.metadata.apply(test::answer({test::topic("t", test::uuid(2), {test::partition(0, 1, 0), test::partition(1, 1, 0)}),
                                   test::topic("u", test::uuid(3), {test::partition(0, 1, 0)})}));
  };
  w.commit("a", 0, 42); // of the topic that is known now
  REQUIRE(w.step());
  w.answer({{0, ErrorCode::unknown_topic_id}}); // deleted; asked again until it is known
  CHECK(w.results.empty());
  recreate();
  w.now += 1s;
  CHECK_FALSE(w.step());
  CHECK(w.results == Results{"a: COMMIT_STALE"});

  // what records told counts more than what metadata says; other topics of the same commit get through
  OffsetCommits::Commit mixed;
  mixed.entries = {{{"t", 0}, 50, 0, "", test::uuid(1)}, {{"u", 0}, 7, 0, "", test::uuid(3)}};
  mixed.ownership = 1;
  mixed.deadline = w.now + 10s;
  mixed.done = [&w](const Result<void>& result) { w.results.push_back(result ? "ok" : std::string(result.error().context().topic)); };
  w.commits.add(std::move(mixed));
  REQUIRE(w.step());
  REQUIRE(w.last.send->request.topics.size() == 1);
  CHECK(w.last.send->request.topics[0].name == "u");
  wire::OffsetCommitResponse response;
  response.topics.push_back({"", test::uuid(3), {{0, ErrorCode::none}}});
  w.settle(w.commits.on_response(response, w.now).settled);
  CHECK(w.results == Results{"a: COMMIT_STALE", "t"});
  w.commit("b", 0, 3);
  REQUIRE(w.step());
  CHECK(w.last.send->request.topics[0].topic_id == test::uuid(2));
}

TEST_CASE("offset commits: a topic that the coordinator still does not know after 3 s is gone, and nobody waits for it") {
  World w;
  w.commit("a", 0, 42);
  for (int tries = 0; w.results.empty(); ++tries) {
    REQUIRE(tries < 20);
    REQUIRE(w.step());
    CHECK(w.answer({{0, ErrorCode::unknown_topic_id}}).refresh_metadata);
    w.now += 1s;
  }
  CHECK(w.now >= TimePoint(std::chrono::hours(1)) + 3s);
  CHECK(w.now <= TimePoint(std::chrono::hours(1)) + 6s);
  CHECK(w.results == Results{"a: UNKNOWN_TOPIC_ID"});
}

TEST_CASE("offset commits: everything ends with the consumer") {
  World w;
  w.commit("a", 0, 1);
  REQUIRE(w.step());
  w.commit("b", 0, 2);
  w.settle(w.commits.fail_all(Error(ErrorCode::closed)));
  CHECK(w.results == Results{"a: CLOSED", "b: CLOSED"});
  CHECK(w.commits.done(2));
}
