#include "consumer/fetcher.hpp"

#include <doctest/doctest.h>

#include "cluster/support/metadata_answers.hpp"
#include "consumer/support/batches.hpp"

using namespace klamm;
using namespace klamm::consumer;

namespace {

struct World {
  test::CacheWorld metadata;
  SubscriptionState subscriptions;
  std::shared_ptr<FetchBudget> budget;
  std::optional<Fetcher> fetcher;
  std::vector<AssignedPartition*> partitions;
  TimePoint now{std::chrono::hours(1)};

  explicit World(Fetcher::Settings settings = {}, std::int64_t limit = 64 << 20) {
    // t-0 and t-1 are led by broker 1, t-2 by broker 2
    metadata.apply(
        test::answer({test::topic("t", test::uuid(9), {test::partition(0, 1, 5), test::partition(1, 1, 5), test::partition(2, 2, 5)})}));
    budget = std::make_shared<FetchBudget>(limit, [] {});
    fetcher.emplace(settings, subscriptions, budget, Random(1), Log());
    for (PartitionId i = 0; i < 3; ++i) {
      auto& added = subscriptions.assign(std::make_shared<PartitionHandle>(i + 1, TopicPartition{"t", static_cast<std::int32_t>(i)}), 1);
      added.seek(SeekTarget::to(0), 1);
      partitions.push_back(&added);
    }
  }
  Fetcher::Step step() { return fetcher->step(now, *metadata.cache.snapshot()); }
  Fetcher::Outcome answer(cluster::NodeId node, std::vector<wire::FetchResponse::Partition> said, std::int32_t session = 7,
                          ErrorCode error = ErrorCode::none, std::int16_t version = 18) {
    wire::FetchResponse response;
    response.session_id = session;
    response.error_code = error;
    response.topics.push_back({"", test::uuid(9), std::move(said)});
    return fetcher->on_response(node, response, 1000, now, version);
  }
  /// As a broker from before Fetch v12, which doesn't compare epochs.
  Fetcher::Outcome old_answer(cluster::NodeId node, std::vector<wire::FetchResponse::Partition> said) {
    return answer(node, std::move(said), 7, ErrorCode::none, 11);
  }
  void lead(std::int32_t leader, std::int32_t epoch) { // t-0
    metadata.apply(test::answer(
        {test::topic("t", test::uuid(9), {test::partition(0, leader, epoch), test::partition(1, 1, 5), test::partition(2, 2, 5)})}));
  }
  static wire::FetchResponse::Partition records(std::int32_t index, Slice bytes, std::int64_t high_watermark = 1000) {
    wire::FetchResponse::Partition said;
    said.index = index;
    said.high_watermark = said.last_stable_offset = high_watermark;
    said.log_start_offset = 0;
    said.records = std::move(bytes);
    return said;
  }
  static wire::FetchResponse::Partition failed(std::int32_t index, ErrorCode error) {
    wire::FetchResponse::Partition said;
    said.index = index;
    said.high_watermark = -1;
    said.error_code = error;
    return said;
  }
};

const Fetcher::Send* to(const Fetcher::Step& step, cluster::NodeId node) {
  for (const auto& send : step.sends) {
    if (send.node == node) return &send;
  }
  return nullptr;
}

std::vector<std::int32_t> indexes(const Fetcher::Send* send) {
  std::vector<std::int32_t> found;
  if (send) {
    for (const auto& topic : send->request.topics) {
      for (const auto& partition : topic.partitions) found.push_back(partition.index);
    }
  }
  return found;
}

using Indexes = std::vector<std::int32_t>;

} // namespace

TEST_CASE("fetcher: each leader gets one request with its partitions, and no second one before the answer") {
  World w;
  auto step = w.step();
  REQUIRE(step.sends.size() == 2);
  CHECK(indexes(to(step, 1)) == Indexes{0, 1});
  CHECK(indexes(to(step, 2)) == Indexes{2});
  const auto& request = to(step, 1)->request;
  CHECK(request.topics[0].topic_id == test::uuid(9));
  CHECK(request.topics[0].partitions[0].current_leader_epoch == 5);
  CHECK(request.topics[0].partitions[0].last_fetched_epoch == -1);
  CHECK(request.session_epoch == 0);
  CHECK(w.step().sends.empty());
}

TEST_CASE("fetcher: the next fetch goes out with the answer, behind what was fetched") {
  World w;
  w.step();
  const auto outcome = w.answer(1, {World::records(0, test::batch_of(0, 10, {.leader_epoch = 4}))});
  REQUIRE(outcome.completed.size() == 1);
  CHECK(outcome.completed[0].offset == 0);
  CHECK(outcome.completed[0].partition->name.partition == 0);
  CHECK(w.budget->used() == 1000);
  CHECK(w.partitions[0]->handle().high_watermark == 1000);
  const auto step = w.step();
  REQUIRE(step.sends.size() == 1);
  CHECK(indexes(to(step, 1)) == Indexes{0}); // the other one did not change
  const auto& partition = to(step, 1)->request.topics[0].partitions[0];
  CHECK(partition.fetch_offset == 10);
  CHECK(partition.last_fetched_epoch == 4);
  CHECK(to(step, 1)->request.session_id == 7);
  CHECK(to(step, 1)->request.session_epoch == 1);
}

TEST_CASE("fetcher: an answer to before a seek is ignored") {
  World w;
  w.step();
  w.partitions[0]->seek(SeekTarget::to(500), 2);
  const auto outcome = w.answer(1, {World::records(0, test::batch_of(0, 10))});
  CHECK(outcome.completed.empty());
  CHECK(w.partitions[0]->position().offset == 500);
  const auto step = w.step();
  CHECK(to(step, 1)->request.topics[0].partitions[0].fetch_offset == 500);
}

TEST_CASE("fetcher: paused partitions are forgotten by the session and don't hold up others") {
  World w;
  w.step();
  w.answer(1, {});
  w.partitions[0]->set_paused(true);
  auto step = w.step();
  const auto& request = to(step, 1)->request;
  CHECK(request.topics.empty());
  REQUIRE(request.forgotten_topics.size() == 1);
  CHECK(request.forgotten_topics[0].partitions == Indexes{0});
  w.answer(1, {World::records(1, test::batch_of(0, 1))});
  w.partitions[0]->set_paused(false);
  step = w.step();
  CHECK(indexes(to(step, 1)) == Indexes{0, 1});
}

TEST_CASE("fetcher: with nothing to fetch from a broker nothing is sent to it") {
  World w;
  for (auto* partition : w.partitions) partition->set_paused(true);
  CHECK(w.step().sends.empty());
}

TEST_CASE("fetcher: while a topic's id is unknown names are used, up to version 12") {
  World w;
  w.metadata.apply(test::answer({test::topic("u", Uuid{}, {test::partition(0, 1, 5)})}));
  w.subscriptions.assign(std::make_shared<PartitionHandle>(9, TopicPartition{"u", 0}), 1).seek(SeekTarget::to(0), 1);
  const auto step = w.step();
  CHECK(to(step, 1)->versions.last == 12);
  CHECK(to(step, 2)->versions.last > 12);
}

TEST_CASE("fetcher: the budget holds requests back until polled records make room") {
  Fetcher::Settings settings;
  settings.max_partition_bytes = 400;
  World w(settings, 1000);
  auto step = w.step();
  REQUIRE(step.sends.size() == 2);
  CHECK(to(step, 1)->request.max_bytes + to(step, 2)->request.max_bytes <= 1000);
  auto outcome = w.answer(1, {World::records(0, test::batch_of(0, 10))}); // charged with 1000
  CHECK(w.step().sends.empty());
  outcome.completed.clear(); // delivered
  CHECK(w.budget->used() == 0);
  CHECK(w.step().sends.size() == 1);
}

TEST_CASE("fetcher: one broker's long poll doesn't keep another from being asked") {
  Fetcher::Settings settings;
  settings.max_partition_bytes = 600;
  World w(settings, 1000);
  CHECK(w.step().sends.size() == 2); // one partition's fetch for each, although that may be more than the budget
}

TEST_CASE("fetcher: a budget smaller than a partition's fetch still lets one through") {
  World w({}, 10);
  const auto step = w.step();
  REQUIRE(step.sends.size() == 2);
  CHECK(step.sends[0].request.max_bytes >= 1);
  const auto outcome = w.answer(1, {World::records(0, test::batch_of(0, 10))});
  CHECK(w.step().sends.empty());
}

TEST_CASE("fetcher: NOT_LEADER with a hint is tried again at once, without one after a pause and a refresh") {
  for (const bool hinted : {false, true}) {
    World w;
    w.step();
    auto said = World::failed(0, ErrorCode::not_leader_or_follower);
    if (hinted) said.current_leader = {2, 6};
    const auto outcome = w.answer(1, {said});
    CHECK(outcome.completed.empty());
    CHECK(outcome.refresh_metadata);
    CHECK(outcome.hints.size() == (hinted ? 1 : 0));
    CHECK(w.partitions[0]->fetchable(w.now) == hinted);
    const auto step = w.step();
    if (!hinted) CHECK(step.wake < w.now + 200ms);
    w.now += 200ms;
    CHECK(w.partitions[0]->fetchable(w.now));
  }
}

TEST_CASE("fetcher: partitions that fail together are asked for again together") {
  World w;
  for (int failures = 1; failures <= 5; ++failures) {
    REQUIRE(to(w.step(), 1));
    w.answer(1, {World::failed(0, ErrorCode::not_leader_or_follower), World::failed(1, ErrorCode::not_leader_or_follower)});
    CHECK(w.partitions[0]->retry_at() > w.now);
    CHECK(w.partitions[0]->retry_at() == w.partitions[1]->retry_at());
    w.now = w.partitions[0]->retry_at();
  }
}

TEST_CASE("fetcher: a partition that moved is fetched from its new leader, while the old one's answer is out") {
  World w;
  w.step();
  w.answer(2, {});
  w.metadata.apply(
      test::answer({test::topic("t", test::uuid(9), {test::partition(0, 2, 6), test::partition(1, 1, 5), test::partition(2, 2, 5)})}));
  const auto step = w.step();
  REQUIRE(step.sends.size() == 1);
  CHECK(indexes(to(step, 2)) == Indexes{0});
  CHECK(to(step, 2)->request.topics[0].partitions[0].current_leader_epoch == 6);
  CHECK(w.answer(1, {World::records(0, test::batch_of(0, 5))}).completed.empty()); // too late: it would be there twice
  CHECK(w.answer(2, {World::records(0, test::batch_of(0, 5))}).completed.size() == 1);
}

TEST_CASE("fetcher: of a broker that is late with its answer, others may lead the partitions by now: metadata is asked for until they do") {
  World w;
  auto step = w.step();
  CHECK_FALSE(step.refresh_metadata);
  REQUIRE(step.wake == w.now + 2500ms); // fetch.max.wait.ms and 2 s
  w.answer(2, {});
  w.now += 2499ms;
  CHECK_FALSE(w.step().refresh_metadata);
  w.now += 1ms;
  step = w.step();
  CHECK(step.refresh_metadata);
  CHECK(step.wake <= w.now + 2s);
  CHECK_FALSE(w.step().refresh_metadata); // once in a while
  w.now += 2s;
  CHECK(w.step().refresh_metadata);
  w.metadata.apply(
      test::answer({test::topic("t", test::uuid(9), {test::partition(0, 2, 6), test::partition(1, 2, 6), test::partition(2, 2, 5)})}));
  w.answer(2, {});
  CHECK(indexes(to(w.step(), 2)) == Indexes{0, 1});
  w.answer(2, {});
  w.now += 2s;
  CHECK_FALSE(w.step().refresh_metadata); // nothing is awaited from it any more
}

TEST_CASE("fetcher: without a leader it waits for metadata, and asks for it now and then") {
  World w;
  w.metadata.apply(
      test::answer({test::topic("t", test::uuid(9), {test::partition(0, -1, 6), test::partition(1, 1, 5), test::partition(2, 2, 5)})}));
  auto step = w.step();
  CHECK(step.refresh_metadata);
  CHECK(indexes(to(step, 1)) == Indexes{1});
  CHECK(step.wake <= w.now + 100ms);
  CHECK_FALSE(w.step().refresh_metadata);
  w.now += 100ms;
  CHECK(w.step().refresh_metadata);
}

TEST_CASE("fetcher: OFFSET_OUT_OF_RANGE resets as configured, or is told to the user") {
  Fetcher::Settings settings;
  settings.auto_offset_reset = AutoOffsetReset::earliest();
  World w(settings);
  w.step();
  CHECK(w.answer(1, {World::failed(0, ErrorCode::offset_out_of_range)}).completed.empty());
  CHECK(w.partitions[0]->state() == FetchState::awaiting_reset);
  CHECK(w.partitions[0]->reset_strategy() == AutoOffsetReset::earliest());

  settings.auto_offset_reset = AutoOffsetReset::none();
  World none(settings);
  none.step();
  const auto outcome = none.answer(1, {World::failed(0, ErrorCode::offset_out_of_range)});
  REQUIRE(outcome.completed.size() == 1);
  CHECK(outcome.completed[0].error->code() == ErrorCode::offset_out_of_range);
  CHECK(outcome.completed[0].error->context().partition == 0);
  CHECK(outcome.completed[0].stopped);
  CHECK(none.partitions[0]->state() == FetchState::stopped);
  CHECK(indexes(to(none.step(), 1)).empty());
}

TEST_CASE("fetcher: out of range because of an epoch that the leader can't place is asked again by offset alone") {
  World w;
  w.partitions[0]->seek(SeekTarget::to(50, 3), 2);
  w.step();
  w.answer(1, {World::failed(0, ErrorCode::offset_out_of_range)});
  CHECK(w.partitions[0]->state() == FetchState::fetching);
  CHECK(w.partitions[0]->position() == FetchPosition{50, -1});
  const auto step = w.step();
  CHECK(to(step, 1)->request.topics[0].partitions[0].last_fetched_epoch == -1);
  w.answer(1, {World::failed(0, ErrorCode::offset_out_of_range)});
  CHECK(w.partitions[0]->state() == FetchState::awaiting_reset);
}

TEST_CASE("fetcher: a truncated log moves the position back to where it ends, or is told to the user (KIP-320)") {
  World w;
  w.partitions[0]->seek(SeekTarget::to(50, 3), 2);
  w.step();
  auto said = World::records(0, {});
  said.diverging_epoch = {2, 40};
  const auto outcome = w.answer(1, {said});
  REQUIRE(outcome.completed.size() == 1);
  CHECK(outcome.completed[0].jumped);
  CHECK(outcome.completed[0].offset == 40);
  CHECK(w.partitions[0]->position() == FetchPosition{40, 2});

  Fetcher::Settings settings;
  settings.auto_offset_reset = AutoOffsetReset::none();
  World none(settings);
  none.partitions[0]->seek(SeekTarget::to(50, 3), 2);
  none.step();
  const auto told = none.answer(1, {said});
  REQUIRE(told.completed.size() == 1);
  CHECK(told.completed[0].error->message().find("truncated to offset 40") != std::string::npos);
}

TEST_CASE("fetcher: a broker whose Fetch doesn't compare epochs is first asked where the position's epoch ended (KIP-320)") {
  World w;
  w.partitions[0]->seek(SeekTarget::to(50, 3), 2);
  w.step();
  SUBCASE("its first answer tells that it is one, and is dropped") {
    CHECK(w.old_answer(1, {World::records(0, test::batch_of(50, 5))}).completed.empty());
  }
  SUBCASE("so is one that knows no such offset: the truncation would be the reason") {
    CHECK(w.old_answer(1, {World::failed(0, ErrorCode::offset_out_of_range)}).completed.empty());
  }
  AssignedPartition& partition = *w.partitions[0];
  REQUIRE(partition.state() == FetchState::awaiting_validation);
  CHECK(partition.position() == FetchPosition{50, 3});
  CHECK(indexes(to(w.step(), 1)).empty());
  CHECK_FALSE(w.fetcher->on_validation(partition, {true, 50, 3, 5}));
  w.old_answer(1, {});
  CHECK(indexes(to(w.step(), 1)) == Indexes{0});
  REQUIRE(w.old_answer(1, {World::records(0, test::batch_of(50, 5, {.leader_epoch = 5}))}).completed.size() == 1);
  CHECK(partition.position() == FetchPosition{55, 5});

  w.step();
  w.lead(1, 6); // elected again: now it is known not to compare, and asked before the next fetch
  w.old_answer(1, {});
  CHECK(indexes(to(w.step(), 1)).empty());
  CHECK(partition.state() == FetchState::awaiting_validation);
  CHECK_FALSE(w.fetcher->on_validation(partition, {true, 60, 5, 6}));
  w.old_answer(1, {});
  CHECK(indexes(to(w.step(), 1)) == Indexes{0});
}

TEST_CASE("fetcher: what it asks for fits every version of Fetch that brokers may speak") {
  Fetcher::Settings settings;
  settings.rack = "r";
  World w(settings);
  w.partitions[0]->seek(SeekTarget::to(50, 3), 2);
  auto step = w.step();
  REQUIRE_FALSE(step.sends.empty());
  Fetcher::Send send = std::move(step.sends[0]);
  for (std::int16_t version = wire::FetchRequest::versions.last; version >= wire::FetchRequest::versions.first; --version) {
    CAPTURE(version);
    send.fit_to(version);
    wire::Encoder out;
    wire::Codec<wire::FetchRequest>::encode(send.request, version, out);
    CHECK(out.failure().empty());
    CHECK((send.request.topics[0].partitions[0].last_fetched_epoch == 3) == (version >= 12));
  }
}

TEST_CASE("fetcher: what an old broker says of a truncated log moves the position back, or is told to the user (KIP-320)") {
  Fetcher::Settings settings;
  SUBCASE("moves back") {}
  SUBCASE("told") { settings.auto_offset_reset = AutoOffsetReset::none(); }
  const bool told = settings.auto_offset_reset.kind == AutoOffsetReset::Kind::none;
  for (const EpochLookup::Found found : {EpochLookup::Found{true, 40, 2, 5}, EpochLookup::Found{true, -1, -1, 5}}) {
    World w(settings);
    AssignedPartition& partition = *w.partitions[0];
    partition.seek(SeekTarget::to(50, 3), 2);
    w.step();
    w.old_answer(1, {World::records(0, test::batch_of(50, 5))});
    const auto event = w.fetcher->on_validation(partition, found);
    if (told) {
      REQUIRE(event);
      CHECK(event->stopped);
      CHECK(event->error->code() == ErrorCode::offset_out_of_range);
      CHECK(partition.state() == FetchState::stopped);
    } else if (found.end_offset >= 0) {
      REQUIRE(event);
      CHECK(event->jumped);
      CHECK(event->offset == 40);
      CHECK(partition.position() == FetchPosition{40, 2});
    } else {
      CHECK_FALSE(event);
      CHECK(partition.state() == FetchState::awaiting_reset);
      CHECK(partition.reset_strategy() == settings.auto_offset_reset);
    }
  }
}

TEST_CASE("fetcher: positions that can't be compared are fetched from old brokers as they are") {
  World w;
  AssignedPartition& partition = *w.partitions[0];
  SUBCASE("the position has no epoch") {
    w.step();
    CHECK(w.old_answer(1, {World::records(0, test::batch_of(0, 5))}).completed.size() == 1);
  }
  SUBCASE("the broker answers only other brokers") {
    partition.seek(SeekTarget::to(50, 3), 2);
    w.step();
    w.old_answer(1, {World::records(0, test::batch_of(50, 5))});
    CHECK_FALSE(w.fetcher->on_validation(partition, {false, -1, -1, 5}));
    w.old_answer(1, {});
    w.step();
    CHECK(w.old_answer(1, {World::records(0, test::batch_of(50, 5))}).completed.size() == 1);
  }
  SUBCASE("the broker compares by itself") {
    partition.seek(SeekTarget::to(50, 3), 2);
    w.step();
    CHECK(w.answer(1, {World::records(0, test::batch_of(50, 5))}, 7, ErrorCode::none, 12).completed.size() == 1);
  }
}

TEST_CASE("fetcher: a topic that was created again is read from its beginning, whatever auto.offset.reset says") {
  World w;
  w.step();
  w.answer(1, {World::records(0, test::batch_of(0, 10))});
  w.now += 10min;
  w.metadata.now = w.now;
  w.metadata.apply(
      test::answer({test::topic("t", test::uuid(8), {test::partition(0, 1, 0), test::partition(1, 1, 0), test::partition(2, 2, 0)})}));
  const auto step = w.step();
  CHECK(w.partitions[0]->state() == FetchState::awaiting_reset);
  CHECK(w.partitions[0]->reset_strategy() == AutoOffsetReset::earliest());
  CHECK(indexes(to(step, 1)).empty());
}

TEST_CASE("fetcher: a preferred replica is fetched from until its lease ends, or it fails (KIP-392)") {
  Fetcher::Settings settings;
  settings.rack = "r";
  settings.replica_lease = 1min;
  World w(settings);
  CHECK(w.step().sends[0].request.rack_id == "r");
  w.answer(2, {});
  auto said = World::records(0, {});
  said.preferred_read_replica = 2;
  w.answer(1, {said});
  auto step = w.step();
  CHECK(indexes(to(step, 2)) == Indexes{0});
  REQUIRE(to(step, 1));
  CHECK(to(step, 1)->request.forgotten_topics.size() == 1);
  SUBCASE("out of range there: the leader decides") {
    w.answer(2, {World::failed(0, ErrorCode::offset_out_of_range)});
    CHECK(w.partitions[0]->state() == FetchState::fetching);
    w.answer(1, {});
    CHECK(indexes(to(w.step(), 1)) == Indexes{0});
  }
  SUBCASE("the connection is lost") {
    w.fetcher->on_failure(2, Error(ErrorCode::disconnected), w.now);
    w.answer(1, {});
    CHECK(indexes(to(w.step(), 1)) == Indexes{0});
  }
  SUBCASE("the lease ends") {
    w.answer(1, {});
    w.answer(2, {});
    w.now += 61s;
    CHECK(indexes(to(w.step(), 1)) == Indexes{0});
  }
}

TEST_CASE("fetcher: a preferred replica that metadata doesn't name yet is looked for, without asking the leader in a circle") {
  World w;
  w.step();
  auto said = World::records(0, {});
  said.preferred_read_replica = 4;
  w.answer(1, {said});
  auto step = w.step();
  CHECK(step.refresh_metadata);
  REQUIRE(to(step, 1));
  CHECK(to(step, 1)->request.topics.empty()); // t-1 goes on
  CHECK(to(step, 1)->request.forgotten_topics.size() == 1);
  w.answer(1, {});
  w.now += 200ms;
  CHECK(indexes(to(w.step(), 1)) == Indexes{0});
  auto known =
      test::answer({test::topic("t", test::uuid(9), {test::partition(0, 1, 5), test::partition(1, 1, 5), test::partition(2, 2, 5)})});
  known.brokers.push_back({4, "b4", 9092, std::nullopt});
  w.metadata.apply(known);
  w.answer(1, {said});
  CHECK(indexes(to(w.step(), 4)) == Indexes{0});
}

TEST_CASE("fetcher: a lost session is opened again at once, a second time after a pause") {
  World w;
  w.step();
  w.answer(1, {});
  w.step();
  w.answer(1, {}, 0, ErrorCode::fetch_session_id_not_found);
  auto step = w.step();
  REQUIRE(to(step, 1));
  CHECK(to(step, 1)->request.session_epoch == 0);
  CHECK(indexes(to(step, 1)) == Indexes{0, 1});
  w.answer(1, {}, 0, ErrorCode::invalid_fetch_session_epoch);
  step = w.step();
  CHECK_FALSE(to(step, 1));
  CHECK(step.wake > w.now);
}

TEST_CASE("fetcher: a broker that fails is left alone for a while, others go on") {
  World w;
  w.step();
  const auto outcome = w.fetcher->on_failure(1, Error(ErrorCode::disconnected), w.now);
  CHECK(outcome.refresh_metadata);
  CHECK(outcome.completed.empty());
  w.answer(2, {});
  auto step = w.step();
  CHECK_FALSE(to(step, 1));
  CHECK(to(step, 2));
  for (int i = 0; i < 2 && !to(step, 1); ++i) {
    w.now = step.wake;
    step = w.step();
  }
  REQUIRE(to(step, 1));
  CHECK(to(step, 1)->request.session_epoch == 0);
}

TEST_CASE("fetcher: while a broker can't be reached, metadata is asked for each retry.backoff.ms, whether its turn has come or not") {
  World w;
  w.step();
  const auto failed = [&w] { w.fetcher->on_failure(1, Error(ErrorCode::connect_failed), w.now); };
  failed();
  for (int attempt = 0; attempt < 5; ++attempt) { // the pause between them grows to a second
    int refreshes = 0;
    auto step = w.step();
    const TimePoint began = w.now;
    for (; !to(step, 1); step = w.step()) {
      refreshes += step.refresh_metadata ? 1 : 0;
      REQUIRE(step.wake <= w.now + 100ms);
      w.now = step.wake;
    }
    CHECK(refreshes >= (w.now - began) / 100ms - 1);
    w.now += 100ms; // the pool has not connected yet
    step = w.step();
    CHECK(step.refresh_metadata);
    CHECK(step.wake <= w.now + 100ms);
    failed();
  }
  w.metadata.apply(
      test::answer({test::topic("t", test::uuid(9), {test::partition(0, 2, 6), test::partition(1, 2, 6), test::partition(2, 2, 5)})}));
  w.answer(2, {});
  CHECK(indexes(to(w.step(), 2)) == Indexes{0, 1});
  w.now += 100ms;
  CHECK_FALSE(w.step().refresh_metadata);
}

TEST_CASE("fetcher: what the user must change outside is told once, and tried again") {
  World w;
  w.step();
  CHECK(w.answer(1, {World::failed(0, ErrorCode::topic_authorization_failed)}).completed.size() == 1);
  for (int i = 0; i < 3; ++i) {
    w.now += 2s;
    REQUIRE(to(w.step(), 1));
    CHECK(w.answer(1, {World::failed(0, ErrorCode::topic_authorization_failed)}).completed.empty());
  }
  w.now += 2s;
  w.step();
  CHECK(w.answer(1, {World::records(0, test::batch_of(0, 1))}).completed.size() == 1);
  w.step();
  CHECK(w.answer(1, {World::failed(0, ErrorCode::topic_authorization_failed)}).completed.size() == 1);

  const auto login = w.fetcher->on_failure(2, Error(ErrorCode::sasl_authentication_failed), w.now);
  REQUIRE(login.completed.size() == 1);
  CHECK_FALSE(login.completed[0].partition);
  CHECK(w.fetcher->on_failure(2, Error(ErrorCode::sasl_authentication_failed), w.now).completed.empty());
}

TEST_CASE("fetcher: a broker that is gone is nothing to tell, its partitions have other leaders soon") {
  World w;
  w.step();
  const auto outcome =
      w.fetcher->on_failure(2, Error(ErrorCode::broker_not_available, "the cluster's metadata no longer names node 2"), w.now);
  CHECK(outcome.completed.empty());
  CHECK(outcome.refresh_metadata);
}

TEST_CASE("fetcher: records whose extent can't be trusted are handed on, and nothing is fetched behind them") {
  World w;
  w.step();
  const auto outcome = w.answer(1, {World::records(0, test::batch_of(0, 10), 5)}); // beyond the high watermark
  REQUIRE(outcome.completed.size() == 1);
  CHECK(outcome.completed[0].doubtful);
  CHECK(indexes(to(w.step(), 1)).empty());
}

TEST_CASE("fetcher: a fetch without one whole new batch doesn't spin") {
  World w;
  w.step();
  const Slice batch = test::batch_of(0, 10);
  CHECK(w.answer(1, {World::records(0, batch.sub(0, batch.size() - 1))}).completed.empty());
  w.step();
  w.answer(1, {World::records(0, batch.sub(0, batch.size() - 1))});
  CHECK_FALSE(w.partitions[0]->fetchable(w.now));
}

TEST_CASE("fetcher: partitions and topics that a response invents are ignored") {
  World w;
  w.step();
  auto invented = World::records(77, test::batch_of(0, 1));
  CHECK(w.answer(1, {invented, World::records(2, test::batch_of(0, 1))}).completed.empty());
}
