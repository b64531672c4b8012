#include "consumer/fetch_collector.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <stdexcept>

#include "consumer/support/batches.hpp"
#include "records/golden.hpp"

using namespace klamm;
using namespace klamm::consumer;

namespace {

const TopicPartition a{"a", 0}, b{"b", 0};

struct World {
  FetchCollector collector;
  std::shared_ptr<FetchBudget> budget = std::make_shared<FetchBudget>(1 << 20, [] {});

  explicit World(FetchCollector::Settings settings = {}) : collector(settings) {
    collector.assign({{a, SeekTarget::to(0)}, {b, SeekTarget::to(0)}}, std::nullopt);
    collector.take_commands();
  }

  CompletedFetch fetch(const TopicPartition& from, std::int64_t offset, Slice records) {
    CompletedFetch fetched;
    const auto position = collector.position(from);
    fetched.partition = position.partition;
    fetched.version = position.version;
    fetched.offset = offset;
    fetched.records = std::move(records);
    fetched.share = budget->charge(static_cast<std::int64_t>(fetched.records.size()));
    return fetched;
  }
  void arrive(CompletedFetch fetched) { collector.arrivals().push_back(std::move(fetched)); }
  ConsumerRecords records() {
    auto result = collector.collect();
    if (!result) return {};
    REQUIRE(result->has_value());
    return **result;
  }
  std::vector<std::int64_t> offsets() {
    std::vector<std::int64_t> found;
    for (const ConsumerRecord& record : records()) {
      CHECK(record.value().text() == std::to_string(record.offset()));
      found.push_back(record.offset());
    }
    return found;
  }
  std::int64_t position(const TopicPartition& of) { return collector.position(of).position.offset; }
};

using Offsets = std::vector<std::int64_t>;

} // namespace

TEST_CASE("fetch collector: records come in order, as views with all that belongs to them") {
  World w;
  w.arrive(w.fetch(a, 0, test::batch_of(0, 3, {.leader_epoch = 6})));
  const ConsumerRecords records = w.records();
  REQUIRE(records.size() == 3);
  CHECK(records[1].topic() == "a");
  CHECK(records[1].partition() == 0);
  CHECK(records[1].offset() == 1);
  CHECK(records[1].leader_epoch() == 6);
  CHECK(records[1].key().is_null());
  CHECK(records[1].timestamp() == 1001);
  CHECK(records[1].timestamp_type() == TimestampType::create_time);
  CHECK(records[1].headers().empty());
  REQUIRE(records.partitions().size() == 1);
  CHECK(records.partitions()[0].next_offset() == 3);
  CHECK(records.partitions()[0].leader_epoch() == 6);
  CHECK_FALSE(w.collector.collect());
  CHECK(w.position(a) == 3);
}

TEST_CASE("fetch collector: max.poll.records cuts inside of a batch, and the next poll goes on there") {
  World w({.max_poll_records = 4});
  w.arrive(w.fetch(a, 0, test::concat({test::batch_of(0, 3), test::batch_of(3, 6)})));
  CHECK(w.offsets() == Offsets{0, 1, 2, 3});
  CHECK(w.position(a) == 4);
  CHECK(w.offsets() == Offsets{4, 5, 6, 7});
  CHECK(w.offsets() == Offsets{8});
  CHECK(w.position(a) == 9);
}

TEST_CASE("fetch collector: records before the position in the first batch are skipped") {
  World w;
  w.collector.seek(a, SeekTarget::to(2));
  w.arrive(w.fetch(a, 2, test::batch_of(0, 5)));
  CHECK(w.offsets() == Offsets{2, 3, 4});
}

TEST_CASE("fetch collector: the position passes what was compacted away") {
  World w;
  w.arrive(w.fetch(a, 0, test::concat({test::batch_of(0, 2, {.extra_offsets = 8}), test::batch_of(20, 1)})));
  CHECK(w.offsets() == Offsets{0, 1, 20});
  CHECK(w.position(a) == 21);
  World tail;
  tail.arrive(tail.fetch(a, 0, test::batch_of(0, 2, {.extra_offsets = 8})));
  CHECK(tail.offsets() == Offsets{0, 1});
  CHECK(tail.position(a) == 10);
}

TEST_CASE("fetch collector: partitions are grouped, and each comes only once") {
  World w;
  w.arrive(w.fetch(a, 0, test::batch_of(0, 2)));
  w.arrive(w.fetch(b, 0, test::batch_of(0, 2)));
  w.arrive(w.fetch(b, 2, test::batch_of(2, 2)));
  w.arrive(w.fetch(a, 2, test::batch_of(2, 2)));
  const ConsumerRecords records = w.records();
  REQUIRE(records.partitions().size() == 2);
  CHECK(records.partitions()[0].topic() == "a");
  CHECK(records.partitions()[0].size() == 2);
  CHECK(records.partitions()[1].topic() == "b");
  CHECK(records.partitions()[1].size() == 4);
  CHECK(records.partitions()[1].next_offset() == 4);
  CHECK(records.partitions()[1][3].offset() == 3);
  CHECK(w.offsets() == Offsets{2, 3});
}

TEST_CASE("fetch collector: records stay valid as long as somebody holds them, whatever is polled next") {
  World w({.max_poll_records = 2});
  w.arrive(w.fetch(a, 0, test::batch_of(0, 4, {.codec = CompressionType::zstd})));
  ConsumerRecords first = w.records();
  const ConsumerRecords copy = first;
  const ConsumerRecords second = w.records();
  first = ConsumerRecords();
  w.collector.assign({}, std::nullopt);
  CHECK(copy[1].value().text() == "1");
  CHECK(second[1].value().text() == "3");
  CHECK(copy[0].topic() == "a");
  const OwnedRecord owned(second[0]);
  CHECK(owned.value().text() == "2");
  CHECK(owned.key().is_null());
  CHECK(owned.offset() == 2);
}

TEST_CASE("fetch collector: a poll uses the memory of the one before, once that is dropped") {
  World w({.max_poll_records = 1});
  w.arrive(w.fetch(a, 0, test::batch_of(0, 3)));
  const ConsumerRecord* where = nullptr;
  {
    const ConsumerRecords records = w.records();
    where = records.begin();
  }
  const ConsumerRecords records = w.records();
  CHECK(records.begin() == where);
  const ConsumerRecords other = w.records();
  CHECK(other.begin() != where);
}

TEST_CASE("fetch collector: after a seek nothing older is delivered, from wherever it comes") {
  World w({.max_poll_records = 2});
  w.arrive(w.fetch(a, 0, test::batch_of(0, 5)));
  auto late = w.fetch(a, 5, test::batch_of(5, 5));
  CHECK(w.offsets() == Offsets{0, 1});
  w.collector.seek(a, SeekTarget::to(20));
  CHECK(w.position(a) == 20);
  CHECK(w.offsets().empty());
  w.arrive(std::move(late));
  CHECK(w.offsets().empty());
  const auto commands = w.collector.take_commands();
  REQUIRE(commands.size() == 1);
  CHECK(std::get<SeekCommand>(commands[0]).target.position.offset == 20);
  w.arrive(w.fetch(a, 20, test::batch_of(20, 1)));
  CHECK(w.offsets() == Offsets{20});
}

TEST_CASE("fetch collector: a seek to where it stands drops what is at hand, too") {
  World w({.max_poll_records = 2});
  w.arrive(w.fetch(a, 0, test::batch_of(0, 4)));
  CHECK(w.offsets() == Offsets{0, 1});
  w.collector.seek(a, SeekTarget::to(2));
  CHECK(w.offsets().empty());
  w.arrive(w.fetch(a, 2, test::batch_of(0, 4)));
  CHECK(w.offsets() == Offsets{2, 3});
}

TEST_CASE("fetch collector: the position after a seek to the end is told by the first answer") {
  World w;
  w.collector.seek(a, SeekTarget::by(AutoOffsetReset::latest()));
  CHECK(w.position(a) == -1);
  CompletedFetch jump = w.fetch(a, 50, {});
  jump.jumped = true;
  w.arrive(std::move(jump));
  CHECK_FALSE(w.collector.collect());
  CHECK(w.position(a) == 50);
}

TEST_CASE("fetch collector: a reset moves the position, after what was fetched before it") {
  World w;
  w.arrive(w.fetch(a, 0, test::batch_of(0, 2)));
  CompletedFetch jump = w.fetch(a, 100, {});
  jump.jumped = true;
  w.arrive(std::move(jump));
  w.arrive(w.fetch(a, 100, test::batch_of(100, 1)));
  CHECK(w.offsets() == Offsets{0, 1, 100});
}

TEST_CASE("fetch collector: rather than deliver a gap it fetches again") {
  World w;
  w.arrive(w.fetch(a, 0, test::batch_of(0, 2)));
  w.arrive(w.fetch(a, 7, test::batch_of(7, 2)));
  CHECK(w.offsets() == Offsets{0, 1});
  CHECK_FALSE(w.collector.collect());
  const auto commands = w.collector.take_commands();
  REQUIRE(commands.size() == 1);
  CHECK(std::get<SeekCommand>(commands[0]).target.position.offset == 2);
}

TEST_CASE("fetch collector: a paused partition gives nothing, others go on, and nothing is lost or fetched twice") {
  World w({.max_poll_records = 2});
  w.arrive(w.fetch(a, 0, test::batch_of(0, 3)));
  w.arrive(w.fetch(a, 3, test::batch_of(3, 1)));
  CHECK(w.offsets() == Offsets{0, 1});
  w.collector.set_paused(a, true);
  CHECK(w.collector.paused() == std::vector<TopicPartition>{a});
  w.arrive(w.fetch(b, 0, test::batch_of(0, 1)));
  CHECK(w.offsets() == Offsets{0}); // b's
  w.arrive(w.fetch(a, 4, test::batch_of(4, 1)));
  CHECK(w.offsets().empty());
  CHECK(w.position(a) == 2);
  w.collector.set_paused(a, false);
  CHECK(w.offsets() == Offsets{2, 3});
  CHECK(w.offsets() == Offsets{4});
  for (const Command& command : w.collector.take_commands()) CHECK(std::holds_alternative<PauseCommand>(command));
}

TEST_CASE("fetch collector: a partition that is paused again and again keeps its order") {
  World w({.max_poll_records = 1});
  for (std::int64_t i = 0; i < 5; ++i) w.arrive(w.fetch(a, 2 * i, test::batch_of(2 * i, 2)));
  Offsets all;
  for (int i = 0; i < 10; ++i) {
    w.collector.set_paused(a, true);
    CHECK(w.offsets().empty());
    w.collector.set_paused(a, false);
    for (const auto offset : w.offsets()) all.push_back(offset);
  }
  CHECK(all == Offsets{0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
}

TEST_CASE("fetch collector: resuming what isn't paused changes nothing") {
  World w({.max_poll_records = 2});
  w.arrive(w.fetch(a, 0, test::batch_of(0, 4)));
  CHECK(w.offsets() == Offsets{0, 1});
  w.collector.set_paused(a, false);
  CHECK_FALSE(w.collector.has_commands());
  CHECK(w.offsets() == Offsets{2, 3});
}

TEST_CASE("fetch collector: a seek while paused holds after resuming") {
  World w;
  w.collector.set_paused(a, true);
  w.arrive(w.fetch(a, 0, test::batch_of(0, 2)));
  CHECK(w.offsets().empty());
  w.collector.seek(a, SeekTarget::to(9));
  w.collector.set_paused(a, false);
  CHECK(w.offsets().empty());
  w.arrive(w.fetch(a, 9, test::batch_of(9, 1)));
  CHECK(w.offsets() == Offsets{9});
}

TEST_CASE("fetch collector: paused partitions give up memory that others wait for, and are fetched again later") {
  World w({.largest_parked = 100});
  w.collector.set_paused(a, true);
  w.arrive(w.fetch(a, 0, test::batch_of(0, 1)));
  CHECK_FALSE(w.collector.collect());
  CHECK(w.budget->used() > 0);
  w.arrive(w.fetch(a, 1, test::batch_of(1, 9)));
  w.collector.take_commands();
  CHECK_FALSE(w.collector.collect());
  CHECK(w.budget->used() == 0);
  const auto commands = w.collector.take_commands();
  REQUIRE(commands.size() == 1);
  CHECK(std::get<SeekCommand>(commands[0]).target.position.offset == 0);
  CHECK(w.position(a) == 0);
}

TEST_CASE("fetch collector: what is delivered is released") {
  World w;
  w.arrive(w.fetch(a, 0, test::batch_of(0, 2)));
  CHECK(w.budget->used() > 0);
  const auto held = w.collector.collect();
  CHECK(w.budget->used() == 0);
}

TEST_CASE("fetch collector: a revoked partition's records are dropped, a kept one's are not") {
  World w({.max_poll_records = 1});
  w.arrive(w.fetch(a, 0, test::batch_of(0, 2)));
  w.arrive(w.fetch(b, 0, test::batch_of(0, 2)));
  CHECK(w.offsets() == Offsets{0});
  w.collector.assign({{b, std::nullopt}}, SeekTarget::by(AutoOffsetReset::latest()));
  CHECK(w.offsets() == Offsets{0}); // b's
  CHECK(w.offsets() == Offsets{1});
  CHECK_THROWS_AS(w.collector.position(a), std::invalid_argument);
  CHECK_THROWS_AS(w.collector.seek(a, SeekTarget::to(0)), std::invalid_argument);
  CHECK_THROWS_AS(w.collector.set_paused(a, true), std::invalid_argument);
  const auto commands = w.collector.take_commands();
  REQUIRE(commands.size() == 1);
  CHECK(std::holds_alternative<RevokeCommand>(commands[0]));
}

TEST_CASE("fetch collector: an assignment tells the executor where new partitions start") {
  FetchCollector collector({});
  collector.assign({{a, SeekTarget::to(5, 2)}, {b, std::nullopt}}, SeekTarget::by(AutoOffsetReset::earliest()));
  const auto commands = collector.take_commands();
  REQUIRE(commands.size() == 2);
  CHECK(std::get<AssignCommand>(commands[0]).target->position == FetchPosition{5, 2});
  CHECK(std::get<AssignCommand>(commands[1]).target->strategy == AutoOffsetReset::earliest());
  collector.assign({{a, std::nullopt}, {b, SeekTarget::to(3)}}, std::nullopt);
  const auto second = collector.take_commands();
  REQUIRE(second.size() == 1);
  CHECK(std::get<SeekCommand>(second[0]).target.position.offset == 3);
  CHECK(collector.position(a).position.offset == 5);
}

TEST_CASE("fetch collector: a corrupt batch is told once, after the records before it; seeking past it works") {
  for (const bool first : {false, true}) {
    World w;
    const Slice good = test::batch_of(0, first ? 0 : 2);
    const std::int64_t bad_from = first ? 0 : 2;
    const Slice bad = test::flipped(test::batch_of(bad_from, 3), 70);
    w.arrive(w.fetch(a, 0, first ? bad : test::concat({good, bad, test::batch_of(5, 1)})));
    if (!first) w.arrive(w.fetch(a, 6, test::batch_of(6, 1)));
    w.arrive(w.fetch(b, 0, test::batch_of(0, 1)));
    if (!first) CHECK(w.offsets() == Offsets{0, 1});
    const auto failed = w.collector.collect();
    REQUIRE(failed);
    REQUIRE_FALSE(*failed);
    const Error error = failed->error();
    CHECK(error.code() == ErrorCode::record_corrupt);
    CHECK(error.context().topic == "a");
    CHECK(error.context().partition == 0);
    CHECK(error.message().find("offset " + std::to_string(bad_from)) != std::string::npos);
    CHECK(error.hint().find("seek to offset " + std::to_string(bad_from + 3)) != std::string::npos);
    CHECK(w.offsets() == Offsets{0}); // b goes on
    CHECK_FALSE(w.collector.collect());
    CHECK(w.collector.position(a).stopped);
    CHECK(w.position(a) == bad_from);
    const auto commands = w.collector.take_commands();
    REQUIRE(commands.size() == 1);
    CHECK(std::holds_alternative<StopCommand>(commands[0]));
    w.collector.seek(a, SeekTarget::to(bad_from + 3));
    w.arrive(w.fetch(a, bad_from + 3, test::batch_of(bad_from + 3, 1)));
    CHECK(w.offsets() == Offsets{bad_from + 3});
  }
}

TEST_CASE("fetch collector: without check.crcs a wrong checksum is not looked at") {
  World w({.batches = {.check_crcs = false}});
  w.arrive(w.fetch(a, 0, test::flipped(test::batch_of(0, 2), RecordBatchLayout::crc)));
  CHECK(w.offsets() == Offsets{0, 1});
}

TEST_CASE("fetch collector: doubtful records without a fault are delivered, and fetching goes on behind them") {
  World w;
  CompletedFetch doubtful = w.fetch(a, 0, test::batch_of(0, 2));
  doubtful.doubtful = true;
  w.arrive(std::move(doubtful));
  CHECK(w.offsets() == Offsets{0, 1});
  const auto commands = w.collector.take_commands();
  REQUIRE(commands.size() == 1);
  CHECK(std::get<SeekCommand>(commands[0]).target.position.offset == 2);
}

TEST_CASE("fetch collector: a partition's error comes in its turn, and stops it where it says so") {
  World w;
  w.arrive(w.fetch(a, 0, test::batch_of(0, 1)));
  CompletedFetch failed = w.fetch(a, 1, {});
  failed.error = Error(ErrorCode::topic_authorization_failed);
  w.arrive(std::move(failed));
  w.arrive(w.fetch(a, 1, test::batch_of(1, 1)));
  CHECK(w.offsets() == Offsets{0});
  const auto error = w.collector.collect();
  REQUIRE(error);
  CHECK(error->error().code() == ErrorCode::topic_authorization_failed);
  CHECK(w.offsets() == Offsets{1});
}

TEST_CASE("fetch collector: an error of the consumer as a whole names no partition") {
  World w;
  CompletedFetch failed;
  failed.error = Error(ErrorCode::sasl_authentication_failed);
  w.arrive(std::move(failed));
  CHECK(w.collector.collect()->error().code() == ErrorCode::sasl_authentication_failed);
  CHECK_FALSE(w.collector.collect());
}

TEST_CASE("fetch collector: read_committed leaves out what Java's producer aborted, control batches never show") {
  const auto golden = test::golden_case("v2-transactions-interleaved");
  for (const bool committed : {false, true}) {
    FetchCollector collector({.read_committed = committed});
    collector.assign({{a, SeekTarget::to(0)}}, std::nullopt);
    CompletedFetch fetch;
    fetch.partition = collector.position(a).partition;
    fetch.version = collector.position(a).version;
    fetch.offset = 0;
    fetch.records = golden.bytes;
    fetch.aborted = {{1, 0}};
    collector.arrivals().push_back(std::move(fetch));
    Offsets found;
    const auto result = collector.collect();
    REQUIRE((result && *result));
    for (const ConsumerRecord& record : **result) found.push_back(record.offset());
    if (committed) CHECK(found == Offsets{3, 4, 5, 8, 9, 10, 12, 13, 14});
    else CHECK(found == Offsets{0, 1, 2, 3, 4, 5, 8, 9, 10, 12, 13, 14});
    CHECK(collector.position(a).position.offset == 15);
  }
}

TEST_CASE("fetch collector: everything that Java writes is delivered as Java reads it") {
  for (const std::string& name : test::golden_names()) {
    const auto golden = test::golden_case(name);
    CAPTURE(name);
    std::vector<std::pair<std::int64_t, std::size_t>> expected; // offset, headers
    bool control = false;
    for (const auto& line : golden.lines) {
      if (line.kind == "batch") control = line.fields.contains("isControl") && line["isControl"] == "true";
      if (line.kind == "record" && !control) expected.emplace_back(line.number("offset"), 0);
      if (line.kind == "header" && !control) ++expected.back().second;
    }
    if (golden.bytes.empty()) continue;
    FetchCollector collector({.max_poll_records = 100'000});
    collector.assign({{a, SeekTarget::to(0)}}, std::nullopt);
    CompletedFetch fetch;
    fetch.partition = collector.position(a).partition;
    fetch.version = collector.position(a).version;
    fetch.offset = 0;
    fetch.records = golden.bytes;
    collector.arrivals().push_back(std::move(fetch));
    std::vector<std::pair<std::int64_t, std::size_t>> found;
    const auto result = collector.collect();
    if (result) {
      REQUIRE(result->has_value());
      for (const ConsumerRecord& record : **result) {
        std::size_t headers = 0;
        for (const Header& header : record.headers()) headers += header.key.data() != nullptr || header.key.empty();
        found.emplace_back(record.offset(), headers);
      }
    }
    // A position never goes back: where a case repeats offsets, the later ones are behind it.
    if (std::is_sorted(expected.begin(), expected.end())) CHECK(found == expected);
  }
}

TEST_CASE("fetch collector: lag is known from the first fetch on") {
  World w;
  CHECK_FALSE(w.collector.lag(a));
  w.collector.position(a).partition->high_watermark = 10;
  CHECK(w.collector.lag(a) == 10);
  w.arrive(w.fetch(a, 0, test::batch_of(0, 4)));
  w.offsets();
  CHECK(w.collector.lag(a) == 6);
  World committed({.read_committed = true});
  committed.collector.position(a).partition->high_watermark = 10;
  CHECK_FALSE(committed.collector.lag(a));
  committed.collector.position(a).partition->last_stable_offset = 7;
  CHECK(committed.collector.lag(a) == 7);
}

TEST_CASE("fetch collector: what is to be committed is behind the records that were given, and told again only when it changed") {
  World w;
  w.collector.assign({{a, SeekTarget::to(0)}, {b, std::nullopt}, {{"c", 1}, std::nullopt}}, std::nullopt);
  w.arrive(w.fetch(a, 0, test::batch_of(0, 3, {.leader_epoch = 6})));
  CHECK(w.collector.consumed().size() == 2); // where "c" is read is not known yet
  CHECK(w.collector.take_changed().size() == 2);
  CHECK(w.collector.take_changed().empty());
  w.records();
  auto changed = w.collector.take_changed();
  REQUIRE(changed.size() == 1);
  CHECK(changed[0].partition == a);
  CHECK(changed[0].position.offset == 3);
  CHECK(changed[0].position.offset_epoch == 6);
  w.collector.forget_told(); // it did not get through
  CHECK(w.collector.take_changed().size() == 2);
  w.collector.assign({{b, std::nullopt}}, std::nullopt);
  CHECK(w.collector.consumed().size() == 1);
}

TEST_CASE("fetch collector: what is to be committed says of which topic it is, also when another of that name takes its place") {
  World w;
  const Uuid old_topic{{1}}, new_topic{{2}};
  auto first = w.fetch(a, 0, test::batch_of(0, 3));
  first.topic_id = old_topic;
  w.arrive(std::move(first));
  CHECK(w.collector.topic_id(a).is_zero()); // nothing has told yet
  w.records();
  CHECK(w.collector.topic_id(a) == old_topic);
  CHECK(w.collector.take_changed()[0].topic_id == old_topic);
  auto reset = w.fetch(a, 3, {}); // the new one happens to be read from the same offset
  reset.jumped = true;
  reset.topic_id = new_topic;
  w.arrive(std::move(reset));
  w.records();
  const auto changed = w.collector.take_changed();
  REQUIRE(changed.size() == 1);
  CHECK(changed[0].topic_id == new_topic);
  CHECK(changed[0].position.offset == 3);
}
